import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptSlotValue } from '../../../src/domain/slot-precision.ts';

const gauge = {};
const register = { register: true } as const;

describe('what is kept of a slot', () => {
  it('has a mean to the milliwatt', () => {
    expect(keptSlotValue(gauge, 3.714_285_714_285_714)).toBe(3.714_286);
  });

  it('has an energy to the microwatt-hour', () => {
    expect(keptSlotValue(register, 1 / 3)).toBe(0.333_333_333);
  });

  it('leaves out what was absent', () => {
    expect(keptSlotValue(gauge, Number.NaN)).toBeNaN();
  });

  it('adds up over a year to what the register counted, to a fiftieth of a Wh', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1_000, noNaN: true }), (kwh) => {
        const quarters = 366 * 96;
        expect(Math.abs(keptSlotValue(register, kwh) - kwh) * quarters).toBeLessThan(0.000_02);
      }),
    );
  });

  it('is kept once: what was kept before does not change again', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (mean) => {
        const kept = keptSlotValue(gauge, mean);
        expect(keptSlotValue(gauge, kept)).toBe(kept);
      }),
    );
  });
});
