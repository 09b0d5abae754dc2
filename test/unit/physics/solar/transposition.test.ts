import { expect, test } from 'vitest';
import { splitGlobal } from '../../../../src/physics/solar/decomposition.ts';
import { perezSkyWm2 } from '../../../../src/physics/solar/perez.ts';
import { perezDriesseSkyWm2 } from '../../../../src/physics/solar/perez-driesse.ts';
import { incidenceDeg } from '../../../../src/physics/solar/plane.ts';
import {
  hayDaviesSkyWm2,
  isotropicSkyWm2,
  klucherSkyWm2,
  type PlaneUnderSky,
  reindlSkyWm2,
} from '../../../../src/physics/solar/sky-diffuse.ts';
import {
  planeIrradiance,
  planeIrradianceWm2,
} from '../../../../src/physics/solar/transposition.ts';

const models = [
  isotropicSkyWm2,
  klucherSkyWm2,
  hayDaviesSkyWm2,
  reindlSkyWm2,
  perezSkyWm2,
  perezDriesseSkyWm2,
].map((model) => ({ name: model.name, model }));

const view: PlaneUnderSky = {
  plane: { tiltDeg: 30, azimuthDeg: 180 },
  sun: { zenithDeg: 50, azimuthDeg: 180 },
  sky: splitGlobal(600, 50, 1366),
  extraWm2: 1366,
};
const flat = { tiltDeg: 0, azimuthDeg: 180 };

test('a plane that is turned to the sun meets it squarely', () => {
  expect(incidenceDeg({ tiltDeg: 50, azimuthDeg: 180 }, view.sun)).toBeCloseTo(0, 5);
  expect(incidenceDeg({ tiltDeg: 90, azimuthDeg: 0 }, view.sun)).toBeCloseTo(140, 5);
});

// Duffie and Beckman, Solar Engineering of Thermal Processes (2013), example 2.15.1: 1.04 MJ/m² in an
// hour, 0.796 of it diffuse, on 60° with a beam ratio of 1.71 over snow of 0.6, give 1.17 MJ/m².
test('the isotropic sum of a textbook is met', () => {
  const zenithDeg = 60;
  const cosTilted = 1.71 * 0.5;
  const parts = planeIrradiance(
    {
      plane: { tiltDeg: 60, azimuthDeg: 180 },
      // Turned so far aside that the beam ratio is the example's.
      sun: { zenithDeg, azimuthDeg: 180 + (Math.acos((cosTilted - 0.25) / 0.75) * 180) / Math.PI },
      sky: { ghiWm2: 1.04, dniWm2: 0.244 / 0.5, dhiWm2: 0.796 },
      extraWm2: 4.92,
      albedoRatio: 0.6,
    },
    isotropicSkyWm2,
  );
  expect(parts.beamWm2).toBeCloseTo(0.417, 3);
  expect(parts.skyWm2).toBeCloseTo(0.597, 3);
  expect(parts.groundWm2).toBeCloseTo(0.156, 3);
});

test.each(models)('under $name a horizontal plane receives the global irradiance', ({ model }) => {
  const level = { ...view, plane: flat, albedoRatio: 0.2 };
  expect(planeIrradianceWm2(level, model)).toBeCloseTo(600, model === klucherSkyWm2 ? -2 : 9);
});

test.each(models.slice(1))(
  'under $name a plane that faces the sun has more of the sky',
  ({ model }) => {
    const away = { ...view, plane: { tiltDeg: 30, azimuthDeg: 0 } };
    expect(model(view)).toBeGreaterThan(isotropicSkyWm2(view));
    expect(model(view)).toBeGreaterThan(model(away));
  },
);

test.each(models)('under $name there is nothing from a dark sky', ({ model }) => {
  const sky = { ghiWm2: 0, dniWm2: 0, dhiWm2: 0 };
  expect(model({ ...view, sky })).toBe(0);
  expect(model({ ...view, sky, sun: { zenithDeg: 110, azimuthDeg: 20 } })).toBe(0);
});

test.each(models.slice(1))('under $name an overcast sky is even', ({ model }) => {
  const sky = { ghiWm2: 80, dniWm2: 0, dhiWm2: 80 };
  expect(Math.abs(model({ ...view, sky }) / isotropicSkyWm2({ ...view, sky }) - 1)).toBeLessThan(
    0.06,
  );
});

test('the splines follow the classes of Perez, and do not jump between them', () => {
  const of = (dniWm2: number) => {
    const sky = { ghiWm2: 0.643 * dniWm2 + 200, dniWm2, dhiWm2: 200 };
    return [perezSkyWm2({ ...view, sky }), perezDriesseSkyWm2({ ...view, sky })] as const;
  };
  let [, before] = of(0);
  for (let dniWm2 = 1; dniWm2 < 900; dniWm2 += 1) {
    const [classes, splines] = of(dniWm2);
    expect(Math.abs(splines - classes)).toBeLessThan(20);
    expect(Math.abs(splines - before)).toBeLessThan(0.5);
    before = splines;
  }
});

test('a plane that looks down sees the ground', () => {
  const parts = planeIrradiance({
    ...view,
    plane: { tiltDeg: 180, azimuthDeg: 180 },
    albedoRatio: 0.25,
  });
  expect(parts.groundWm2).toBeCloseTo(150, 9);
  expect(parts.beamWm2).toBe(0);
});
