import { absoluteAirMass, relativeAirMass } from '../../../../src/physics/solar/air-mass.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import { ephemeris } from '../../../../src/physics/solar/ephemeris.ts';
import {
  extraterrestrialAtDistanceWm2,
  extraterrestrialWm2,
} from '../../../../src/physics/solar/extraterrestrial.ts';
import { haurwitzGhiWm2 } from '../../../../src/physics/solar/haurwitz.ts';
import type { Irradiance } from '../../../../src/physics/solar/irradiance.ts';
import { linkeTurbidityAt } from '../../../../src/physics/solar/linke-turbidity.ts';
import { solis } from '../../../../src/physics/solar/solis.ts';
import { sunPosition } from '../../../../src/physics/solar/sun.ts';
import { columnFinding, type Finding, type PeerCheck } from '../../peer-check.ts';
import type { PeerFolder } from '../../peer-folder.ts';
import { sitesFile, sitesOf, timeOf } from './sites.ts';

const file = 'solar/clearsky.csv';
const fromRow = 'from row inputs: 0.001 W/m2';

/** What a column is computed from: the row's own figures, or ours all the way from the time. */
interface SkyInputs {
  readonly zenithDeg: number;
  readonly extraWm2: number;
  readonly monthlyTurbidity: number;
}
type SkyModel = (row: number, inputs: SkyInputs) => Irradiance;

const parts = [
  ['ghi', 'ghiWm2'],
  ['dni', 'dniWm2'],
  ['dhi', 'dhiWm2'],
] as const;

export const clearSkyCheck: PeerCheck = {
  answers: [file],
  inputs: [sitesFile],
  run: (folder) => [...airFindings(folder), ...rowFindings(folder), ...wholeFindings(folder)],
};

function airFindings(folder: PeerFolder): Finding[] {
  const table = folder.table(file);
  const siteOf = sitesOf(folder);
  const airMass = (row: number): number => relativeAirMass(table.number(row, 'zenith_apparent'));
  const of = (column: string, tolerance: string, ours: (row: number) => number): Finding =>
    columnFinding(folder, file, { column, tolerance, ours });
  return [
    of('airmass_relative', 'airmass 1e-5', airMass),
    of('airmass_absolute', 'airmass 1e-5', (row) =>
      absoluteAirMass(airMass(row), siteOf(table, row).pressureHpa),
    ),
    of('dni_extra_spencer', fromRow, (row) => extraterrestrialWm2(timeOf(table, row))),
    of('dni_extra_nrel', fromRow, (row) =>
      extraterrestrialAtDistanceWm2(ephemeris(timeOf(table, row)).distanceAu),
    ),
    of('linke_monthly_interp', fromRow, (row) =>
      linkeTurbidityAt(timeOf(table, row), siteOf(table, row).turbidity),
    ),
  ];
}

function modelsOf(folder: PeerFolder): {
  readonly ineichenTl3: SkyModel;
  readonly ineichenEnhanced: SkyModel;
  readonly ineichenMonthly: SkyModel;
  readonly solisSky: SkyModel;
} {
  const table = folder.table(file);
  const siteOf = sitesOf(folder);
  const ineichen = (
    row: number,
    { zenithDeg, extraWm2 }: SkyInputs,
    linkeTurbidity: number,
    enhanced = false,
  ) => clearSky(zenithDeg, extraWm2, { ...siteOf(table, row), linkeTurbidity }, { enhanced });
  return {
    ineichenTl3: (row, inputs) => ineichen(row, inputs, 3),
    ineichenEnhanced: (row, inputs) => ineichen(row, inputs, 3, true),
    ineichenMonthly: (row, inputs) => ineichen(row, inputs, inputs.monthlyTurbidity),
    solisSky: (row, { zenithDeg, extraWm2 }) =>
      solis(90 - zenithDeg, extraWm2, {
        aerosolDepth: table.number(row, 'solis_aod700'),
        waterCm: table.number(row, 'solis_pw_cm'),
        pressureHpa: siteOf(table, row).pressureHpa,
      }),
  };
}

function rowFindings(folder: PeerFolder): Finding[] {
  const table = folder.table(file);
  const inputs = (row: number): SkyInputs => ({
    zenithDeg: table.number(row, 'zenith_apparent'),
    extraWm2: table.number(row, 'dni_extra_spencer'),
    monthlyTurbidity: table.number(row, 'linke_monthly_interp'),
  });
  const { ineichenTl3, ineichenEnhanced, ineichenMonthly, solisSky } = modelsOf(folder);
  const three = (prefix: string, model: SkyModel, tolerance: string): Finding[] =>
    parts.map(([part, key]) =>
      columnFinding(folder, file, {
        column: `${prefix}_${part}`,
        tolerance,
        ours: (row) => model(row, inputs(row))[key],
      }),
    );
  return [
    ...three('ineichen_tl3', ineichenTl3, fromRow),
    columnFinding(folder, file, {
      column: 'ineichen_tl3_perezenh_ghi',
      tolerance: fromRow,
      ours: (row) => ineichenEnhanced(row, inputs(row)).ghiWm2,
    }),
    ...three('ineichen_tlm', ineichenMonthly, fromRow),
    columnFinding(folder, file, {
      column: 'haurwitz_ghi',
      tolerance: fromRow,
      ours: (row) => haurwitzGhiWm2(inputs(row).zenithDeg),
    }),
    ...three('solis', solisSky, 'solis 0.01'),
  ];
}

/** The whole way from time and place, with our own position of the sun. */
function wholeFindings(folder: PeerFolder): Finding[] {
  const table = folder.table(file);
  const siteOf = sitesOf(folder);
  const { ineichenTl3, ineichenMonthly, solisSky } = modelsOf(folder);
  const inputs = (row: number): SkyInputs => {
    const at = timeOf(table, row);
    const site = siteOf(table, row);
    const air = { pressureHpa: site.pressureHpa, tempC: 12 };
    return {
      zenithDeg: sunPosition(at, site, air).apparentZenithDeg,
      extraWm2: extraterrestrialWm2(at),
      monthlyTurbidity: linkeTurbidityAt(at, site.turbidity),
    };
  };
  const rows = table.where((row) => table.number(row, 'zenith_apparent') < 85);
  const of = (column: string, tolerance: string, ours: (row: number) => number): Finding => ({
    ...columnFinding(folder, file, { column, tolerance, rows, ours }),
    what: `${column} from time and site`,
  });
  const both = (prefix: string, model: SkyModel): Finding[] => [
    of(`${prefix}_ghi`, '1 W/m2 GHI', (row) => model(row, inputs(row)).ghiWm2),
    of(`${prefix}_dni`, '3 W/m2 DNI for zenith < 85', (row) => model(row, inputs(row)).dniWm2),
  ];
  return [
    ...both('ineichen_tl3', ineichenTl3),
    ...both('ineichen_tlm', ineichenMonthly),
    ...both('solis', solisSky),
    of('haurwitz_ghi', '1 W/m2 GHI', (row) => haurwitzGhiWm2(inputs(row).zenithDeg)),
  ];
}
