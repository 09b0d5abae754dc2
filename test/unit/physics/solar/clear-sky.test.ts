import { expect, test } from 'vitest';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import {
  absoluteAirMass,
  kasten1966AirMass,
  relativeAirMass,
} from '../../../../src/physics/solar/air-mass.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import { haurwitzGhiWm2 } from '../../../../src/physics/solar/haurwitz.ts';
import { darkness } from '../../../../src/physics/solar/irradiance.ts';
import { linkeTurbidityAt } from '../../../../src/physics/solar/linke-turbidity.ts';
import { solis } from '../../../../src/physics/solar/solis.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));
const extraWm2 = 1366.1;
const plain = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 4.5 };
const clean = { aerosolDepth: 0.1, waterCm: 1, pressureHpa: 1013.25 };

// Kasten and Young, Applied Optics 28 (1989) 4735, abstract and table 2: about 38 at the horizon.
test('the way through the air is that of the published tables', () => {
  expect(relativeAirMass(0)).toBeCloseTo(1, 3);
  expect(relativeAirMass(60)).toBeCloseTo(1.994, 3);
  expect(relativeAirMass(90)).toBeCloseTo(37.92, 2);
  expect(relativeAirMass(90.1)).toBeNaN();
  expect(kasten1966AirMass(60)).toBeCloseTo(relativeAirMass(60), 2);
  expect(kasten1966AirMass(90.1)).toBeNaN();
  expect(absoluteAirMass(2, 1013.25 / 2)).toBe(1);
});

test('a clear sky gives nothing at night and most with the sun overhead', () => {
  expect(clearSky(95, extraWm2, plain)).toEqual(darkness);
  expect(clearSky(11, extraWm2, plain).ghiWm2).toBeGreaterThan(900);
  expect(clearSky(11, extraWm2, plain).ghiWm2).toBeLessThan(1_050);
  const { ghiWm2, dniWm2, dhiWm2 } = clearSky(60, extraWm2, plain);
  expect(dniWm2 * 0.5 + dhiWm2).toBeCloseTo(ghiWm2, 9);
});

test('haze takes from the beam and gives to the diffuse', () => {
  const clear = clearSky(40, extraWm2, { ...plain, linkeTurbidity: 2 });
  const hazy = clearSky(40, extraWm2, { ...plain, linkeTurbidity: 6 });
  expect(hazy.dniWm2).toBeLessThan(clear.dniWm2 - 150);
  expect(hazy.dhiWm2).toBeGreaterThan(clear.dhiWm2 + 30);
});

test('the later enhancement lifts a low sun more than a high one', () => {
  const lift = (zenithDeg: number): number =>
    clearSky(zenithDeg, extraWm2, plain, { enhanced: true }).ghiWm2 /
    clearSky(zenithDeg, extraWm2, plain).ghiWm2;
  expect(lift(20)).toBeCloseTo(1.01, 2);
  expect(lift(80)).toBeGreaterThan(1.15);
});

test('the three clear skies agree within a tenth at noon', () => {
  const ghi = [
    clearSky(30, extraWm2, { ...plain, linkeTurbidity: 3 }).ghiWm2,
    haurwitzGhiWm2(30),
    solis(60, extraWm2, clean).ghiWm2,
  ];
  expect(Math.max(...ghi) / Math.min(...ghi)).toBeLessThan(1.1);
  expect(haurwitzGhiWm2(91)).toBe(0);
  expect(solis(-1, extraWm2, clean)).toEqual(darkness);
});

// Ineichen, Solar Energy 82 (2008) 758: the fits start from 0.2 cm of water.
test('in the simplified Solis sky, dust and water take from the beam', () => {
  const beam = (change: object): number => solis(50, extraWm2, { ...clean, ...change }).dniWm2;
  expect(beam({ aerosolDepth: 0.4 })).toBeLessThan(beam({}) - 150);
  expect(beam({ waterCm: 4 })).toBeLessThan(beam({}) - 50);
  expect(beam({ waterCm: 0.01 })).toBe(beam({ waterCm: 0.2 }));
  const diffuse = (aerosolDepth: number): number =>
    solis(50, extraWm2, { ...clean, aerosolDepth }).dhiWm2;
  // The published fit has two halves, which miss each other by a tenth.
  expect(diffuse(0.0499) / diffuse(0.05)).toBeCloseTo(0.903, 3);
});

test('turbidity changes from the middle of one month to that of the next', () => {
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  expect(linkeTurbidityAt(at('2025-04-16T00:00:00Z'), steps)).toBeCloseTo(4, 1);
  expect(linkeTurbidityAt(at('2025-12-31T00:00:00Z'), steps)).toBeCloseTo(6.5, 9);
  expect(linkeTurbidityAt(at('2024-12-31T00:00:00Z'), steps)).toBeCloseTo(6.5, 9);
  expect(linkeTurbidityAt(at('2025-01-01T00:00:00Z'), steps)).toBeCloseTo(12 - 11 * (16.5 / 31), 9);
  expect(() => linkeTurbidityAt(at('2025-01-01T00:00:00Z'), [3])).toThrow('each month');
});
