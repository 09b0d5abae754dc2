import { instant } from '../../../src/domain/instant.ts';
import {
  faimanCellTempC,
  type ModuleAir,
  pvsystCellTempC,
  pvsystMountings,
} from '../../../src/physics/pv/cell-temperature.ts';
import {
  ashraeIncidenceRatio,
  martinRuizIncidenceRatio,
  physicalIncidenceRatio,
} from '../../../src/physics/pv/incidence-loss.ts';
import { type PvPlant, type PvPower, pvPower } from '../../../src/physics/pv/plant.ts';
import { sapmCellTempC } from '../../../src/physics/pv/sapm-temperature.ts';
import { splitGlobal } from '../../../src/physics/solar/decomposition.ts';
import { splitByDisc } from '../../../src/physics/solar/disc.ts';
import { extraterrestrialWm2 } from '../../../src/physics/solar/extraterrestrial.ts';
import type { Irradiance } from '../../../src/physics/solar/irradiance.ts';
import { perezSkyWm2 } from '../../../src/physics/solar/perez.ts';
import { incidenceDeg } from '../../../src/physics/solar/plane.ts';
import {
  hayDaviesSkyWm2,
  isotropicSkyWm2,
  klucherSkyWm2,
  reindlSkyWm2,
} from '../../../src/physics/solar/sky-diffuse.ts';
import { type SunPosition, sunPosition } from '../../../src/physics/solar/sun.ts';
import type { CsvTable } from '../csv-table.ts';
import { type Finding, type PeerCheck, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import {
  glazingOf,
  type PeerChain,
  type PvParameters,
  parametersFile,
  pvParameters,
  sapmMountingOf,
} from './pv-parameters.ts';

const weatherFile = 'pv/weather_year.csv';
const sitesFile = 'sites.csv';

/** Whole years of hours, from the global irradiance to the grid. */
export const pvChainCheck: PeerCheck = {
  answers: ['pv/chain_A.csv', 'pv/chain_B.csv'],
  inputs: [weatherFile, parametersFile, sitesFile],
  run: (folder) => {
    const parameters = pvParameters(folder);
    return parameters.chain.chains.flatMap((chain) => {
      const file = `pv/chain_${chain.id}.csv`;
      return folder.files(file).flatMap(() => chainFindings(folder, file, { chain, parameters }));
    });
  },
};

interface ChainHour extends PvPower {
  readonly sun: SunPosition;
  readonly sky: Irradiance;
  readonly aoiDeg: number;
}

/**
 * What our hour says under the name of a column, and how much of the quantity is worth the whole
 * rating: so that every column is held to the power that its error would cost.
 */
interface Answer {
  readonly scale: number;
  ours(hour: ChainHour): number;
}

const irradiance = 1000;
const radian = 180 / Math.PI;
const answers: Readonly<Record<string, Answer>> = {
  zenith_apparent: { scale: radian, ours: ({ sun }) => sun.apparentZenithDeg },
  azimuth: { scale: radian, ours: ({ sun }) => sun.azimuthDeg },
  aoi: { scale: radian, ours: ({ aoiDeg }) => aoiDeg },
  dni: { scale: irradiance, ours: ({ sky }) => sky.dniWm2 },
  dhi: { scale: irradiance, ours: ({ sky }) => sky.dhiWm2 },
  poa_direct: { scale: irradiance, ours: (hour) => hour.irradiance.beamWm2 },
  poa_sky: { scale: irradiance, ours: (hour) => hour.irradiance.skyWm2 },
  poa_ground: { scale: irradiance, ours: (hour) => hour.irradiance.groundWm2 },
  poa_global: { scale: irradiance, ours: ({ poaWm2 }) => poaWm2 },
  iam: { scale: 1, ours: ({ incidenceRatio }) => incidenceRatio },
  effective_irradiance: { scale: irradiance, ours: ({ effectiveWm2 }) => effectiveWm2 },
  // Silicon loses 0.35 % per °C.
  temp_cell: { scale: 1 / 0.0035, ours: ({ cellTempC }) => cellTempC },
};

const wattsPer100Kw = 'SPA with the stated refraction inputs: 0.2 W per 100 kW';
const annualPct = 'annual 0.001 %';

function chainFindings(
  folder: PeerFolder,
  file: string,
  from: { readonly chain: PeerChain; readonly parameters: PvParameters },
): Finding[] {
  const { chain } = from;
  const table = folder.table(file);
  const hours = chainHours(folder, from);
  const model = modelFile(folder, file);
  const all: Readonly<Record<string, Answer>> = {
    ...answers,
    pdc_net_w: { scale: chain.pdc0_w, ours: ({ dcKw }) => 1000 * dcKw },
    pac_w: { scale: chain.pdc0_w, ours: ({ acKw }) => 1000 * acKw },
  };
  const hourly = Object.entries(all).filter(([column]) => table.columns.includes(column));
  return [
    ...hourly.map(([column, answer]) => {
      const worst = worstOf(table, { hours, column, answer });
      return worst.finding(file, column, folder.tolerance(model, wattsPer100Kw));
    }),
    ...annualFindings(file, { chain, hours, tolerance: folder.tolerance(model, annualPct) }),
  ];
}

/** The file whose tolerance holds: the manifest may say of one chain that it is as another. */
function modelFile(folder: PeerFolder, file: string): string {
  const [, other] = /^as (\w+)$/.exec(folder.entry(file).tolerance) ?? [];
  return other === undefined ? file : `pv/${other}.csv`;
}

/** Differences in W of a plant of 100 kW. */
function worstOf(
  table: CsvTable,
  of: { readonly hours: readonly ChainHour[]; readonly column: string; readonly answer: Answer },
): Worst {
  const worst = new Worst();
  for (const [row, hour] of of.hours.entries()) {
    const ours = of.answer.ours(hour);
    const theirs = table.number(row, of.column);
    worst.add((1e5 * ours) / of.answer.scale, (1e5 * theirs) / of.answer.scale);
  }
  return worst;
}

/** Differences of the year's sums in per cent. */
function annualFindings(
  file: string,
  of: {
    readonly chain: PeerChain;
    readonly hours: readonly ChainHour[];
    readonly tolerance: number;
  },
): Finding[] {
  const { annual } = of.chain;
  const sum = (part: (hour: ChainHour) => number): number =>
    of.hours.reduce((total, hour) => total + part(hour), 0);
  const compared: readonly (readonly [string, number, number])[] = [
    ['poa of the year', sum(({ poaWm2 }) => poaWm2) / 1000, annual.poa_kwh_m2],
    ['pdc of the year', sum(({ dcKw }) => dcKw), annual.pdc_kwh],
    ['pac of the year', sum(({ acKw }) => acKw), annual.pac_kwh],
  ];
  return compared.map(([what, ours, theirs]) => {
    const worst = new Worst();
    worst.addRelative((100 * ours) / theirs, 100);
    return { ...worst.finding(file, what, of.tolerance), worstError: 100 * worst.error };
  });
}

function chainHours(
  folder: PeerFolder,
  { chain, parameters }: { readonly chain: PeerChain; readonly parameters: PvParameters },
): ChainHour[] {
  const weather = folder.table(weatherFile);
  const plant = plantOf(chain, parameters);
  const { site, lat, lon, alt_m } = parameters.chain.site;
  const place = { latitude: lat, longitude: lon, altitudeM: alt_m };
  const pressureHpa = sitePressureHpa(folder, site);
  return Array.from({ length: weather.rows }, (_, row) => {
    const at = instant(Date.parse(weather.text(row, 'time_utc')));
    const sun = sunPosition(at, place, { pressureHpa, tempC: 12 });
    const extraWm2 = extraterrestrialWm2(at);
    const ghiWm2 = weather.number(row, 'ghi');
    const { zenithDeg } = sun;
    const sky =
      chain.decomposition === 'disc'
        ? splitByDisc({ ghiWm2, zenithDeg, extraWm2, pressureHpa })
        : splitGlobal(ghiWm2, zenithDeg, extraWm2);
    const direction = { zenithDeg: sun.apparentZenithDeg, azimuthDeg: sun.azimuthDeg };
    const airTempC = weather.number(row, 'temp_air');
    const windSpeedMps = weather.number(row, 'wind_speed_10m');
    const moment = { sun: direction, sky, extraWm2, airTempC, windSpeedMps };
    const aoiDeg = incidenceDeg(plant.plane, direction);
    return { ...pvPower(plant, moment), sun, sky, aoiDeg };
  });
}

function sitePressureHpa(folder: PeerFolder, site: string): number {
  const sites = folder.table(sitesFile);
  const [row] = sites.where((candidate) => sites.text(candidate, 'site') === site);
  if (row === undefined) throw new Error(`${sitesFile} has no ${site}`);
  return sites.number(row, 'pressure_pa') / 100;
}

function plantOf(chain: PeerChain, parameters: PvParameters): PvPlant {
  const { iam } = parameters;
  const glazing = glazingOf(iam.physical);
  const coated = glazingOf(iam.physical_ar);
  return {
    plane: { tiltDeg: chain.surface_tilt, azimuthDeg: chain.surface_azimuth },
    albedoRatio: chain.albedo,
    array: {
      dcRatingKw: chain.pdc0_w / 1000,
      tempRatioPerC: chain.gamma,
      lossRatio: chain.losses_percent / 100,
    },
    inverter: { dcLimitKw: chain.inverter_pdc0_w / 1000, nominalRatio: chain.eta },
    skyDiffuse: chosen(chain.transposition, {
      isotropic: isotropicSkyWm2,
      klucher: klucherSkyWm2,
      haydavies: hayDaviesSkyWm2,
      reindl: reindlSkyWm2,
      perez: perezSkyWm2,
    }),
    incidenceRatio: chosen(chain.iam, {
      physical: (aoi) => physicalIncidenceRatio(aoi, glazing),
      physical_ar: (aoi) => physicalIncidenceRatio(aoi, coated),
      ashrae: (aoi) => ashraeIncidenceRatio(aoi, iam.ashrae.b),
      martin_ruiz: (aoi) => martinRuizIncidenceRatio(aoi, iam.martin_ruiz.a_r),
    }),
    cellTempC: cellTemperatureOf(chain.temperature, parameters),
  };
}

function cellTemperatureOf(name: string, parameters: PvParameters): (air: ModuleAir) => number {
  const [model = '', mounting = ''] = name.split('/');
  return chosen(model, {
    faiman: () => faimanCellTempC,
    pvsyst: () => (air: ModuleAir) => pvsystCellTempC(air, chosen(mounting, pvsystMountings)),
    sapm: () => {
      const parts = sapmMountingOf(parameters, mounting);
      return (air: ModuleAir) => sapmCellTempC(air, parts);
    },
  })();
}

/** The formula that a chain names. */
function chosen<T>(name: string, formulas: Readonly<Record<string, T>>): T {
  const formula = formulas[name];
  if (formula === undefined) throw new Error(`${parametersFile} names '${name}', which is unknown`);
  return formula;
}
