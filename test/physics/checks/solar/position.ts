import { instant } from '../../../../src/domain/instant.ts';
import { sinDeg, wrap180 } from '../../../../src/physics/angle.ts';
import { ephemeris } from '../../../../src/physics/solar/ephemeris.ts';
import { incidenceDeg } from '../../../../src/physics/solar/plane.ts';
import { refractionDeg } from '../../../../src/physics/solar/refraction.ts';
import {
  observerAt,
  type SunPosition,
  sunPosition,
  topocentricSun,
} from '../../../../src/physics/solar/sun.ts';
import { columnFinding, type Finding, type PeerCheck, Worst } from '../../peer-check.ts';
import type { PeerFolder } from '../../peer-folder.ts';
import { sitesFile, sitesOf, timeOf } from './sites.ts';

const positions = 'solar/solar_position.csv';
const nearHorizon = 'solar/near_horizon.csv';
const report = 'solar/spa_report_example.json';

/** The air that the peer's positions were computed with. */
const positionsTempC = 12;

export const positionCheck: PeerCheck = {
  answers: [positions],
  inputs: [sitesFile],
  run(folder) {
    const table = folder.table(positions);
    const siteOf = sitesOf(folder);
    const suns = Array.from({ length: table.rows }, (_, row) => {
      const site = siteOf(table, row);
      const air = { pressureHpa: site.pressureHpa, tempC: positionsTempC };
      return sunPosition(timeOf(table, row), site, air);
    });
    const compared = (
      column: string,
      tolerance: string,
      value: (sun: SunPosition) => number,
      rows?: readonly number[],
    ): Finding =>
      columnFinding(folder, positions, {
        column,
        tolerance,
        ours: (row) => valueIn(suns, row, value),
        ...(rows === undefined ? {} : { rows }),
      });
    const sunUp = table.where((row) => table.number(row, 'zenith_true') < 90);
    return [
      compared('zenith_true', 'a full SPA: 0.0005', (sun) => sun.zenithDeg),
      azimuthFinding(folder, suns),
      compared(
        'zenith_apparent',
        'zenith_apparent 0.02 deg where elevation > 0',
        (sun) => sun.apparentZenithDeg,
        sunUp,
      ),
      compared('equation_of_time_min', 'equation_of_time 0.05 min', (sun) => sun.equationOfTimeMin),
      compared('earth_sun_distance_au', 'distance 1e-4 AU', (sun) => sun.distanceAu),
    ];
  },
};

function valueIn(
  suns: readonly SunPosition[],
  row: number,
  value: (sun: SunPosition) => number,
): number {
  const sun = suns[row];
  return sun === undefined ? Number.NaN : value(sun);
}

function azimuthFinding(folder: PeerFolder, suns: readonly SunPosition[]): Finding {
  const table = folder.table(positions);
  const worst = new Worst();
  suns.forEach((sun, row) => {
    const off = wrap180(sun.azimuthDeg - table.number(row, 'azimuth'));
    worst.addError(Math.abs(off) * sinDeg(sun.zenithDeg));
  });
  const tolerance = folder.tolerance(positions, 'a full SPA: 0.0005');
  return worst.finding(positions, 'azimuth*sin(zenith)', tolerance);
}

export const refractionCheck: PeerCheck = {
  answers: [nearHorizon],
  inputs: [sitesFile],
  run(folder) {
    const table = folder.table(nearHorizon);
    const siteOf = sitesOf(folder);
    const airOf = (row: number) => ({
      pressureHpa: siteOf(table, row).pressureHpa,
      tempC: table.number(row, 'temperature_c'),
    });
    return [
      columnFinding(folder, nearHorizon, {
        column: 'refraction_deg',
        tolerance: 'SPA formula: 1e-5',
        ours: (row) => refractionDeg(90 - table.number(row, 'zenith_true'), airOf(row)),
      }),
      columnFinding(folder, nearHorizon, {
        column: 'zenith_apparent',
        tolerance: 'refraction_deg 0.02',
        ours: (row) =>
          sunPosition(timeOf(table, row), siteOf(table, row), airOf(row)).apparentZenithDeg,
      }),
    ];
  },
};

interface SpaReport {
  readonly input: Record<
    | 'lat'
    | 'lon'
    | 'altitude_m'
    | 'pressure_pa'
    | 'temperature_c'
    | 'delta_t_s'
    | 'surface_tilt_deg'
    | 'surface_azimuth_cw_from_north_deg',
    number
  > & { readonly time: string };
  readonly published: Record<
    'topocentric_zenith_apparent_deg' | 'azimuth_cw_from_north_deg' | 'incidence_angle_deg',
    number
  >;
}

export const reportCheck: PeerCheck = {
  answers: [report],
  inputs: [],
  run(folder) {
    const { input, published } = folder.json<SpaReport>(report);
    const sun = topocentricSun(
      ephemeris(instant(Date.parse(input.time)), input.delta_t_s),
      observerAt({
        latitude: input.lat,
        longitude: input.lon,
        altitudeM: input.altitude_m,
      }),
      { pressureHpa: input.pressure_pa / 100, tempC: input.temperature_c },
    );
    const incidence = incidenceDeg(
      { tiltDeg: input.surface_tilt_deg, azimuthDeg: input.surface_azimuth_cw_from_north_deg },
      { zenithDeg: sun.apparentZenithDeg, azimuthDeg: sun.azimuthDeg },
    );
    const compared = (what: string, tolerance: string, ours: number, theirs: number): Finding => {
      const worst = new Worst();
      worst.add(ours, theirs);
      return worst.finding(report, what, folder.tolerance(report, tolerance));
    };
    return [
      compared(
        'apparent zenith',
        'zenith 0.0003',
        sun.apparentZenithDeg,
        published.topocentric_zenith_apparent_deg,
      ),
      compared('azimuth', 'azimuth 0.0003', sun.azimuthDeg, published.azimuth_cw_from_north_deg),
      compared('incidence', 'incidence 0.0003 deg', incidence, published.incidence_angle_deg),
    ];
  },
};
