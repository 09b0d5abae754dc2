import { expect, test } from 'vitest';
import { FaultLayer } from '../../../../simulators/faults/fault-layer.ts';
import { parseFaultScript } from '../../../../simulators/faults/script.ts';
import { ControlDesk } from '../../../../simulators/field/control-desk.ts';
import type { SimulatedDevice } from '../../../../simulators/models/device-model.ts';
import type { Setpoint } from '../../../../src/contract/setpoint.ts';
import { type Instant, instant, minuteMs, secondMs } from '../../../../src/domain/instant.ts';
import { invariant } from '../../../../src/domain/outcome.ts';

const beginAt = instant(Date.parse('2026-07-01T04:00:00Z'));
const pv: SimulatedDevice = {
  id: 'pv-1',
  kind: 'pv',
  nodeId: 'area-1',
  ratingKw: 100,
  place: { eastM: 0, northM: 0 },
  seed: 1,
  use: 'household',
  nominalV: 230,
};
const meter: SimulatedDevice = { ...pv, id: 'meter-1', kind: 'transformer_meter' };

function after(seconds: number): Instant {
  return instant(beginAt + seconds * secondMs);
}

function limitTo(powerKw: number, commandId = 'c-1'): Setpoint {
  const rampKwPerS = null;
  const times = { issuedAt: beginAt, expiresAt: instant(beginAt + minuteMs) };
  return { commandId, mode: 'limit', powerKw, rampKwPerS, ...times };
}

function deskWith(entries = '', saved = {}): ControlDesk {
  const script = parseFaultScript(`entries: [${entries}]`, 'faults.yaml');
  invariant(script.ok, 'the script is read');
  const devices = [pv, meter];
  const faults = new FaultLayer({ script: script.value, devices, beginAt });
  return new ControlDesk({ devices, faults, saved, powerKwOf: () => 40 });
}

function limitAt(desk: ControlDesk, seconds: number): number | undefined {
  return desk.influencesAt(after(seconds)).get('pv-1')?.order?.powerKw;
}

test('a setpoint is answered with what was taken, and comes over the device until it expires', () => {
  const desk = deskWith();
  expect(limitAt(desk, 0)).toBeUndefined();
  expect(desk.receive('pv-1', limitTo(120), after(1))).toEqual({
    commandId: 'c-1',
    state: 'acked',
    powerKw: 100,
    reason: null,
    at: after(1),
  });
  expect(desk.receive('pv-1', limitTo(20, 'c-2'), after(2))).toMatchObject({ powerKw: 20 });
  expect(desk.receive('meter-1', limitTo(20), after(2))).toMatchObject({ state: 'rejected' });
  expect(desk.receive('pv-9', limitTo(20), after(2))).toBeNull();
  expect(limitAt(desk, 30)).toBe(20);
  expect(limitAt(desk, 90)).toBe(100);
  expect(limitAt(desk, 91)).toBeUndefined();
});

test('what holds is kept over a restart, with the answers that were given', () => {
  const first = deskWith();
  first.receive('pv-1', limitTo(30), after(1));
  expect(limitAt(first, 2)).toBe(40);
  const saved = JSON.parse(JSON.stringify(first.saved()));
  expect(Object.keys(saved)).toEqual(['pv-1']);
  const second = deskWith('', saved);
  expect(limitAt(second, 4)).toBe(30);
  expect(second.receive('pv-1', limitTo(99), after(5))).toMatchObject({ powerKw: 30 });
  expect(limitAt(second, 6)).toBe(30);
});

test('a device in local mode refuses, a deaf one says nothing', () => {
  const refusing = deskWith('{ fault: refused_setpoint, devices: pv-1, from: +0 s, to: +10 s }');
  const answer = refusing.receive('pv-1', limitTo(20), after(1));
  expect(answer).toMatchObject({ state: 'rejected', reason: 'local mode' });
  expect(refusing.receive('pv-1', limitTo(20, 'c-2'), after(11))).toMatchObject({ state: 'acked' });
  const deaf = deskWith('{ fault: ignored_setpoint, devices: pv-1, from: +0 s }');
  expect(deaf.receive('pv-1', limitTo(20), after(1))).toBeNull();
  expect(limitAt(deaf, 2)).toBeUndefined();
});

test('a device goes by its own clock, also where that is wrong', () => {
  const ahead = deskWith('{ fault: clock_skew, devices: pv-1, from: +0 s, strength: 120 }');
  expect(ahead.receive('pv-1', limitTo(20), after(1))).toMatchObject({
    reason: 'expired',
    at: after(121),
  });
});

test('a converter that hangs is handed on, with an order or without', () => {
  const desk = deskWith('{ fault: stuck_inverter, devices: kind:pv, from: +0 s, to: +10 s }');
  expect(desk.influencesAt(after(1)).get('pv-1')).toEqual({ order: null, stuck: true });
  expect(desk.influencesAt(after(11)).get('pv-1')).toBeUndefined();
});
