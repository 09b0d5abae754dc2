import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PointSpec } from '../../src/domain/point.ts';
import { type DeviceSeries, rollUp } from '../../src/domain/roll-up.ts';

const minute = 60_000;
const gauge: PointSpec = { name: 'powerKw', unit: 'kW', meaning: '', min: -1e6, max: 1e6 };
const register: PointSpec = { ...gauge, name: 'energyTotalKwh', register: true };
const day = { from: 0, to: 1_440 * minute, slotMs: 15 * minute };

/** Readings of one day at irregular times, a register that only grows beside a power. */
const series = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 1_439 }),
      power: fc.double({ min: -50, max: 50, noNaN: true }),
      energy: fc.double({ min: 0, max: 2, noNaN: true }),
    }),
    { minLength: 2, maxLength: 200 },
  )
  .map((rows): DeviceSeries => {
    const unique = [...new Map(rows.map((row) => [row.at, row])).values()];
    unique.sort((a, b) => a.at - b.at);
    let total = 0;
    return {
      measuredAt: Float64Array.from(unique, ({ at }) => at * minute),
      quality: new Uint8Array(unique.length),
      reasons: new Uint16Array(unique.length),
      values: [
        Float64Array.from(unique, ({ power }) => power),
        Float64Array.from(unique, ({ energy }) => (total += energy)),
      ],
    };
  });

const options = { points: [gauge, register], holdMs: 30 * minute, ratingKw: null, ...day };

test('energies of the slots add up to what the register counted', () => {
  fc.assert(
    fc.property(series, (readings) => {
      const energies = rollUp(readings, options).values[1]?.filter((value) => !Number.isNaN(value));
      const [counts] = [readings.values[1] ?? new Float64Array()];
      const counted = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
      expect((energies ?? []).reduce((a, b) => a + b, 0)).toBeCloseTo(counted, 6);
    }),
  );
});

test('a mean lies between the values, and completeness between 0 and 1', () => {
  fc.assert(
    fc.property(series, (readings) => {
      const slots = rollUp(readings, options);
      const powers = readings.values[0] ?? new Float64Array();
      const [lowest, highest] = [Math.min(...powers), Math.max(...powers)];
      for (const value of slots.values[0] ?? []) {
        if (Number.isNaN(value)) continue;
        expect(value).toBeGreaterThanOrEqual(lowest - 1e-9);
        expect(value).toBeLessThanOrEqual(highest + 1e-9);
      }
      expect(slots.completeness.every((share) => share >= 0 && share <= 1)).toBe(true);
    }),
  );
});

test('one run over a day equals runs over its parts', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 95 }), (readings, cut) => {
      const border = cut * day.slotMs;
      const whole = rollUp(readings, options);
      const first = rollUp(readings, { ...options, to: border });
      const second = rollUp(readings, { ...options, from: border });
      expect([...first.slotStart, ...second.slotStart]).toEqual(whole.slotStart);
      const parts = [...(first.values[0] ?? []), ...(second.values[0] ?? [])];
      for (const [slot, value] of (whole.values[0] ?? []).entries()) {
        if (!Number.isNaN(value)) expect(parts[slot]).toBeCloseTo(value, 9);
      }
    }),
  );
});

test('readings beyond the last one before and the first one after do not change a slot', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 0, max: 95 }), (readings, slot) => {
      const from = slot * day.slotMs;
      const range = { ...options, from, to: from + day.slotMs };
      const before = readings.measuredAt.findLastIndex((at) => at < range.from);
      const after = readings.measuredAt.findIndex((at) => at >= range.to);
      const [first, end] = [Math.max(0, before), after < 0 ? undefined : after + 1];
      const near: DeviceSeries = {
        measuredAt: readings.measuredAt.slice(first, end),
        quality: readings.quality.slice(first, end),
        reasons: readings.reasons.slice(first, end),
        values: readings.values.map((column) => column.slice(first, end)),
      };
      expect(rollUp(near, range)).toEqual(rollUp(readings, range));
    }),
  );
});

test('sending at any interval within the hold time leaves no hole', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000, max: 450_000 }),
      fc.nat(900_000),
      (intervalMs, phaseMs) => {
        const count = Math.ceil((day.to + 900_000) / intervalMs) + 1;
        const readings: DeviceSeries = {
          measuredAt: Float64Array.from({ length: count }, (_, n) => n * intervalMs - phaseMs),
          quality: new Uint8Array(count),
          reasons: new Uint16Array(count),
          values: [new Float64Array(count).fill(7.3), new Float64Array(count).fill(1)],
        };
        const slots = rollUp(readings, { ...options, holdMs: 1.5 * intervalMs });
        expect(slots.completeness).toEqual(Array.from({ length: 96 }, () => 1));
        expect(new Set(slots.values[0])).toEqual(new Set([7.3]));
      },
    ),
    { numRuns: 25 },
  );
});
