import {
  airDensityKgPerM3,
  barometricDensityKgPerM3,
  pressureAtHeightHpa,
  tempAtHeightC,
} from '../../../src/physics/wind/air-density.ts';
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
import { type Finding, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';

interface ChainOptions {
  readonly wind_speed_model: string;
  readonly density_model: string;
  readonly temperature_model: string;
  readonly power_output_model: string;
  readonly density_correction: boolean;
  readonly hellman_exp?: number;
}

export interface WindParameters {
  readonly turbines: Readonly<
    Record<string, { readonly hub_height_m: number; readonly rotor_diameter_m: number }>
  >;
  readonly year_series: {
    readonly weather: string;
    readonly wind_speed_height_m: number;
    readonly temperature_height_m: number;
    readonly pressure_height_m: number;
    readonly roughness_length_m: number;
    readonly options: Readonly<Record<string, readonly ChainOptions[]>>;
    readonly annual_mwh: Readonly<Record<string, number>>;
  };
}

const file = 'wind/year_series.csv';

/** Each turbine and each set of options against its column, hour by hour and as a yearly sum. */
export function windYearFindings(
  folder: PeerFolder,
  curveOf: (turbine: string) => PowerCurve,
): Finding[] {
  const { turbines, year_series: year } = folder.json<WindParameters>('wind/parameters.json');
  const table = folder.table(file);
  return Object.entries(year.options).flatMap(([turbine, sets]) => {
    const prefix = `${turbine.replaceAll('/', '_')}_`;
    const columns = table.columns.filter((column) => column.startsWith(prefix));
    if (columns.length !== sets.length) {
      throw new Error(
        `${file} has ${columns.length} columns for ${sets.length} sets of ${turbine}`,
      );
    }
    const hubHeightM = turbines[turbine]?.hub_height_m ?? Number.NaN;
    return sets.flatMap((options, place) => {
      const ours = yearOf(folder, { year, options, hubHeightM, curve: curveOf(turbine) });
      return columnFindings(folder, { column: columns[place] ?? '', ours, year });
    });
  });
}

function columnFindings(
  folder: PeerFolder,
  compared: {
    readonly column: string;
    readonly ours: Float64Array;
    readonly year: WindParameters['year_series'];
  },
): Finding[] {
  const { column, ours, year } = compared;
  const hours = new Worst();
  const theirs = folder.table(file).numbers(column);
  for (const [row, value] of theirs.entries()) hours.add(ours[row] ?? Number.NaN, value);
  const annual = new Worst();
  const annualMwh = ours.reduce((sum, powerW) => sum + powerW, 0) / 1e6;
  annual.addRelative(annualMwh, year.annual_mwh[column] ?? Number.NaN);
  return [
    hours.finding(file, column, folder.tolerance(file, '0.2 W')),
    annual.finding(file, `${column} annual`, folder.tolerance(file, 'annual 1e-6')),
  ];
}

interface Chain {
  readonly year: WindParameters['year_series'];
  readonly options: ChainOptions;
  readonly hubHeightM: number;
  readonly curve: PowerCurve;
}

const densityModels: Readonly<Record<string, typeof airDensityKgPerM3>> = {
  barometric: barometricDensityKgPerM3,
  ideal_gas: airDensityKgPerM3,
};

/** Power in W, hour by hour. */
function yearOf(folder: PeerFolder, chain: Chain): Float64Array {
  const { year, options, hubHeightM, curve } = chain;
  const weather = folder.table(year.weather);
  const density = densityModels[options.density_model];
  if (
    density === undefined ||
    options.temperature_model !== 'linear_gradient' ||
    options.power_output_model !== 'power_curve'
  ) {
    throw new Error(`no check knows the options ${JSON.stringify(options)}`);
  }
  return Float64Array.from({ length: weather.rows }, (_, row) => {
    const speedMps = hubSpeedMps(chain, weather.number(row, 'wind_speed_10m'));
    if (!options.density_correction) return windPowerRatio(curve, speedMps);
    const pressureHpa = pressureAtHeightHpa(weather.number(row, 'pressure_pa') / 100, {
      fromM: year.pressure_height_m,
      toM: hubHeightM,
    });
    const tempC = tempAtHeightC(weather.number(row, 'temp_air'), {
      fromM: year.temperature_height_m,
      toM: hubHeightM,
    });
    const densityKgPerM3 = density(pressureHpa, tempC);
    return densityCorrectedPowerRatio(curve, { speedMps, densityKgPerM3 });
  });
}

function hubSpeedMps({ year, options, hubHeightM }: Chain, speedMps: number): number {
  const roughnessM = year.roughness_length_m;
  const heights = { fromM: year.wind_speed_height_m, toM: hubHeightM };
  if (options.wind_speed_model === 'logarithmic') {
    return windAtHeightLogMps(speedMps, { ...heights, roughnessM, obstaclesM: 0 });
  }
  if (options.wind_speed_model !== 'hellman') {
    throw new Error(`no check knows the model ${options.wind_speed_model}`);
  }
  const exponent = options.hellman_exp ?? hellmannExponent({ hubHeightM, roughnessM });
  return windAtHeightMps(speedMps, { ...heights, exponent });
}
