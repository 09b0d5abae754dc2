import {
  faimanCellTempC,
  type ModuleAir,
  pvsystCellTempC,
  pvsystMountings,
  rossCellTempC,
} from '../../../src/physics/pv/cell-temperature.ts';
import {
  belts,
  marionDiffuseRatio,
  martinRuizDiffuseRatios,
} from '../../../src/physics/pv/diffuse-incidence-loss.ts';
import {
  ashraeIncidenceRatio,
  martinRuizIncidenceRatio,
  physicalIncidenceRatio,
} from '../../../src/physics/pv/incidence-loss.ts';
import { freeNoctMounting, noctCellTempC } from '../../../src/physics/pv/noct-temperature.ts';
import { inverterAcKw, pvDcKw, totalLossRatio } from '../../../src/physics/pv/pvwatts.ts';
import { type SandiaInverter, sandiaAcW } from '../../../src/physics/pv/sandia-inverter.ts';
import { sapmCellTempC, sapmModuleTempC } from '../../../src/physics/pv/sapm-temperature.ts';
import type { CsvTable } from '../csv-table.ts';
import { columnFinding, type Finding, type PeerCheck } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';
import { pvChainCheck } from './pv-chain.ts';
import { glazingOf, named, parametersFile, pvParameters, sapmMountingOf } from './pv-parameters.ts';
import { singleDiodeCheck } from './pv-single-diode.ts';

/** Our answer by column of a file. */
type Columns = Readonly<Record<string, (row: number) => number>>;

function findingsOf(
  folder: PeerFolder,
  file: string,
  options: { readonly columns: Columns; readonly tolerance: string; readonly relative?: boolean },
): Finding[] {
  const { columns, ...rest } = options;
  return Object.entries(columns).map(([column, ours]) =>
    columnFinding(folder, file, { ...rest, column, ours }),
  );
}

function check(file: string, run: (folder: PeerFolder) => Finding[]): PeerCheck {
  return { answers: [file], inputs: [parametersFile], run };
}

const incidence = check('pv/iam.csv', (folder) => {
  const { iam } = pvParameters(folder);
  const table = folder.table('pv/iam.csv');
  const aoi = (row: number): number => table.number(row, 'aoi');
  const columns: Columns = {
    physical: (row) => physicalIncidenceRatio(aoi(row), glazingOf(iam.physical)),
    physical_ar: (row) => physicalIncidenceRatio(aoi(row), glazingOf(iam.physical_ar)),
    ashrae: (row) => ashraeIncidenceRatio(aoi(row), iam.ashrae.b),
    martin_ruiz: (row) => martinRuizIncidenceRatio(aoi(row), iam.martin_ruiz.a_r),
  };
  return findingsOf(folder, 'pv/iam.csv', { columns, tolerance: '1e-7' });
});

const diffuseIncidence = check('pv/iam_diffuse.csv', (folder) => {
  const file = 'pv/iam_diffuse.csv';
  const { iam } = pvParameters(folder);
  const table = folder.table(file);
  const tilt = (row: number): number => table.number(row, 'surface_tilt');
  const martinRuiz = (row: number) => martinRuizDiffuseRatios(tilt(row), iam.martin_ruiz.a_r);
  const glass = (aoi: number): number => physicalIncidenceRatio(aoi, glazingOf(iam.physical));
  const ashrae = (aoi: number): number => ashraeIncidenceRatio(aoi, iam.ashrae.b);
  const analytic: Columns = {
    martin_ruiz_sky: (row) => martinRuiz(row).sky,
    martin_ruiz_ground: (row) => martinRuiz(row).ground,
  };
  const numeric: Columns = {
    marion_physical_sky: (row) => marionDiffuseRatio(glass, tilt(row), belts.sky),
    marion_physical_horizon: (row) => marionDiffuseRatio(glass, tilt(row), belts.horizon),
    marion_physical_ground: (row) => marionDiffuseRatio(glass, tilt(row), belts.ground),
    marion_ashrae_sky: (row) => marionDiffuseRatio(ashrae, tilt(row), belts.sky),
  };
  return [
    ...findingsOf(folder, file, { columns: analytic, tolerance: '1e-5' }),
    ...findingsOf(folder, file, {
      columns: numeric,
      tolerance: 'marion: numerical integration, 1e-4',
    }),
  ];
});

const cellTemperature = check('pv/cell_temperature.csv', (folder) => {
  const file = 'pv/cell_temperature.csv';
  const air = airOf(folder.table(file));
  const columns: Columns = {
    ...sapmColumns(folder, air),
    faiman: (row) => faimanCellTempC(air(row)),
    ...pvsystColumns(air),
    noct_sam: (row) => noctCellTempC(air(row), freeNoctMounting),
    ross_k0p0208: (row) => rossCellTempC(air(row), 0.0208),
  };
  return findingsOf(folder, file, { columns, tolerance: '1e-5 C' });
});

function airOf(table: CsvTable): (row: number) => ModuleAir {
  return (row) => ({
    poaWm2: table.number(row, 'poa_global'),
    airTempC: table.number(row, 'temp_air'),
    windSpeedMps: table.number(row, 'wind_speed'),
  });
}

function pvsystColumns(air: (row: number) => ModuleAir): Columns {
  const efficient = { moduleRatio: 0.2 };
  const windy = { absorptionRatio: 0.9, moduleRatio: 0.21, lossWm2K: 25, lossWm2KPerMps: 1.2 };
  const { freestanding, insulated } = pvsystMountings;
  return {
    pvsyst_freestanding: (row) => pvsystCellTempC(air(row), { ...freestanding, ...efficient }),
    pvsyst_insulated: (row) => pvsystCellTempC(air(row), { ...insulated, ...efficient }),
    pvsyst_uv1p2: (row) => pvsystCellTempC(air(row), windy),
  };
}

/** Columns named by formula and mounting, for as many mountings as the file has. */
function sapmColumns(folder: PeerFolder, air: (row: number) => ModuleAir): Columns {
  const parameters = pvParameters(folder);
  const columns: Record<string, (row: number) => number> = {};
  for (const column of folder.table('pv/cell_temperature.csv').columns) {
    const [, formula, name = ''] = /^sapm_(cell|module)_(.+)$/.exec(column) ?? [];
    if (formula === undefined) continue;
    const mounting = sapmMountingOf(parameters, name);
    const tempC = formula === 'cell' ? sapmCellTempC : sapmModuleTempC;
    columns[column] = (row) => tempC(air(row), mounting);
  }
  return columns;
}

const pvwatts = check('pv/pvwatts.csv', (folder) => {
  const file = 'pv/pvwatts.csv';
  const { pvwatts: peer } = pvParameters(folder);
  const table = folder.table(file);
  const lossRatio = totalLossRatio(
    Object.values(peer.losses_inputs_percent).map((lossPct) => lossPct / 100),
  );
  const bare = { dcRatingKw: peer.pdc0_w / 1000, tempRatioPerC: peer.gamma_pdc_per_c };
  const dcKw = (row: number, lost: number): number =>
    pvDcKw(
      { ...bare, lossRatio: lost },
      table.number(row, 'effective_irradiance'),
      table.number(row, 'temp_cell'),
    );
  const columns: Columns = {
    pdc_before_losses_w: (row) => 1000 * dcKw(row, 0),
    pdc_net_w: (row) => 1000 * dcKw(row, lossRatio),
    pac_w: (row) =>
      1000 * inverterAcKw(dcKw(row, lossRatio), peer.inverter_pdc0_w / 1000, peer.eta_inv_nom),
  };
  return findingsOf(folder, file, { columns, tolerance: '0.001 W' });
});

const inverter = check('pv/inverter.csv', (folder) => {
  const file = 'pv/inverter.csv';
  const { pvwatts: peer } = pvParameters(folder);
  const sandia = sandiaOf(peer.sandia_inverter);
  const table = folder.table(file);
  const columns: Columns = {
    pac_pvwatts_w: (row) =>
      1000 *
      inverterAcKw(
        table.number(row, 'pdc_w') / 1000,
        peer.inverter_pdc0_w / 1000,
        peer.eta_inv_nom,
      ),
    pac_sandia_w: (row) =>
      sandiaAcW(sandia, table.number(row, 'sandia_pdc_w'), table.number(row, 'sandia_vdc')),
  };
  return findingsOf(folder, file, { columns, tolerance: '0.001 W' });
});

function sandiaOf(peer: Readonly<Record<string, number>>): SandiaInverter {
  return {
    acRatingW: named(peer, 'Paco'),
    dcRatingW: named(peer, 'Pdco'),
    dcRatingV: named(peer, 'Vdco'),
    startW: named(peer, 'Pso'),
    nightW: named(peer, 'Pnt'),
    c0PerW: named(peer, 'C0'),
    c1PerV: named(peer, 'C1'),
    c2PerV: named(peer, 'C2'),
    c3PerV: named(peer, 'C3'),
  };
}

export const pvChecks: readonly PeerCheck[] = [
  incidence,
  diffuseIncidence,
  cellTemperature,
  pvwatts,
  inverter,
  singleDiodeCheck,
  pvChainCheck,
];
