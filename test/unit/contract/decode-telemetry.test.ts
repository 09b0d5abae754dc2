import { describe, expect, test } from 'vitest';
import { contextOf, decode, receivedAt, valuesOf } from '../../support/decoding.ts';
import { deviceWith } from '../../support/devices.ts';

const pv = deviceWith({ id: 'pv-1', kind: 'pv' });
const context = contextOf([pv]);
const telemetry = (payload: unknown) => decode('paulownia/v1/pv-1/telemetry', payload, context);
const at = Date.UTC(2026, 6, 1, 11, 59);
const many = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('one reading', () => {
  test('has the values of the kind in the order of its table, absent ones as NaN', () => {
    const { readings, faults } = telemetry({
      measuredAt: '2026-07-01T19:59:00+08:00',
      seq: 7,
      values: { frequencyHz: 50.01, powerKw: -0.3 },
    });
    expect(faults).toEqual([]);
    expect(readings).toEqual([
      {
        device: pv,
        measuredAt: at,
        receivedAt,
        seq: 7,
        historical: false,
        values: Float64Array.of(-0.3, NaN, NaN, NaN, NaN, 50.01, NaN),
      },
    ]);
  });

  test.each([
    ['epoch milliseconds', at],
    ['ISO 8601 in UTC', '2026-07-01T11:59:00.000Z'],
    ['ISO 8601 with an offset', '2026-07-01T19:59:00+08:00'],
    ['ISO 8601 without seconds', '2026-07-01T11:59Z'],
  ])('is timed by %s', (_, measuredAt) => {
    const { readings, codes } = telemetry({ measuredAt, values: { powerKw: 1 } });
    expect(codes).toEqual([]);
    expect(readings[0]?.measuredAt).toBe(at);
  });

  test('of a device without a clock is of the time of receipt', () => {
    const { readings, codes } = telemetry({ values: { powerKw: 1 } });
    expect([readings[0]?.measuredAt, codes]).toEqual([receivedAt, []]);
  });

  test('with the time under a wrong name is kept, and the device is told', () => {
    const { readings, faults } = telemetry({ timestamp: at, values: { powerKw: 1 } });
    expect(readings).toHaveLength(1);
    expect(faults).toMatchObject([{ code: 'unknown_field', deviceId: 'pv-1' }]);
    expect(faults[0]?.detail).toContain('timestamp');
  });

  test('may have further fields beside its time', () => {
    expect(telemetry({ measuredAt: at, values: { powerKw: 1 }, rssi: -60 }).codes).toEqual([]);
  });

  test('keeps its good points beside bad ones, and each bad one is told', () => {
    const { readings, codes, faults } = telemetry(
      `{"measuredAt": ${at}, "values": {"powerKw": 1, "volts": 2, "voltageV": "230", "currentA": null, "frequencyHz": 1e308, "energyTotalKwh": 1e999, "__proto__": 3}}`,
    );
    expect(valuesOf(readings[0])).toEqual({ powerKw: 1 });
    expect(codes).toEqual([
      'unknown_point',
      'wrong_type',
      'wrong_type',
      'not_finite',
      'not_finite',
      'unknown_point',
    ]);
    expect(faults.every(({ deviceId }) => deviceId === 'pv-1')).toBe(true);
  });

  test.each([
    ['a payload that is a number', '12.5', 'wrong_type'],
    ['values that are missing', { measuredAt: at, powerKw: 1 }, 'no_values'],
    ['values that are empty', { measuredAt: at, values: {} }, 'no_values'],
    ['values that are an array', { measuredAt: at, values: [1] }, 'wrong_type'],
    [
      'a time without a zone',
      { measuredAt: '2026-07-01T12:00:00', values: { powerKw: 1 } },
      'bad_time',
    ],
    [
      'a day that does not exist',
      { measuredAt: '2026-02-30T12:00Z', values: { powerKw: 1 } },
      'bad_time',
    ],
    ['a time in seconds', { measuredAt: at / 1_000, values: { powerKw: 1 } }, 'bad_time'],
    ['a clock that was never set', { measuredAt: 12_000, values: { powerKw: 1 } }, 'bad_time'],
    ['a time that is no time', { measuredAt: { at }, values: { powerKw: 1 } }, 'bad_time'],
    ['back-fill without a time', { historical: true, values: { powerKw: 1 } }, 'missing_time'],
    ['an unclear historical mark', { historical: 'yes', values: { powerKw: 1 } }, 'wrong_type'],
  ])('is refused for %s', (_, payload, code) => {
    const { readings, codes } = telemetry(payload);
    expect([readings, codes]).toEqual([[], [code]]);
  });

  test.each([-1, 1.5, '7', null, 2 ** 53])('is kept without its bad seq %s', (seq) => {
    const { readings, codes } = telemetry({ measuredAt: at, seq, values: { powerKw: 1 } });
    expect([readings[0]?.seq, codes]).toEqual([null, ['bad_seq']]);
  });

  test('says in one sentence what is wrong and what to do', () => {
    const long = 'x'.repeat(10_000);
    const { faults } = telemetry({ measuredAt: long, values: { [long]: 1, powerKw: long } });
    expect(faults).toHaveLength(3);
    for (const { detail } of faults) {
      expect(detail.length).toBeLessThan(220);
      expect(detail).toMatch(/^[A-Za-z].*[;,] .*\.$/u);
    }
  });
});

describe('an array of readings', () => {
  test('keeps the good ones in their order', () => {
    const { readings, codes } = telemetry([
      { measuredAt: at, values: { powerKw: 1 } },
      { measuredAt: 'yesterday', values: { powerKw: 2 } },
      17,
      { measuredAt: at + 1_000, historical: true, values: { powerKw: 3 } },
      { values: { powerKw: 4 } },
    ]);
    expect(readings.map(({ historical, values }) => [historical, values[0]])).toEqual([
      [false, 1],
      [true, 3],
    ]);
    expect(codes).toEqual(['bad_time', 'wrong_type', 'missing_time']);
  });

  test('of one may leave out the time', () => {
    expect(telemetry([{ values: { powerKw: 4 } }]).readings).toHaveLength(1);
  });

  test('that is empty is told', () => {
    expect(telemetry([]).codes).toEqual(['no_values']);
  });

  test('tells equal faults once, with their number', () => {
    const { faults } = telemetry(many(500, () => ({ measuredAt: at, values: { volts: 1 } })));
    expect(faults).toHaveLength(1);
    expect(faults[0]?.detail).toContain('500 times');
  });

  test('tells a bounded number of different faults', () => {
    const { faults } = telemetry(
      many(500, (index) => ({ measuredAt: at, values: { [`v${index}`]: 1 } })),
    );
    expect(faults).toHaveLength(20);
    expect(faults[19]?.detail).toContain('480 further faults');
  });
});

describe('columns', () => {
  const measuredAt = [at, at + 1_000, at + 2_000];

  test('become a reading a row', () => {
    const { readings, codes } = telemetry({
      measuredAt,
      seq: 40,
      values: { powerKw: [1, 2, 3], voltageV: [230, null, 231] },
    });
    expect(codes).toEqual([]);
    expect(readings.map((reading) => [reading.measuredAt, reading.seq, valuesOf(reading)])).toEqual(
      [
        [at, 40, { powerKw: 1, voltageV: 230 }],
        [at + 1_000, 41, { powerKw: 2 }],
        [at + 2_000, 42, { powerKw: 3, voltageV: 231 }],
      ],
    );
  });

  test('may number each row, and mark all as historical', () => {
    const { readings } = telemetry({
      measuredAt,
      seq: [4, 6, 9],
      historical: true,
      values: { powerKw: [1, 2, 3] },
    });
    expect(readings.map(({ seq, historical }) => [seq, historical])).toEqual([
      [4, true],
      [6, true],
      [9, true],
    ]);
  });

  test('keep the good columns and rows', () => {
    const { readings, codes } = telemetry({
      measuredAt: [at, 'noon', at + 2_000],
      values: {
        powerKw: [1, 2, 3],
        voltageV: [230, 231],
        currentA: 5,
        volts: [1, 2, 3],
        frequencyHz: ['50', 50, 50],
      },
    });
    expect(readings.map(valuesOf)).toEqual([{ powerKw: 1 }, { powerKw: 3, frequencyHz: 50 }]);
    expect(codes).toEqual([
      'column_lengths',
      'wrong_type',
      'unknown_point',
      'wrong_type',
      'bad_time',
    ]);
  });

  test.each([
    ['without rows', { measuredAt: [], values: { powerKw: [] } }, 'no_values'],
    ['without points', { measuredAt, values: {} }, 'no_values'],
    ['of nothing but null', { measuredAt, values: { powerKw: [null, null, null] } }, 'no_values'],
    ['without values', { measuredAt }, 'no_values'],
    [
      'of more rows than allowed',
      {
        measuredAt: many(10_001, (n) => at + Number(n)),
        values: { powerKw: many(10_001, () => 1) },
      },
      'too_many_readings',
    ],
  ])('%s are refused', (_, payload, code) => {
    const { readings, codes } = telemetry(payload);
    expect([readings, codes]).toEqual([[], [code]]);
  });

  test('with a seq column of another length are kept without it', () => {
    const { readings, codes } = telemetry({ measuredAt, seq: [1], values: { powerKw: [1, 2, 3] } });
    expect([readings.map(({ seq }) => seq), codes]).toEqual([
      [null, null, null],
      ['column_lengths'],
    ]);
  });
});
