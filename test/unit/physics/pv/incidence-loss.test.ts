import { expect, test } from 'vitest';
import {
  belts,
  marionDiffuseRatio,
  martinRuizDiffuseRatios,
} from '../../../../src/physics/pv/diffuse-incidence-loss.ts';
import {
  ashraeIncidenceRatio,
  coatedGlass,
  martinRuizIncidenceRatio,
  physicalIncidenceRatio,
  plainGlass,
} from '../../../../src/physics/pv/incidence-loss.ts';

const formulas: readonly (readonly [string, (aoi: number) => number])[] = [
  ['plain glass', (aoi) => physicalIncidenceRatio(aoi, plainGlass)],
  ['coated glass', (aoi) => physicalIncidenceRatio(aoi, coatedGlass)],
  ['ASHRAE', (aoi) => ashraeIncidenceRatio(aoi)],
  ['Martin and Ruiz', (aoi) => martinRuizIncidenceRatio(aoi)],
];

test.each(formulas)('%s: all passes at 0°, nothing from 90° on, less in between', (_, ratio) => {
  expect(ratio(0)).toBe(1);
  for (const behind of [90, 120, 180, -90, 270, 360]) expect(ratio(behind)).toBe(0);
  for (let aoi = 1; aoi < 90; aoi += 1) {
    expect(ratio(aoi)).toBeLessThanOrEqual(ratio(aoi - 1));
    expect(ratio(aoi)).toBeGreaterThanOrEqual(0);
  }
});

test('glass without absorption at 0° and 60° is what Fresnel gives by hand', () => {
  const clear = { ...plainGlass, index: 1.5, extinctionPerM: 0 };
  // At 0° 4 % is reflected; at 60° 17.97 % across and 0.18 % within the plane of incidence.
  const passedAt60 = 1 - (0.42029 ** 2 + 0.04237 ** 2) / 2;
  expect(physicalIncidenceRatio(60, clear)).toBeCloseTo(passedAt60 / 0.96, 4);
});

test('a coating lets more through at every angle', () => {
  for (let aoi = 20; aoi < 90; aoi += 5) {
    expect(physicalIncidenceRatio(aoi, coatedGlass)).toBeGreaterThan(
      physicalIncidenceRatio(aoi, plainGlass),
    );
  }
});

test('values at 60°', () => {
  expect(ashraeIncidenceRatio(60, 0.05)).toBeCloseTo(0.95, 12);
  expect(martinRuizIncidenceRatio(60, 0.16)).toBeCloseTo(
    (1 - Math.exp(-3.125)) / (1 - Math.exp(-6.25)),
    12,
  );
});

test('a plane sees only the sky or only the ground when it lies flat', () => {
  expect(martinRuizDiffuseRatios(0).ground).toBe(0);
  expect(martinRuizDiffuseRatios(180).sky).toBe(0);
  expect(marionDiffuseRatio(martinRuizIncidenceRatio, 0, belts.ground)).toBe(0);
  expect(martinRuizDiffuseRatios(90).sky).toBeCloseTo(martinRuizDiffuseRatios(90).ground, 12);
});

test('the sum over patches agrees with the approximate integral', () => {
  for (const tilt of [0, 20, 45, 90]) {
    const summed = marionDiffuseRatio(martinRuizIncidenceRatio, tilt, belts.sky);
    expect(Math.abs(summed - martinRuizDiffuseRatios(tilt).sky)).toBeLessThan(0.01);
  }
  expect(marionDiffuseRatio(() => 1, 30, belts.horizon)).toBe(1);
});

test('20° of tilt and ASHRAE keep 95.961 % of the sky, as the documentation of pvlib 0.15 says', () => {
  expect(marionDiffuseRatio(ashraeIncidenceRatio, 20, belts.sky)).toBeCloseTo(0.95960858, 8);
});
