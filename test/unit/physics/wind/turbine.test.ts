import { expect, test } from 'vitest';
import {
  regionalSpread,
  smoothedCurve,
  turbulenceSpread,
} from '../../../../src/physics/wind/curve-smoothing.ts';
import { rotorPowerKw } from '../../../../src/physics/wind/power-coefficient.ts';
import {
  densityCorrectedPowerRatio,
  type PowerCurve,
  windPowerRatio,
} from '../../../../src/physics/wind/power-curve.ts';

const curve: PowerCurve = { speedsMps: [0, 3, 11, 20], powerRatios: [0, 0, 1, 1] };

test('a turbine gives nothing below cut-in and above cut-out', () => {
  expect(windPowerRatio(curve, 0)).toBe(0);
  expect(windPowerRatio(curve, 7)).toBeCloseTo(0.5, 9);
  expect(windPowerRatio(curve, 20)).toBe(1);
  expect(windPowerRatio(curve, 20.1)).toBe(0);
  expect(windPowerRatio(curve, -1)).toBe(0);
  expect(windPowerRatio(curve, Number.NaN)).toBe(0);
  expect(windPowerRatio({ speedsMps: [], powerRatios: [] }, 7)).toBe(0);
});

test('thin air gives less below the rating, and the rating when there is wind enough', () => {
  const thin = (speedMps: number): number =>
    densityCorrectedPowerRatio(curve, { speedMps, densityKgPerM3: 1 });
  expect(thin(7)).toBeLessThan(windPowerRatio(curve, 7));
  expect(thin(14)).toBe(1);
  expect(densityCorrectedPowerRatio(curve, { speedMps: 7, densityKgPerM3: 1.225 })).toBe(0.5);
  // The first point stays with exponent 1/3, the cut-out moves with 2/3.
  const light = 1.225 / 8;
  const full = { speedsMps: [1, 20], powerRatios: [1, 1] };
  expect(densityCorrectedPowerRatio(full, { speedMps: 1.99, densityKgPerM3: light })).toBe(0);
  expect(densityCorrectedPowerRatio(full, { speedMps: 2.01, densityKgPerM3: light })).toBe(1);
  expect(densityCorrectedPowerRatio(full, { speedMps: 79.9, densityKgPerM3: light })).toBe(1);
  expect(densityCorrectedPowerRatio(full, { speedMps: 80.1, densityKgPerM3: light })).toBe(0);
});

test('a rotor at the limit of Betz takes 16/27 of the power of the wind', () => {
  const rotor = { diameterM: 80, speedsMps: [3, 20], powerCoefficients: [16 / 27, 16 / 27] };
  const windKw = (1.225 * Math.PI * 40 ** 2 * 10 ** 3) / 2_000;
  const power = rotorPowerKw(rotor, { speedMps: 10, densityKgPerM3: 1.225 });
  expect(power).toBeCloseTo((windKw * 16) / 27, 9);
  expect(rotorPowerKw(rotor, { speedMps: 2.9, densityKgPerM3: 1.225 })).toBe(0);
});

test('many turbines have a softer curve of about the same energy', () => {
  const fine: PowerCurve = {
    speedsMps: Array.from({ length: 51 }, (_, index) => index / 2),
    powerRatios: Array.from({ length: 51 }, (_, index) =>
      Math.min(1, Math.max(0, (index / 2 - 3) / 8)),
    ),
  };
  const many = smoothedCurve(fine, turbulenceSpread(0.1));
  expect(windPowerRatio(many, 7)).toBeCloseTo(0.5, 2);
  expect(windPowerRatio(many, 11)).toBeGreaterThan(0.9);
  expect(windPowerRatio(many, 11)).toBeLessThan(0.97);
  expect(windPowerRatio(many, 2.5)).toBeGreaterThan(0);
  expect(windPowerRatio(many, 25)).toBeCloseTo(0.54, 1);
  expect(many.speedsMps.at(-1)).toBe(40);
  expect(windPowerRatio(smoothedCurve(fine, regionalSpread), 11)).toBeLessThan(
    windPowerRatio(many, 11),
  );
  expect(regionalSpread(7)).toBeCloseTo(2, 12);
});
