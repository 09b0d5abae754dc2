import { expect, test } from 'vitest';
import {
  inverterAcKw,
  pvDcKw,
  totalLossRatio,
  usualLossRatios,
} from '../../../../src/physics/pv/pvwatts.ts';

const array = { dcRatingKw: 100, tempRatioPerC: -0.0035, lossRatio: 0.14 };

test('the rating is given under 1,000 W/m² at 25 °C', () => {
  expect(pvDcKw({ ...array, lossRatio: 0 }, 1_000, 25)).toBe(100);
  expect(pvDcKw({ dcRatingKw: 10, tempRatioPerC: -0.004, lossRatio: 0.1 }, 500, 50)).toBeCloseTo(
    4.05,
    12,
  );
});

test('hot cells give less', () => {
  expect(pvDcKw(array, 1_000, 60)).toBeLessThan(pvDcKw(array, 1_000, 25));
});

test('losses follow one another: the usual ones make 14.08 % (Dobos 2014, table 6)', () => {
  expect(totalLossRatio(Object.values(usualLossRatios))).toBeCloseTo(0.1408, 4);
  expect(totalLossRatio([])).toBe(0);
  expect(totalLossRatio([0.5, 0.5])).toBe(0.75);
});

test('the inverter clips, sleeps without DC and loses much at small load', () => {
  expect(inverterAcKw(120, 100)).toBe(96);
  expect(inverterAcKw(0, 100)).toBe(0);
  expect(inverterAcKw(-1, 100)).toBe(0);
  expect(inverterAcKw(0.1, 100)).toBe(0);
  expect(inverterAcKw(5, 10)).toBeCloseTo(4.811, 4);
  expect(inverterAcKw(2, 100) / 2).toBeLessThan(inverterAcKw(50, 100) / 50);
});
