import {
  type BoreholeField,
  rectangularPositions,
  uniformRateResponse,
} from '../../../../src/physics/heat/borehole-field.ts';
import { lineSourceResponse } from '../../../../src/physics/heat/line-source.ts';
import { uniformTemperatureResponse } from '../../../../src/physics/heat/uniform-wall.ts';
import { columnFinding, type PeerCheck, Worst } from '../../peer-check.ts';
import type { PeerFolder } from '../../peer-folder.ts';

const parameterFile = 'heat/parameters.json';
const lineFile = 'heat/borehole_fls.csv';
const fieldFile = 'heat/borehole_gfunction.csv';

interface BoreholeParameters {
  readonly H_m: number;
  readonly D_m: number;
  readonly r_b_m: number;
  readonly spacing_m: number;
  readonly alpha_m2_s: number;
}

function boreholesOf(folder: PeerFolder): BoreholeParameters {
  return folder.json<{ borehole: BoreholeParameters }>(parameterFile).borehole;
}

export const lineSourceCheck: PeerCheck = {
  answers: [lineFile],
  inputs: [parameterFile],
  run(folder) {
    const table = folder.table(lineFile);
    const { H_m, D_m, r_b_m, spacing_m, alpha_m2_s } = boreholesOf(folder);
    const borehole = { lengthM: H_m, depthM: D_m };
    const finding = (column: string, distanceM: number) =>
      columnFinding(folder, lineFile, {
        column,
        tolerance: '1e-4',
        ours: (row) =>
          lineSourceResponse({
            source: borehole,
            receiver: borehole,
            distanceM,
            diffusivityM2PerS: alpha_m2_s,
            timeS: table.number(row, 'time_s'),
          }),
      });
    return [finding('h_self', r_b_m), finding('h_at_spacing', spacing_m)];
  },
};

/** Names such as `single`, `line_1x4` and `grid_3x3` say how many there are. */
function fieldNamed(name: string, parameters: BoreholeParameters): BoreholeField {
  const [, rows, columns] = /(\d+)x(\d+)/.exec(name === 'single' ? '1x1' : name) ?? [];
  if (rows === undefined) throw new Error(`${fieldFile} has a field '${name}' of unknown shape`);
  return {
    positions: rectangularPositions({
      rows: Number(rows),
      columns: Number(columns),
      spacingM: parameters.spacing_m,
    }),
    lengthM: parameters.H_m,
    buriedDepthM: parameters.D_m,
    radiusM: parameters.r_b_m,
    diffusivityM2PerS: parameters.alpha_m2_s,
  };
}

export const fieldCheck: PeerCheck = {
  answers: [fieldFile],
  inputs: [parameterFile],
  run(folder) {
    const table = folder.table(fieldFile);
    const parameters = boreholesOf(folder);
    const wallColumn = table.columns.find((column) => column.startsWith('g_ubwt')) ?? 'g_ubwt';
    const segments = Number(/(\d+)seg/.exec(wallColumn)?.[1]);
    const names = new Set(table.where(() => true).map((row) => table.text(row, 'field')));
    const [rate, wall] = [new Worst(), new Worst()];
    for (const name of names) {
      const field = fieldNamed(name, parameters);
      const rows = table.where((row) => table.text(row, 'field') === name);
      const timesS = rows.map((row) => table.number(row, 'time_s'));
      const walls = uniformTemperatureResponse(field, timesS, segments);
      rows.forEach((row, place) => {
        rate.add(uniformRateResponse(field, timesS[place] ?? 0), table.number(row, 'g_uhtr'));
        wall.add(walls[place] ?? Number.NaN, table.number(row, wallColumn));
      });
    }
    return [
      rate.finding(fieldFile, 'g_uhtr', folder.tolerance(fieldFile, 'uhtr 1e-3')),
      wall.finding(fieldFile, wallColumn, folder.tolerance(fieldFile, 'ubwt 1e-2')),
    ];
  },
};
