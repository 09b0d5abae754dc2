import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import { relativeAirMass } from '../../../../src/physics/solar/air-mass.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import { dayOfYear } from '../../../../src/physics/solar/day-of-year.ts';
import { splitGlobal } from '../../../../src/physics/solar/decomposition.ts';
import { extraterrestrialWm2 } from '../../../../src/physics/solar/extraterrestrial.ts';
import { incidenceDeg } from '../../../../src/physics/solar/plane.ts';
import { planeIrradianceWm2 } from '../../../../src/physics/solar/transposition.ts';
import { type CsvRow, numberIn, readCsv, sharedFolder } from '../../../support/shared-data.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));
const shared = sharedFolder('physics');
const rowsOf = (file: string): CsvRow[] => readCsv(join(shared.path, file));
const lankaoAir = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 4.5 };

test('the day of the year counts from one, also in leap years', () => {
  expect(dayOfYear(at('2025-01-01T00:00:00Z'))).toBe(1);
  expect(dayOfYear(at('2024-12-31T23:59:59Z'))).toBe(366);
  expect(dayOfYear(at('2025-12-31T00:00:00Z'))).toBe(365);
  expect(dayOfYear(at('1969-02-01T00:00:00Z'))).toBe(32);
});

test('a clear sky gives nothing at night and most with the sun overhead', () => {
  const extra = extraterrestrialWm2(at('2025-06-21T04:00:00Z'));
  expect(clearSky(95, extra, lankaoAir).ghiWm2).toBe(0);
  expect(clearSky(11, extra, lankaoAir).ghiWm2).toBeGreaterThan(900);
  expect(clearSky(11, extra, lankaoAir).ghiWm2).toBeLessThan(1_050);
  const { ghiWm2, dniWm2, dhiWm2 } = clearSky(60, extra, lankaoAir);
  expect(dniWm2 * 0.5 + dhiWm2).toBeCloseTo(ghiWm2, 9);
});

test('splitting keeps the global irradiance, and a dull sky is diffuse', () => {
  const clear = splitGlobal(800, 40, 1366);
  expect(clear.dniWm2 * Math.cos((40 * Math.PI) / 180) + clear.dhiWm2).toBeCloseTo(800, 9);
  expect(splitGlobal(100, 40, 1366).dniWm2).toBeLessThan(15);
  expect(splitGlobal(20, 88, 1366)).toEqual({ ghiWm2: 20, dniWm2: 0, dhiWm2: 20 });
});

test('a horizontal plane receives the global irradiance', () => {
  const sky = splitGlobal(700, 50, 1366);
  const sun = { zenithDeg: 50, azimuthDeg: 140 };
  const plane = { tiltDeg: 0, azimuthDeg: 180 };
  expect(planeIrradianceWm2({ plane, sun, sky, extraWm2: 1366, albedoRatio: 0.2 })).toBeCloseTo(
    700,
    9,
  );
});

test.skipIf(shared.absent)(shared.title('clear sky agrees with the reference'), () => {
  const rows = rowsOf('solar/clearsky.csv');
  const sites = new Map(rowsOf('sites.csv').map((row) => [row.site, row] as const));
  for (const row of rows) {
    const site = sites.get(row.site);
    if (site === undefined) throw new Error('unknown site');
    const zenith = numberIn(row, 'zenith_apparent');
    const extra = extraterrestrialWm2(at(row.time_utc ?? ''));
    expect(Math.abs(extra - numberIn(row, 'dni_extra_spencer'))).toBeLessThan(1e-3);
    if (zenith > 90) continue;
    const airMass = relativeAirMass(zenith);
    expect(Math.abs(airMass - numberIn(row, 'airmass_relative'))).toBeLessThan(1e-5);
    const air = {
      altitudeM: numberIn(site, 'alt_m'),
      pressureHpa: numberIn(site, 'pressure_pa') / 100,
    };
    for (const [name, linkeTurbidity] of [
      ['tl3', 3],
      ['tlm', numberIn(row, 'linke_monthly_interp')],
    ] as const) {
      const sky = clearSky(zenith, extra, { ...air, linkeTurbidity });
      expect(Math.abs(sky.ghiWm2 - numberIn(row, `ineichen_${name}_ghi`))).toBeLessThan(1e-3);
      expect(Math.abs(sky.dniWm2 - numberIn(row, `ineichen_${name}_dni`))).toBeLessThan(1e-3);
      expect(Math.abs(sky.dhiWm2 - numberIn(row, `ineichen_${name}_dhi`))).toBeLessThan(1e-3);
    }
  }
});

test.skipIf(shared.absent)(shared.title('splitting agrees with the reference'), () => {
  for (const row of rowsOf('solar/decomposition.csv')) {
    const zenith = numberIn(row, 'zenith_true');
    const extra = extraterrestrialWm2(at(row.time_utc ?? ''));
    const split = splitGlobal(numberIn(row, 'ghi'), zenith, extra);
    expect(Math.abs(split.dniWm2 - numberIn(row, 'erbs_dni'))).toBeLessThan(1e-3);
    expect(Math.abs(split.dhiWm2 - numberIn(row, 'erbs_dhi'))).toBeLessThan(1e-3);
  }
});

test.skipIf(shared.absent)(shared.title('tilted planes agree with the reference'), () => {
  for (const row of rowsOf('solar/transposition.csv')) {
    const plane = {
      tiltDeg: numberIn(row, 'surface_tilt'),
      azimuthDeg: numberIn(row, 'surface_azimuth'),
    };
    const sun = {
      zenithDeg: numberIn(row, 'zenith_apparent'),
      azimuthDeg: numberIn(row, 'azimuth'),
    };
    expect(Math.abs(incidenceDeg(plane, sun) - numberIn(row, 'aoi'))).toBeLessThan(1e-5);
    const sky = {
      ghiWm2: numberIn(row, 'ghi'),
      dniWm2: numberIn(row, 'dni'),
      dhiWm2: numberIn(row, 'dhi'),
    };
    const poa = planeIrradianceWm2({
      plane,
      sun,
      sky,
      extraWm2: numberIn(row, 'dni_extra'),
      albedoRatio: numberIn(row, 'albedo'),
    });
    expect(Math.abs(poa - numberIn(row, 'poa_global_haydavies'))).toBeLessThan(1e-3);
  }
});
