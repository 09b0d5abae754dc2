import {
  airDensityKgPerM3,
  barometricDensityKgPerM3,
  pressureAtHeightHpa,
  tempAtHeightC,
} from '../../../src/physics/wind/air-density.ts';
import {
  regionalSpread,
  type SpeedSpread,
  smoothedCurve,
  turbulenceSpread,
} from '../../../src/physics/wind/curve-smoothing.ts';
import { rotorPowerKw } from '../../../src/physics/wind/power-coefficient.ts';
import {
  densityCorrectedPowerRatio,
  type PowerCurve,
  windPowerRatio,
} from '../../../src/physics/wind/power-curve.ts';
import {
  hellmannExponent,
  windAtHeightLogMps,
  windAtHeightMps,
} from '../../../src/physics/wind/wind-profile.ts';
import type { CsvTable } from '../csv-table.ts';
import { columnFinding, type Finding, type PeerCheck, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import { type WindParameters, windYearFindings } from './wind-year.ts';

const curvesFile = 'wind/curves.csv';
const parametersFile = 'wind/parameters.json';

export const windChecks: readonly PeerCheck[] = [
  { answers: ['wind/height_extrapolation.csv'], inputs: [], run: heightFindings },
  { answers: ['wind/density.csv'], inputs: [], run: densityFindings },
  {
    answers: ['wind/power_grid.csv'],
    inputs: [curvesFile, parametersFile],
    run: powerFindings,
  },
  {
    answers: ['wind/smoothed_curves.csv'],
    inputs: [curvesFile],
    run: smoothingFindings,
  },
  {
    answers: ['wind/year_series.csv'],
    inputs: [curvesFile, parametersFile, 'pv/weather_year.csv'],
    run: (folder) => windYearFindings(folder, (turbine) => powerCurveOf(folder, turbine)),
  },
];

function heightFindings(folder: PeerFolder): Finding[] {
  const file = 'wind/height_extrapolation.csv';
  const table = folder.table(file);
  const ours = (row: number): number => hubSpeedMps(table, row);
  const methods = [...new Set(table.where(() => true).map((row) => table.text(row, 'method')))];
  return methods.map((method) => ({
    ...columnFinding(folder, file, {
      column: 'v_hub',
      tolerance: '1e-7',
      rows: table.where((row) => table.text(row, 'method') === method),
      ours,
    }),
    what: `v_hub ${method}`,
  }));
}

function hubSpeedMps(table: CsvTable, row: number): number {
  const speedMps = table.number(row, 'v_ref');
  const fromM = table.number(row, 'h_ref');
  const toM = table.number(row, 'h_hub');
  const roughnessM = table.number(row, 'roughness_length');
  if (table.text(row, 'method') === 'logarithmic') {
    const obstaclesM = table.number(row, 'obstacle_height');
    return windAtHeightLogMps(speedMps, { fromM, toM, roughnessM, obstaclesM });
  }
  if (table.text(row, 'method') !== 'hellman') throw new Error(`row ${row} has an unknown method`);
  const stated = table.number(row, 'hellman_exponent');
  const exponent = Number.isNaN(stated)
    ? hellmannExponent({ hubHeightM: toM, roughnessM })
    : unroundedExponent(stated);
  return windAtHeightMps(speedMps, { fromM, toM, exponent });
}

/** The file writes the customary 1/7 with eight digits, and the peer reckoned with all of them. */
function unroundedExponent(stated: number): number {
  return Math.abs(stated - 1 / 7) < 0.5e-8 ? 1 / 7 : stated;
}

function densityFindings(folder: PeerFolder): Finding[] {
  const file = 'wind/density.csv';
  const table = folder.table(file);
  const hubTempC = (row: number): number =>
    tempAtHeightC(table.number(row, 'temp_air_c'), {
      fromM: table.number(row, 'temp_height_m'),
      toM: table.number(row, 'hub_height_m'),
    });
  const hubPressureHpa = (row: number): number =>
    pressureAtHeightHpa(table.number(row, 'pressure_pa') / 100, {
      fromM: table.number(row, 'pressure_height_m'),
      toM: table.number(row, 'hub_height_m'),
    });
  const compared = (column: string, ours: (row: number) => number): Finding =>
    columnFinding(folder, file, { column, tolerance: '1e-7', ours });
  return [
    compared('temp_hub_k', (row) => hubTempC(row) + 273.15),
    compared('density_barometric', (row) =>
      barometricDensityKgPerM3(hubPressureHpa(row), hubTempC(row)),
    ),
    compared('density_ideal_gas', (row) => airDensityKgPerM3(hubPressureHpa(row), hubTempC(row))),
  ];
}

/** Points of a curve of the folder: of power in W, or of the power coefficient. */
function curvePoints(
  folder: PeerFolder,
  turbine: string,
  kind: 'power_w' | 'cp',
): { readonly speedsMps: readonly number[]; readonly values: readonly number[] } {
  const table = folder.table(curvesFile);
  const rows = table.where(
    (row) => table.text(row, 'turbine') === turbine && table.text(row, 'kind') === kind,
  );
  return {
    speedsMps: rows.map((row) => table.number(row, 'wind_speed')),
    values: rows.map((row) => table.number(row, 'value')),
  };
}

/** The peer's curves are in W, so what we compute from their values is in W too. */
function powerCurveOf(folder: PeerFolder, turbine: string): PowerCurve {
  const { speedsMps, values } = curvePoints(folder, turbine, 'power_w');
  return { speedsMps, powerRatios: values };
}

function powerFindings(folder: PeerFolder): Finding[] {
  const file = 'wind/power_grid.csv';
  const table = folder.table(file);
  const { turbines } = folder.json<WindParameters>(parametersFile);
  const names = [...new Set(table.where(() => true).map((row) => table.text(row, 'turbine')))];
  const known = new Map(
    names.map((name) => {
      const { speedsMps, values } = curvePoints(folder, name, 'cp');
      const diameterM = turbines[name]?.rotor_diameter_m ?? Number.NaN;
      const rotor = { diameterM, speedsMps, powerCoefficients: values };
      return [name, { curve: powerCurveOf(folder, name), rotor }] as const;
    }),
  );
  const turbineOf = (row: number) => {
    const turbine = known.get(table.text(row, 'turbine'));
    if (turbine === undefined) throw new Error(`${file} row ${row} has no turbine`);
    return turbine;
  };
  const speedMps = (row: number): number => table.number(row, 'wind_speed_hub');
  const airOf = (row: number) => ({
    speedMps: speedMps(row),
    densityKgPerM3: table.number(row, 'density'),
  });
  const compared = (column: string, ours: (row: number) => number): Finding => {
    const worst = new Worst();
    // A relative error for large powers and one in W for small ones meet at this power.
    const floorW = folder.tolerance(file, '0.02 W') / folder.tolerance(file, 'relative 1e-6');
    for (const row of table.where(() => true)) {
      const theirs = table.number(row, column);
      const scale = Math.max(Number.isNaN(theirs) ? 0 : theirs, floorW);
      worst.add(ours(row) / scale, theirs / scale);
    }
    return worst.finding(file, column, folder.tolerance(file, 'relative 1e-6'));
  };
  return [
    compared('power_curve_w', (row) => windPowerRatio(turbineOf(row).curve, speedMps(row))),
    compared('power_curve_density_corrected_w', (row) =>
      densityCorrectedPowerRatio(turbineOf(row).curve, airOf(row)),
    ),
    compared('cp_curve_power_w', (row) => {
      const { rotor } = turbineOf(row);
      return rotor.speedsMps.length === 0 ? Number.NaN : 1_000 * rotorPowerKw(rotor, airOf(row));
    }),
  ];
}

/** The file has three digits after the point; within half of the last one nothing can be said. */
const roundingW = 0.000_5;

function spreadOf(method: string, turbulenceRatio: number): SpeedSpread {
  if (method === 'turbulence_intensity') return turbulenceSpread(turbulenceRatio);
  if (method === 'Staffell_Pfenninger') return regionalSpread;
  throw new Error(`no check knows the method ${method}`);
}

function smoothingFindings(folder: PeerFolder): Finding[] {
  const file = 'wind/smoothed_curves.csv';
  const table = folder.table(file);
  const curves = new Map<string, PowerCurve>();
  const byMethod = new Map<string, Worst>();
  for (const row of table.where(() => true)) {
    const [turbine, method, intensity] = ['turbine', 'method', 'turbulence_intensity'].map(
      (column) => table.text(row, column),
    );
    const key = `${turbine} ${method} ${intensity}`;
    const spread = spreadOf(method ?? '', Number(intensity));
    const curve = curves.get(key) ?? smoothedCurve(powerCurveOf(folder, turbine ?? ''), spread);
    curves.set(key, curve);
    const worst = byMethod.get(method ?? '') ?? new Worst();
    byMethod.set(method ?? '', worst);
    const theirs = table.number(row, 'smoothed_power_w');
    const error = Math.abs(windPowerRatio(curve, table.number(row, 'wind_speed')) - theirs);
    worst.addRelative(theirs + Math.max(0, error - roundingW), theirs);
  }
  return [...byMethod].map(([method, worst]) =>
    worst.finding(file, `smoothed_power_w ${method}`, folder.tolerance(file, 'relative 1e-5')),
  );
}
