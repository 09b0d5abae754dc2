// Figures that the formulas gave when all of them agreed with the reference vectors: they hold the
// coefficients where the vectors are not at hand.
import { expect, test } from 'vitest';
import { kasten1966AirMass } from '../../../../src/physics/solar/air-mass.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import {
  bolandDiffuseRatio,
  erbsDriesseDiffuseRatio,
  orgillHollandsDiffuseRatio,
} from '../../../../src/physics/solar/decomposition.ts';
import { disc } from '../../../../src/physics/solar/disc.ts';
import {
  asceExtraterrestrialWm2,
  spencerExtraterrestrialWm2,
} from '../../../../src/physics/solar/extraterrestrial.ts';
import { haurwitzGhiWm2 } from '../../../../src/physics/solar/haurwitz.ts';
import { perezSkyWm2 } from '../../../../src/physics/solar/perez.ts';
import { perezDriesseSkyWm2 } from '../../../../src/physics/solar/perez-driesse.ts';
import {
  hayDaviesSkyWm2,
  isotropicSkyWm2,
  klucherSkyWm2,
  type PlaneUnderSky,
  reindlSkyWm2,
} from '../../../../src/physics/solar/sky-diffuse.ts';
import { solis } from '../../../../src/physics/solar/solis.ts';

const site = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 3 };

test('clear skies', () => {
  const ineichen = clearSky(57.716, 1414, site);
  expect(ineichen.ghiWm2).toBeCloseTo(527.58, 2);
  expect(ineichen.dniWm2).toBeCloseTo(839.28, 2);
  expect(clearSky(57.716, 1414, site, { enhanced: true }).ghiWm2).toBeCloseTo(543.83, 2);
  expect(haurwitzGhiWm2(60)).toBeCloseTo(487.89, 2);
  const air = { aerosolDepth: 0.15, waterCm: 1.4, pressureHpa: 1004.87 };
  const { ghiWm2, dniWm2, dhiWm2 } = solis(90 - 57.716, 1414, air);
  expect(ghiWm2).toBeCloseTo(504.4, 2);
  expect(dniWm2).toBeCloseTo(740.76, 2);
  expect(dhiWm2).toBeCloseTo(116, 2);
});

test('outside the air, and the way through it', () => {
  expect(spencerExtraterrestrialWm2(1)).toBeCloseTo(1413.982, 3);
  expect(asceExtraterrestrialWm2(1)).toBeCloseTo(1411.175, 3);
  expect(kasten1966AirMass(60)).toBeCloseTo(1.99276, 5);
});

test('splitting', () => {
  expect(erbsDriesseDiffuseRatio(0.445)).toBeCloseTo(0.76633, 5);
  expect(bolandDiffuseRatio(0.445)).toBeCloseTo(0.81036, 5);
  expect(orgillHollandsDiffuseRatio(0.445)).toBeCloseTo(0.7382, 5);
  const hour = { zenithDeg: 60, extraWm2: 1366.1, pressureHpa: 1013.25 };
  expect(disc({ ...hour, ghiWm2: 300 }).dniWm2).toBeCloseTo(162.19, 2);
  expect(disc({ ...hour, ghiWm2: 700 }).dniWm2).toBeCloseTo(779.51, 2);
});

test('tilted planes under a dull and a clear sky', () => {
  const view = {
    plane: { tiltDeg: 30, azimuthDeg: 180 },
    sun: { zenithDeg: 50, azimuthDeg: 200 },
    extraWm2: 1366,
  };
  const dull: PlaneUnderSky = { ...view, sky: { ghiWm2: 300, dniWm2: 100, dhiWm2: 235.7 } };
  const clear: PlaneUnderSky = { ...view, sky: { ghiWm2: 600, dniWm2: 622.3, dhiWm2: 200 } };
  const of = (sky: PlaneUnderSky): number[] =>
    [klucherSkyWm2, hayDaviesSkyWm2, reindlSkyWm2, perezSkyWm2, perezDriesseSkyWm2].map(
      (model) => Math.round(model(sky) * 100) / 100,
    );
  expect(of(dull)).toEqual([253.37, 228.42, 230.05, 252.8, 246.8]);
  expect(of(clear)).toEqual([253.09, 231.52, 232.96, 249.99, 252.16]);
});

test('one clear sky under every model of its diffuse light', () => {
  const clear: PlaneUnderSky = {
    plane: { tiltDeg: 30, azimuthDeg: 180 },
    sun: { zenithDeg: 60, azimuthDeg: 180 },
    sky: { ghiWm2: 470, dniWm2: 700, dhiWm2: 120 },
    extraWm2: 1_367,
  };
  const models = [
    ...[isotropicSkyWm2, klucherSkyWm2, hayDaviesSkyWm2],
    ...[reindlSkyWm2, perezSkyWm2, perezDriesseSkyWm2],
  ];
  const shown = models.map((model) => model(clear).toFixed(1));
  expect(shown).toEqual(['112.0', '165.6', '161.1', '161.9', '170.5', '171.2']);
});
