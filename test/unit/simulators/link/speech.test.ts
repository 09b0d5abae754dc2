import { describe, expect, test } from 'vitest';
import { speechOf } from '../../../../simulators/link/choose-speech.ts';
import type { HeldRow, Speech } from '../../../../simulators/link/speech.ts';
import { pointIndexesOf } from '../../../../src/contract/device-kinds.ts';
import type { DeviceKind } from '../../../../src/domain/device.ts';
import { instant, secondMs } from '../../../../src/domain/instant.ts';
import {
  contextOf,
  decode,
  receivedAt,
  shippedProfile,
  valuesOf,
} from '../../../support/decoding.ts';
import { deviceWith } from '../../../support/devices.ts';

const profiles = ['shelly-3em', 'tasmota-plug', 'flat-gateway'].map(shippedProfile);
const at = instant(receivedAt - 5 * secondMs);
const values = {
  powerKw: 12.34,
  reactivePowerKvar: -3.21,
  energyTotalKwh: 4_711.25,
  importTotalKwh: 4_711.25,
  exportTotalKwh: 17.5,
  voltageV: 231.2,
  currentA: 18.25,
  frequencyHz: 50,
};

function row(seq: number, deviceId = 'd-1', kind: DeviceKind = 'load'): HeldRow {
  const own = Object.entries(values).filter(([name]) => pointIndexesOf(kind).has(name));
  return { deviceId, seq, at: instant(at + seq * secondMs), values: Object.fromEntries(own) };
}

function ground(kind: DeviceKind, profile: string | null) {
  const facts = { kind, profile, ratingKw: 100 };
  const devices = [
    deviceWith({ ...facts, key: 1, id: 'd-1' }),
    deviceWith({ ...facts, key: 2, id: 'd-2' }),
  ];
  const context = contextOf(devices, profiles);
  const speech = speechOf({ id: 'd-1', kind, ratingKw: 100, reportIntervalS: 5 }, profile);
  const hear = (messages: Speech['greeting']) =>
    messages.map(({ topic, payload }) => decode(topic, payload, context));
  return { speech, hear };
}

const cases: [DeviceKind, string | null][] = [
  ['load', null],
  ['load', 'shelly-3em'],
  ['pcc_meter', 'shelly-3em'],
  ['load', 'tasmota-plug'],
  ['load', 'flat-gateway'],
  ['battery', 'an-own-one'],
];

describe.each(cases)('a %s with the profile %s', (kind, profile) => {
  const { speech, hear } = ground(kind, profile);

  test('comes, goes and vanishes so that the service knows it', () => {
    const states = [speech.greeting, [speech.farewell], [speech.will]].map((messages) =>
      hear(messages)
        .flatMap(({ messages: heard }) => heard)
        .flatMap((heard) => (heard.type === 'status' ? [heard.online] : [])),
    );
    expect(states).toEqual([[true], [false], [false]]);
    const standing = [...speech.greeting, speech.farewell, speech.will].filter(
      ({ retain }) => retain,
    );
    expect(standing).toHaveLength(3);
    expect(hear(speech.greeting).flatMap(({ codes }) => codes)).toEqual([]);
  });

  test('tells what it measured', () => {
    const { takes, loses, messages } = speech.next([row(0, 'd-1', kind)]);
    expect([takes, loses]).toEqual([1, 0]);
    const heard = hear(messages);
    expect(heard.flatMap(({ codes }) => codes)).toEqual([]);
    const told: Record<string, number> = Object.assign(
      {},
      ...heard.flatMap(({ readings }) => readings.map(valuesOf)),
    );
    expect(Object.keys(told).length).toBeGreaterThanOrEqual(3);
    for (const [name, value] of Object.entries(told)) {
      expect(value, name).toBeCloseTo(values[name as keyof typeof values], 6);
    }
    expect(messages.some(({ retain }) => retain)).toBe(false);
  });
});

function backlogOf(profile: string | null, rows: readonly HeldRow[]) {
  const { speech, hear } = ground('load', profile);
  const told: { seq: number | null; at: number; historical: boolean; id: string }[] = [];
  let held = rows;
  let lost = 0;
  while (held.length > 0) {
    const { takes, loses, messages } = speech.next(held);
    held = held.slice(takes);
    lost += loses;
    for (const { readings } of hear(messages)) {
      for (const { seq, measuredAt, historical, device } of readings) {
        told.push({ seq, at: measuredAt, historical, id: device.id });
      }
    }
  }
  return { told, lost };
}

describe('after an outage', () => {
  const rows = Array.from({ length: 4 }, (_, seq) => row(seq));

  test('a native device tells the newest live and the others as history', () => {
    const { told, lost } = backlogOf(null, rows);
    expect(lost).toBe(0);
    expect(told.map(({ seq, historical }) => [seq, historical])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, false],
    ]);
  });

  test('a gateway tells every instant of each of its devices', () => {
    const both = rows.flatMap((each) => [each, { ...each, deviceId: 'd-2' }]);
    const { told, lost } = backlogOf('flat-gateway', both);
    expect(lost).toBe(0);
    expect(told.map(({ id, at: time }) => [id, time])).toEqual(
      both.map(({ deviceId, at: time }) => [deviceId, time]),
    );
  });

  test.each(['shelly-3em', 'tasmota-plug'])(
    'a meter of the kind %s knows the newest only',
    (profile) => {
      const { told, lost } = backlogOf(profile, rows);
      expect(lost).toBe(3);
      expect(new Set(told.map(({ id }) => id))).toEqual(new Set(['d-1']));
      // One sends no time, so the time of receipt is taken; the other sends whole seconds.
      const time = profile === 'shelly-3em' ? receivedAt : at + 3 * secondMs;
      expect(new Set(told.map(({ at: told }) => told))).toEqual(new Set([time]));
    },
  );
});

test('only native devices listen for setpoints', () => {
  const obeying = cases.filter(([kind, profile]) => ground(kind, profile).speech.obeys);
  expect(obeying.map(([, profile]) => profile)).toEqual([null, 'an-own-one']);
});
