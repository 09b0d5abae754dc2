import { expect, test } from 'vitest';
import {
  type BoreholeField,
  rectangularPositions,
  segmentRatios,
  uniformRateResponse,
} from '../../../../src/physics/heat/borehole-field.ts';
import { erf } from '../../../../src/physics/heat/error-function.ts';
import {
  groundModes,
  rememberedTempChangeK,
  responseAfterS,
  stepGround,
  wallTempChangeK,
} from '../../../../src/physics/heat/ground-response.ts';
import { lineSourceResponse } from '../../../../src/physics/heat/line-source.ts';
import { uniformTemperatureResponse } from '../../../../src/physics/heat/uniform-wall.ts';

const hourS = 3_600;
const dayS = 24 * hourS;
const yearS = 365 * dayS;
const well = { lengthM: 150, depthM: 2 };
const base = { source: well, receiver: well, distanceM: 0.06, diffusivityM2PerS: 9e-7 };
const field: BoreholeField = {
  positions: rectangularPositions({ rows: 2, columns: 3, spacingM: 5 }),
  lengthM: 120,
  buriedDepthM: 2,
  radiusM: 0.07,
  diffusivityM2PerS: 9e-7,
};

test.each([
  [0.1, 0.112462916018285],
  [1, 0.842700792949715],
  [2.5, 0.999593047982555],
  [3, 0.999977909503001],
  [-1, -0.842700792949715],
])('erf(%d), Abramowitz & Stegun (1964) table 7.1', (x, wanted) => {
  expect(erf(x)).toBeCloseTo(wanted, 14);
});

/** Exponential integral E1 by its series, 5.1.11 of Abramowitz & Stegun (1964). */
function exponentialIntegral(x: number): number {
  let sum = -0.5772156649015329 - Math.log(x);
  let term = 1;
  for (let n = 1; n < 40; n += 1) {
    term *= -x / n;
    sum -= term / n;
  }
  return sum;
}

test('a long well begins as the infinite line source of Carslaw & Jaeger (1959)', () => {
  const timeS = 5 * dayS;
  const infinite = exponentialIntegral(0.06 ** 2 / (4 * 9e-7 * timeS)) / 2;
  expect(lineSourceResponse({ ...base, timeS })).toBeCloseTo(infinite, 1);
  const endless = { lengthM: 20_000, depthM: 2 };
  expect(lineSourceResponse({ ...base, source: endless, receiver: endless, timeS })).toBeCloseTo(
    infinite,
    3,
  );
});

test('heat taken from one segment cools another as much as the other way round', () => {
  const short = { lengthM: 10, depthM: 80 };
  const there = lineSourceResponse({ ...base, receiver: short, timeS: yearS, distanceM: 6 });
  const back = lineSourceResponse({ ...base, source: short, timeS: yearS, distanceM: 6 });
  expect(there * short.lengthM).toBeCloseTo(back * well.lengthM, 9);
});

test('segments grow from both ends by one factor', () => {
  const five = segmentRatios(5);
  [0.02, 0.12, 0.72, 0.12, 0.02].forEach((ratio, place) => {
    expect(five[place]).toBeCloseTo(ratio, 9);
  });
  expect(segmentRatios(12).reduce((sum, ratio) => sum + ratio)).toBeCloseTo(1, 9);
  expect(segmentRatios(1)).toEqual([1]);
});

test('one wall temperature needs less than one rate, and the same for one segment', () => {
  const timesS = [dayS, 30 * dayS, yearS, 10 * yearS];
  const rates = timesS.map((timeS) => uniformRateResponse(field, timeS));
  const walls = uniformTemperatureResponse(field, timesS, 6);
  walls.forEach((wall, place) => {
    expect(wall).toBeLessThan(rates[place] ?? 0);
    expect(wall).toBeGreaterThan(0.85 * (rates[place] ?? 0));
  });
  const alone = { ...field, positions: [{ xM: 0, yM: 0 }] };
  uniformTemperatureResponse(alone, timesS, 1).forEach((wall, place) => {
    expect(wall).toBeCloseTo(uniformRateResponse(alone, timesS[place] ?? 0), 9);
  });
});

const timesS = Array.from({ length: 24 }, (_, place) => hourS * 2 ** (place * 0.75));
const response = { timesS, responses: timesS.map((timeS) => uniformRateResponse(field, timeS)) };

test('what was drawn long ago is forgotten as its response says', () => {
  const loads = [
    { fromS: 0, drawWPerM: 30 },
    { fromS: dayS, drawWPerM: 0 },
  ];
  const at = (atS: number): number =>
    wallTempChangeK(response, loads, { conductivityWPerMK: 2, atS });
  const g = (timeS: number): number => responseAfterS(response, timeS);
  expect(at(dayS)).toBeCloseTo((-30 * g(dayS)) / (4 * Math.PI), 9);
  expect(at(3 * dayS)).toBeCloseTo((-30 * (g(3 * dayS) - g(2 * dayS))) / (4 * Math.PI), 9);
  expect(at(0)).toBeCloseTo(0, 12);
});

test('a few modes tell the wall temperature as the whole history does', () => {
  const modes = groundModes(
    response,
    Array.from({ length: 8 }, (_, place) => 3 * hourS * 5 ** place),
  );
  const loads = Array.from({ length: 60 }, (_, day) => ({
    fromS: day * dayS,
    drawWPerM: day % 7 < 4 ? 25 + (day % 5) : 5,
  }));
  let remembered: number[] = [];
  for (const { drawWPerM } of loads) remembered = stepGround(modes, remembered, drawWPerM, dayS);
  const exact = wallTempChangeK(response, loads, { conductivityWPerMK: 2, atS: 60 * dayS });
  expect(rememberedTempChangeK(modes, remembered, 2) / exact).toBeCloseTo(1, 1);
});

test('modes do not care how a time is cut into steps', () => {
  const modes = groundModes(response, [hourS, dayS, 30 * dayS]);
  const once = stepGround(modes, [1, 2, 3], 20, dayS);
  let often: number[] = [1, 2, 3];
  for (let step = 0; step < 96; step += 1) often = stepGround(modes, often, 20, dayS / 96);
  once.forEach((value, place) => {
    expect(often[place]).toBeCloseTo(value, 9);
  });
});
