import { chillerCopRatio, heatPumpCopRatio } from '../../../../src/physics/heat/cop.ts';
import {
  type GenericHeatPump,
  genericHeatPump,
  type HeatPumpGroup,
  type HeatPumpPoint,
  type LinearFit,
} from '../../../../src/physics/heat/generic-heat-pump.ts';
import { columnFinding, type PeerCheck } from '../../peer-check.ts';

const parameterFile = 'heat/parameters.json';
const copFile = 'heat/cop_carnot_oemof.csv';
const hplibFile = 'heat/hplib_grid.csv';

export const copCheck: PeerCheck = {
  answers: [copFile],
  inputs: [],
  run(folder) {
    const table = folder.table(copFile);
    const isPump = (row: number): boolean => table.text(row, 'mode') === 'heat_pump';
    const icingColumn = 'cop_with_icing_factor_0p8_below_2c';
    const icing = { factorRatio: 0.8, belowTempC: 2 };
    const pump = (row: number) => ({
      qualityRatio: table.number(row, 'quality_grade'),
      sourceTempC: table.number(row, 'temp_low_c'),
      supplyTempC: table.number(row, 'temp_high_c'),
    });
    const chiller = (row: number): number =>
      chillerCopRatio({
        qualityRatio: table.number(row, 'quality_grade'),
        coldTempC: table.number(row, 'temp_low_c'),
        rejectTempC: table.number(row, 'temp_high_c'),
      });
    const tolerance = '1e-7';
    return [
      columnFinding(folder, copFile, {
        column: 'cop',
        tolerance,
        ours: (row) => (isPump(row) ? heatPumpCopRatio(pump(row)) : chiller(row)),
      }),
      columnFinding(folder, copFile, {
        column: icingColumn,
        tolerance,
        rows: table.where((row) => isPump(row)),
        ours: (row) => heatPumpCopRatio({ ...pump(row), icing }),
      }),
    ];
  },
};

type HplibModel = Readonly<Record<string, number>> & { readonly group_id: number };

const groups: readonly HeatPumpGroup[] = [
  'air_regulated',
  'brine_regulated',
  'water_regulated',
  'air_on_off',
  'brine_on_off',
  'water_on_off',
];

function hplibPump(model: HplibModel): GenericHeatPump {
  const of = (name: string): number => model[name] ?? Number.NaN;
  const linear = (name: string): LinearFit => ({
    sourcePerC: of(`p1_${name} [1/°C]`) || of(`p1_${name} [-]`),
    supplyPerC: of(`p2_${name} [1/°C]`) || of(`p2_${name} [-]`),
    constant: of(`p3_${name} [-]`),
    ambientPerC: of(`p4_${name} [1/°C]`) || of(`p4_${name} [-]`),
  });
  const group = groups[model.group_id - 1];
  if (group === undefined) throw new Error(`hplib has no group ${model.group_id}`);
  return {
    group,
    referencePowerKw: of('P_el_h_ref_w') / 1_000,
    referenceHeatKw: of('P_th_h_ref_w') / 1_000,
    cop: linear('COP'),
    power: linear('P_el_h'),
  };
}

export const hplibCheck: PeerCheck = {
  answers: [hplibFile],
  inputs: [parameterFile],
  run(folder) {
    const table = folder.table(hplibFile);
    const { hplib } = folder.json<{ hplib: { parameters: Record<string, HplibModel> } }>(
      parameterFile,
    );
    const point = (row: number): HeatPumpPoint => {
      const model = hplib.parameters[table.text(row, 'model')];
      if (model === undefined)
        throw new Error(`${parameterFile} lacks ${table.text(row, 'model')}`);
      return genericHeatPump(hplibPump(model), {
        sourceTempC: table.number(row, 't_in_primary_c'),
        returnTempC: table.number(row, 't_in_secondary_c'),
        outdoorTempC: table.number(row, 't_amb_c'),
      });
    };
    const relative = { tolerance: 'power relative 1e-6', relative: true };
    return [
      columnFinding(folder, hplibFile, {
        column: 'cop',
        tolerance: 'COP 1e-6',
        ours: (row) => point(row).copRatio,
      }),
      columnFinding(folder, hplibFile, {
        column: 'p_el_w',
        ...relative,
        ours: (row) => 1_000 * point(row).powerKw,
      }),
      columnFinding(folder, hplibFile, {
        column: 'p_th_w',
        ...relative,
        ours: (row) => 1_000 * point(row).heatKw,
      }),
      columnFinding(folder, hplibFile, {
        column: 'mass_flow_kg_s',
        tolerance: 'COP 1e-6',
        ours: (row) => point(row).massFlowKgPerS,
      }),
    ];
  },
};
