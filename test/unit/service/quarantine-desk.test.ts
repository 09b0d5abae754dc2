import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DecodeFault } from '../../../src/contract/decode-faults.ts';
import { FaultDesk } from '../../../src/service/fault-desk.ts';
import { MessageGate } from '../../../src/service/message-gate.ts';
import type { Journal, Refusal } from '../../../src/service/ports.ts';
import {
  entriesPerSenderPerMinMax,
  errorsPerDevicePerMinMax,
} from '../../../src/service/quarantine-desk.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { quarantineGround } from '../../support/quarantine-ground.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const clock = fixedClock();

function ground() {
  const base = quarantineGround(join(tempFolder(), 'state.sqlite'));
  const appended: { topic: string; receivedAt: number }[] = [];
  const journal = {
    append: (message, onDurable) => {
      appended.push(message);
      onDurable();
    },
  } as Pick<Journal, 'append'> as Journal;
  const log = capturedLog();
  return {
    ...base,
    appended,
    gateLog: log,
    gate: new MessageGate({ journal, desk: base.desk, clock, log }),
    faultDesk: new FaultDesk(base.desk),
  };
}

function record(topic = 'paulownia/v1/pv-1/telemetry', receivedAt = clock.now()) {
  return { topic, payload: Buffer.from('{"values":'), receivedAt };
}

const fault = (facts: Partial<DecodeFault> = {}): DecodeFault => ({
  code: 'malformed_json',
  detail: 'The payload is no JSON.',
  deviceId: 'pv-1',
  ...facts,
});

describe('a message with faults', () => {
  test('is kept with reason, time, topic and payload, and its device is told each of them', () => {
    const { faultDesk, told, kept } = ground();
    faultDesk.take(record(), [fault(), fault({ code: 'unknown_point', detail: 'No such point.' })]);
    expect(kept()).toMatchObject([
      {
        at: clock.now(),
        topic: 'paulownia/v1/pv-1/telemetry',
        deviceId: 'pv-1',
        code: 'malformed_json',
        detail: 'The payload is no JSON. No such point.',
        payloadBytes: 10,
      },
    ]);
    expect(Buffer.from(kept()[0]?.payload ?? []).toString()).toBe('{"values":');
    expect(told.map(({ deviceId, code }) => [deviceId, code])).toEqual([
      ['pv-1', 'malformed_json'],
      ['pv-1', 'unknown_point'],
    ]);
    expect(Object.fromEntries(faultDesk.counts)).toEqual({ malformed_json: 1, unknown_point: 1 });
  });

  test('of no device is told to nobody', () => {
    const { faultDesk, told, kept } = ground();
    faultDesk.take(record('elsewhere'), [fault({ code: 'unknown_topic', deviceId: null })]);
    expect(told).toEqual([]);
    expect(kept()).toMatchObject([{ topic: 'elsewhere', deviceId: null }]);
  });

  test('in great number are all counted, while telling and keeping are limited', () => {
    const { faultDesk, told, kept, desk } = ground();
    for (let n = 0; n < 500; n += 1) faultDesk.take(record(), [fault()]);
    faultDesk.take(record('paulownia/v1/pv-2/telemetry'), [fault({ deviceId: 'pv-2' })]);
    expect(told.filter(({ deviceId }) => deviceId === 'pv-1')).toHaveLength(
      errorsPerDevicePerMinMax,
    );
    expect(told.at(-1)?.deviceId).toBe('pv-2');
    expect(kept()).toHaveLength(entriesPerSenderPerMinMax + 1);
    expect(faultDesk.counts.get('malformed_json')).toBe(501);
    expect(desk.suppressed).toBe(500 - entriesPerSenderPerMinMax);
  });

  test('harms nobody when the disk does not take it and the device cannot be reached', () => {
    const { faultDesk, faults, desk, log, kept } = ground();
    faults.disk = true;
    faults.broker = true;
    faultDesk.take(record(), [fault()]);
    expect(desk.lost).toBe(1);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'error']);
    faults.disk = false;
    faultDesk.take(record(), [fault()]);
    expect(kept()).toHaveLength(1);
  });
});

describe('what the broker refuses', () => {
  const refusal = (facts: Partial<Refusal>): Refusal => ({
    code: 'foreign_topic',
    detail: 'Published on a topic that is not its own.',
    deviceId: 'pv-1',
    topic: 'paulownia/v1/pv-2/telemetry',
    payload: Buffer.from('{}'),
    ...facts,
  });

  test.each([
    ['a foreign topic', {}, { code: 'foreign_topic', deviceId: 'pv-1' }],
    [
      'a packet that is too large',
      { code: 'packet_too_large', topic: null, payload: null },
      { code: 'packet_too_large', deviceId: 'pv-1', topic: '' },
    ],
    [
      'a broken packet of a known device',
      { code: 'protocol_error', topic: null, payload: null },
      { code: 'protocol_error', deviceId: 'pv-1' },
    ],
    [
      'a packet that is too large, from a broker that does not say whose',
      { code: 'packet_too_large', deviceId: null, payload: null },
      { code: 'packet_too_large', deviceId: 'pv-2' },
    ],
  ] as const)('as %s is kept, and told to the device', (_, facts, entry) => {
    const { gate, kept, told } = ground();
    gate.refuse(refusal(facts));
    expect(kept()).toMatchObject([entry]);
    expect(told).toMatchObject([{ deviceId: entry.deviceId, code: entry.code }]);
  });

  test.each([
    ['wrong credentials', { code: 'bad_credentials', deviceId: null, topic: null }],
    ['a flood', { code: 'flood', topic: null }],
    ['noise of a stranger', { code: 'protocol_error', deviceId: null, topic: null }],
  ] as const)('as %s is counted and logged, and not kept', (_, facts) => {
    const { gate, kept, told, gateLog } = ground();
    gate.refuse(refusal(facts));
    expect([kept(), told]).toEqual([[], []]);
    expect(gate.refused.get(facts.code)).toBe(1);
    expect(gateLog.lines).toHaveLength(1);
  });

  test('is counted every time, and logged now and then', () => {
    const { gate, gateLog } = ground();
    for (let n = 0; n < 200; n += 1) gate.refuse(refusal({ code: 'flood' }));
    expect(gate.refused.get('flood')).toBe(200);
    expect(gateLog.lines).toHaveLength(30);
  });
});

test('what is let in goes to the journal with the time of receipt, before it is acknowledged', () => {
  const { gate, appended } = ground();
  let acknowledged = false;
  gate.accept({ topic: 'a/b', payload: Buffer.from('x') }, () => {
    acknowledged = appended.length === 1;
  });
  expect(acknowledged).toBe(true);
  expect(appended).toMatchObject([{ topic: 'a/b', receivedAt: clock.now() }]);
});
