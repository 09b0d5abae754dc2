import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { contextOf, decode, receivedAt } from '../../support/decoding.ts';
import { deviceWith } from '../../support/devices.ts';

const pv = deviceWith({ id: 'pv-1', kind: 'pv' });
const old = deviceWith({ id: 'old-1', retiredAt: instant(receivedAt - 1) });
const context = contextOf([pv, old]);
const send = (channel: string, payload: unknown) =>
  decode(`paulownia/v1/pv-1/${channel}`, payload, context);
const reading = { measuredAt: receivedAt, values: { powerKw: 1 } };

describe('a payload', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;

  test.each([
    ['is no JSON', '{"values": {"powerKw": 1}', 'malformed_json'],
    ['has NaN', '{"values": {"powerKw": NaN}}', 'malformed_json'],
    ['is empty', '', 'malformed_json'],
    ['is not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'invalid_utf8'],
    ['is nested nine levels deep', deep(9), 'too_deep'],
    ['is nested a hundred thousand levels deep', deep(100_000), 'too_deep'],
    ['has a key twice', '{"values": {"powerKw": 1, "powerKw": 2}}', 'duplicate_key'],
    [
      'has a key twice in other words',
      String.raw`{"values": {"powerKw": 1, "power\u004bw": 2}}`,
      'duplicate_key',
    ],
    ['is longer than allowed', Buffer.alloc(262_145, ' '), 'too_large'],
  ])('that %s is refused', (_, payload, code) => {
    const { messages, codes } = send('telemetry', payload);
    expect([messages, codes]).toEqual([[], [code]]);
  });

  test.each([
    [
      'colons and brackets inside strings',
      String.raw`{"note": "a\"b:{[c\\", "measuredAt": 1782907200000, "values": {"powerKw": 1}}`,
    ],
    [
      'white space and other alphabets',
      `\n {"note" : "泡桐", "measuredAt":1782907200000, "values":{ "powerKw" : 1 } }\n`,
    ],
    ['eight levels', `{"note": ${deep(7)}, "measuredAt": 1782907200000, "values": {"powerKw": 1}}`],
  ])('may have %s', (_, payload) => {
    const { readings, codes } = send('telemetry', payload);
    expect([readings.length, codes]).toEqual([1, []]);
  });

  test('cannot reach the prototypes of objects', () => {
    send(
      'telemetry',
      '{"__proto__": {"historical": true}, "constructor": {"prototype": {"x": 1}}, "values": {"powerKw": 1}}',
    );
    send('birth', '{"kind": "pv", "points": [], "__proto__": {"x": 1}}');
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'historical')).toBe(false);
  });

  test('may be any view of bytes', () => {
    const bytes = new TextEncoder().encode(`..${JSON.stringify(reading)}..`);
    const { codes } = send('telemetry', bytes.subarray(2, bytes.length - 2));
    expect(codes).toEqual([]);
  });
});

describe('a topic', () => {
  test.each([
    ['of nobody', 'paulownia/v1/ghost/telemetry', 'unknown_device', 'ghost'],
    ['of a retired device', 'paulownia/v1/old-1/telemetry', 'retired_device', 'old-1'],
    ['that devices listen to', 'paulownia/v1/pv-1/setpoint', 'unknown_topic', 'pv-1'],
    ['of no channel', 'paulownia/v1/pv-1/telemetries', 'unknown_topic', null],
    ['with an empty level', 'paulownia/v1//telemetry', 'unknown_topic', null],
    ['with a wildcard', 'paulownia/v1/+/telemetry', 'unknown_topic', null],
    ['with too many levels', 'paulownia/v1/pv-1/telemetry/x', 'unknown_topic', null],
    ['with too few levels', 'paulownia/v1/telemetry', 'unknown_topic', null],
    ['of another system', 'homeassistant/status', 'unknown_topic', null],
    ['that is empty', '', 'unknown_topic', null],
  ])('%s is told', (_, topic, code, deviceId) => {
    const { messages, faults } = decode(topic, reading, context);
    expect(messages).toEqual([]);
    expect(faults).toMatchObject([{ code, deviceId }]);
  });
});

describe('a status', () => {
  test('that is another word is told which words there are', () => {
    const { faults } = send('status', Buffer.from('bonjour'));
    expect(faults).toMatchObject([{ code: 'malformed_json' }]);
    expect(faults[0]?.detail).toContain('(an unexpected b)');
    expect(faults[0]?.detail).toContain('A status is the word online or offline.');
  });

  test.each([
    ['online', true],
    [' offline\n', false],
    ['"online"', true],
    [{ status: 'offline' }, false],
  ])('%j is understood', (payload, online) => {
    const { messages, codes } = send('status', payload);
    expect(codes).toEqual([]);
    expect(messages).toEqual([{ type: 'status', device: pv, online, at: receivedAt }]);
  });

  test('may have its own time', () => {
    const [message] = send('status', { status: 'online', measuredAt: receivedAt - 5 }).messages;
    expect(message).toMatchObject({ at: receivedAt - 5 });
  });

  test.each([
    ['gone', 'malformed_json'],
    ['', 'malformed_json'],
    [{ status: 'gone' }, 'wrong_type'],
    [{ state: 'online' }, 'wrong_type'],
  ])('%j is told', (payload, code) => {
    const { messages, codes } = send('status', payload);
    expect([messages, codes]).toEqual([[], [code]]);
  });
});

describe('a birth', () => {
  const birth = { kind: 'pv', points: ['powerKw'], firmware: '1.4.2', reportIntervalS: 5 };

  test('is kept with fields of its own', () => {
    const { messages, codes } = send('birth', { ...birth, phases: 3 });
    expect(codes).toEqual([]);
    expect(messages).toEqual([{ type: 'birth', device: pv, birth: { ...birth, phases: 3 } }]);
  });

  test.each([
    [
      'a point that its kind does not have',
      { ...birth, points: ['powerKw', 'socPct'] },
      'unknown_point',
    ],
    ['another kind than it is registered with', { ...birth, kind: 'wind' }, 'wrong_kind'],
  ])('with %s is kept and told', (_, payload, code) => {
    const { messages, codes } = send('birth', payload);
    expect([messages.length, codes]).toEqual([1, [code]]);
  });

  test.each([
    ['without points', { kind: 'pv' }, ['wrong_type']],
    ['of an unknown kind', { ...birth, kind: 'toaster' }, ['wrong_type']],
    [
      'with several wrong fields',
      { ...birth, firmware: 7, reportIntervalS: -1 },
      ['wrong_type', 'wrong_type'],
    ],
    ['longer than 4 KB', { ...birth, note: 'x'.repeat(4_096) }, ['too_large']],
    ['that is an array', [birth], ['wrong_type']],
  ])('%s is refused', (_, payload, expected) => {
    const { messages, codes } = send('birth', payload);
    expect([messages, codes]).toEqual([[], expected]);
  });
});

describe('an acknowledgement', () => {
  test('tells what became of a setpoint', () => {
    const at = '2026-07-01T11:59:59Z';
    const { messages, codes } = send('ack', {
      commandId: 'c-1',
      state: 'rejected',
      reason: 'local mode',
      at,
    });
    expect(codes).toEqual([]);
    expect(messages).toEqual([
      {
        type: 'ack',
        device: pv,
        ack: {
          commandId: 'c-1',
          state: 'rejected',
          powerKw: null,
          reason: 'local mode',
          at: receivedAt - 1_000,
        },
      },
    ]);
  });

  test('tells the power that the device took', () => {
    const ack = { commandId: 'c-1', state: 'acked', powerKw: 12.5 };
    expect(send('ack', ack).messages).toMatchObject([{ ack }]);
    expect(send('ack', { ...ack, powerKw: '12.5' }).codes).toEqual(['wrong_type']);
  });

  test('without a time, or with a bad one, is of the time of receipt', () => {
    const ack = { commandId: 'c-1', state: 'acked' };
    expect(send('ack', ack).messages).toMatchObject([{ ack: { at: receivedAt, reason: null } }]);
    const bad = send('ack', { ...ack, at: 'now' });
    expect([bad.messages.length, bad.codes]).toEqual([1, ['bad_time']]);
  });

  test.each([[{ commandId: 'c-1', state: 'done' }], [{ state: 'acked' }], ['"acked"']])(
    '%j is refused',
    (payload) => {
      const { messages, codes } = send('ack', payload);
      expect([messages, codes]).toEqual([[], ['wrong_type']]);
    },
  );
});
