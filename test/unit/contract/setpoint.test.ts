import { describe, expect, test } from 'vitest';
import { type Ack, ackPayload, readAck } from '../../../src/contract/ack.ts';
import { FaultList } from '../../../src/contract/decode-faults.ts';
import { readSetpoint, type Setpoint, setpointPayload } from '../../../src/contract/setpoint.ts';
import { hourMs, instant, minuteMs } from '../../../src/domain/instant.ts';
import { deviceWith } from '../../support/devices.ts';

const issuedAt = instant(Date.parse('2026-07-01T12:00:00Z'));
const expiresAt = instant(issuedAt + 15 * minuteMs);
const limit = {
  commandId: 'c-1',
  mode: 'limit',
  powerKw: 12.5,
  issuedAt: '2026-07-01T12:00:00Z',
  expiresAt: '2026-07-01T12:15:00Z',
};

function read(payload: unknown): ReturnType<typeof readSetpoint> {
  return readSetpoint(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)));
}

function detailOf(payload: unknown): string {
  const outcome = read(payload);
  return outcome.ok ? 'no fault' : outcome.fault.detail;
}

describe('a setpoint', () => {
  test.each<Setpoint>([
    { commandId: 'c-1', mode: 'limit', powerKw: 12.5, rampKwPerS: 0.5, issuedAt, expiresAt },
    { commandId: 'c-2', mode: 'target', powerKw: -40, rampKwPerS: null, issuedAt, expiresAt },
    { commandId: 'c-3', mode: 'release', issuedAt },
  ])('of mode $mode is read as it was written', (setpoint) => {
    expect(read(setpointPayload(setpoint))).toEqual({ ok: true, value: setpoint });
  });

  test('may carry its times as numbers, and fields that nobody knows', () => {
    const payload = { ...limit, issuedAt: Number(issuedAt), rampKwPerS: null, note: 'noon' };
    expect(read(payload)).toEqual({
      ok: true,
      value: {
        commandId: 'c-1',
        mode: 'limit',
        powerKw: 12.5,
        rampKwPerS: null,
        issuedAt,
        expiresAt,
      },
    });
  });

  test.each([
    ['no power', { ...limit, powerKw: undefined }, 'The field powerKw does not fit'],
    ['a power of text', { ...limit, powerKw: '12.5' }, 'The field powerKw does not fit'],
    ['a power beyond all sense', { ...limit, powerKw: 2e6 }, 'The field powerKw does not fit'],
    ['a ramp of nothing', { ...limit, rampKwPerS: 0 }, 'The field rampKwPerS does not fit'],
    ['an unknown mode', { ...limit, mode: 'off' }, 'The field mode does not fit'],
    [
      'no expiry',
      { ...limit, expiresAt: undefined },
      'The field expiresAt does not fit: it is missing.',
    ],
    [
      'a time without a zone',
      { ...limit, issuedAt: '2026-07-01T12:00:00' },
      'is no time in ISO 8601',
    ],
    [
      'an expiry before the issue',
      { ...limit, expiresAt: issuedAt },
      'expiresAt is not after issuedAt.',
    ],
    [
      'a life of days',
      { ...limit, expiresAt: issuedAt + 25 * hourMs },
      'more than 24 h after issuedAt.',
    ],
  ])('with %s is refused and can be answered', (_, payload, detail) => {
    expect(read(payload)).toMatchObject({ ok: false, fault: { commandId: 'c-1' } });
    expect(detailOf(payload)).toContain(detail);
  });

  test('tells all that is wrong at once', () => {
    const detail = detailOf({ ...limit, powerKw: null, expiresAt: 'soon' });
    expect(detail).toContain('powerKw');
    expect(detail).toContain('expiresAt does not fit: "soon" is no time');
  });

  test.each([['not json'], ['[]'], ['{"commandId":7}'], [`{"note":"${'x'.repeat(2_048)}"}`]])(
    'that names no command cannot be answered: %s',
    (payload) => {
      expect(read(payload)).toMatchObject({ ok: false, fault: { commandId: null } });
    },
  );
});

describe('an acknowledgement', () => {
  const sender = { device: deviceWith(), receivedAt: issuedAt, faults: new FaultList() };

  test.each<Ack>([
    { commandId: 'c-1', state: 'acked', powerKw: 10, reason: null, at: issuedAt },
    { commandId: 'c-2', state: 'rejected', powerKw: null, reason: 'local mode', at: issuedAt },
  ])('that is $state is read as the device wrote it', (ack) => {
    expect(readAck(JSON.parse(ackPayload(ack)), sender)).toEqual(ack);
    expect(sender.faults.isEmpty()).toBe(true);
  });

  test('of a talkative device is cut to what is read', () => {
    const ack: Ack = {
      commandId: 'c-1',
      state: 'rejected',
      powerKw: null,
      reason: 'no '.repeat(100),
      at: issuedAt,
    };
    expect(readAck(JSON.parse(ackPayload(ack)), sender)?.reason).toHaveLength(200);
  });
});
