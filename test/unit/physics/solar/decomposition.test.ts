import { expect, test } from 'vitest';
import {
  bolandDiffuseRatio,
  clearnessIndex,
  erbsDiffuseRatio,
  erbsDriesseDiffuseRatio,
  orgillHollandsDiffuseRatio,
  splitGlobal,
} from '../../../../src/physics/solar/decomposition.ts';
import { type DirintHour, dirintDniWm2 } from '../../../../src/physics/solar/dirint.ts';
import { dirintRatios } from '../../../../src/physics/solar/dirint-ratios.ts';
import { disc, splitByDisc } from '../../../../src/physics/solar/disc.ts';

const models = [
  erbsDiffuseRatio,
  erbsDriesseDiffuseRatio,
  bolandDiffuseRatio,
  orgillHollandsDiffuseRatio,
].map((ratio) => ({ name: ratio.name, ratio }));

// Duffie and Beckman, Solar Engineering of Thermal Processes (2013), example 2.15.1.
test('the split of a textbook’s hour is met', () => {
  expect(erbsDiffuseRatio(0.445)).toBeCloseTo(0.766, 3);
});

test.each(models)('$name splits without loss, and more of a dull sky is diffuse', ({ ratio }) => {
  const clear = splitGlobal(800, 40, 1366, ratio);
  expect(clear.dniWm2 * Math.cos((40 * Math.PI) / 180) + clear.dhiWm2).toBeCloseTo(800, 9);
  expect(splitGlobal(100, 40, 1366, ratio).dniWm2).toBeLessThan(15);
  expect(ratio(0.1)).toBeGreaterThan(ratio(0.5));
  expect(ratio(0.5)).toBeGreaterThan(ratio(0.75));
});

test('with the sun at the horizon all is diffuse', () => {
  expect(splitGlobal(20, 88, 1366)).toEqual({ ghiWm2: 20, dniWm2: 0, dhiWm2: 20 });
  expect(splitGlobal(0, 120, 1366)).toEqual({ ghiWm2: 0, dniWm2: 0, dhiWm2: 0 });
  expect(clearnessIndex(50, 90, 1000)).toBeCloseTo(50 / 65, 9);
  expect(clearnessIndex(-5, 30, 1000)).toBe(0);
});

test('Erbs jumps at its joints where its successor does not', () => {
  const jump = (ratio: (kt: number) => number, joint: number): number =>
    Math.abs(ratio(joint - 1e-9) - ratio(joint + 1e-9));
  expect(jump(erbsDiffuseRatio, 0.22)).toBeGreaterThan(1e-4);
  expect(jump(erbsDriesseDiffuseRatio, 0.216)).toBeLessThan(1e-6);
  expect(jump(erbsDriesseDiffuseRatio, 0.792)).toBeLessThan(1e-6);
});

const hour = { ghiWm2: 400, zenithDeg: 45, extraWm2: 1366.1, pressureHpa: 1013.25 };

// Maxwell, SERI/TR-215-3087 (1987): at an air mass of 1 the clearest beam is 0.7569 of the outer one.
test('DISC has no beam under an overcast sky and nearly the clearest under a clear one', () => {
  expect(disc({ ...hour, ghiWm2: 60 }).dniWm2).toBe(0);
  const clearest = disc({ ...hour, zenithDeg: 0, ghiWm2: 1100 }).dniWm2;
  expect(clearest).toBeLessThan(0.7569 * 1370);
  expect(clearest).toBeGreaterThan(0.65 * 1370);
  expect(disc({ ...hour, zenithDeg: 88 }).dniWm2).toBe(0);
  expect(disc({ ...hour, zenithDeg: 86 }).airMass).toBe(12);
  expect(disc({ ...hour, zenithDeg: 95 }).airMass).toBeNaN();
});

test('DISC splits without loss', () => {
  const { ghiWm2, dniWm2, dhiWm2 } = splitByDisc({ ...hour, ghiWm2: 700 });
  expect(dniWm2 * Math.SQRT1_2 + dhiWm2).toBeCloseTo(ghiWm2, 9);
});

// Perez et al., ASHRAE Transactions 98 (1992) 354: the same clearness has more beam when it changes.
test('DIRINT tells broken clouds from haze', () => {
  const beamAtNoon = (...ghi: number[]): number =>
    dirintDniWm2(ghi.map((ghiWm2): DirintHour => ({ ...hour, ghiWm2 })))[1] ?? 0;
  const haze = beamAtNoon(400, 400, 400);
  expect(beamAtNoon(800, 400, 100)).toBeGreaterThan(1.2 * haze);
  expect(beamAtNoon(400, 400)).toBe(haze);
});

test('DIRINT takes the night for no change and gives it no beam', () => {
  const night = { ...hour, ghiWm2: 0, zenithDeg: 100 };
  const [before, alone, after] = dirintDniWm2([night, hour, night]);
  expect([before, after]).toEqual([0, 0]);
  expect(alone).toBe(dirintDniWm2([hour])[0]);
});

test('DIRINT knows moist air from dry, and has a row for every class', () => {
  const of = (dewPointC: number): number => dirintDniWm2([{ ...hour, dewPointC }])[0] ?? 0;
  expect(of(25)).not.toBe(of(-10));
  expect(dirintRatios.length).toBe(6 * 6 * 7);
  expect(dirintDniWm2([])).toEqual([]);
});
