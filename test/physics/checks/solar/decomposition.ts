import { hourMs } from '../../../../src/domain/instant.ts';
import {
  bolandDiffuseRatio,
  clearnessIndex,
  type DiffuseRatio,
  erbsDiffuseRatio,
  erbsDriesseDiffuseRatio,
  orgillHollandsDiffuseRatio,
  splitGlobal,
} from '../../../../src/physics/solar/decomposition.ts';
import { dirintDniWm2 } from '../../../../src/physics/solar/dirint.ts';
import { type DiscInput, disc, splitByDisc } from '../../../../src/physics/solar/disc.ts';
import {
  extraterrestrialWm2,
  spencerExtraterrestrialWm2,
} from '../../../../src/physics/solar/extraterrestrial.ts';
import type { CsvTable } from '../../csv-table.ts';
import { columnFinding, type Finding, type PeerCheck } from '../../peer-check.ts';
import { timeOf } from './sites.ts';

const file = 'solar/decomposition.csv';
const dirintFile = 'solar/decomposition_dirint.csv';
const tolerance = '0.001 W/m2';

const ratios: Readonly<Record<string, DiffuseRatio>> = {
  erbs: erbsDiffuseRatio,
  erbs_driesse: erbsDriesseDiffuseRatio,
  boland: bolandDiffuseRatio,
  orgill_hollands: orgillHollandsDiffuseRatio,
};

export const decompositionCheck: PeerCheck = {
  answers: [file],
  inputs: [],
  run(folder) {
    const table = folder.table(file);
    const inputs = (row: number): DiscInput =>
      inputIn(table, row, spencerExtraterrestrialWm2(table.number(row, 'day_of_year_utc')));
    const of = (column: string, ours: (input: DiscInput) => number): Finding =>
      columnFinding(folder, file, { column, tolerance, ours: (row) => ours(inputs(row)) });
    return [
      of('erbs_kt', (row) => clearnessIndex(row.ghiWm2, row.zenithDeg, row.extraWm2)),
      ...Object.entries(ratios).flatMap(([name, ratio]) => {
        const split = (row: DiscInput) =>
          splitGlobal(row.ghiWm2, row.zenithDeg, row.extraWm2, ratio);
        return [
          of(`${name}_dni`, (row) => split(row).dniWm2),
          of(`${name}_dhi`, (row) => split(row).dhiWm2),
        ];
      }),
      of('disc_kt', (row) => disc(row).clearness),
      of('disc_airmass', (row) => disc(row).airMass),
      of('disc_dni', (row) => splitByDisc(row).dniWm2),
      of('disc_dhi', (row) => splitByDisc(row).dhiWm2),
    ];
  },
};

function inputIn(table: CsvTable, row: number, extraWm2: number): DiscInput {
  return {
    ghiWm2: table.number(row, 'ghi'),
    zenithDeg: table.number(row, 'zenith_true'),
    pressureHpa: table.number(row, 'pressure_pa') / 100,
    extraWm2,
  };
}

export const dirintCheck: PeerCheck = {
  answers: [dirintFile],
  inputs: [],
  run(folder) {
    const table = folder.table(dirintFile);
    const ours = daysOf(table).flatMap((rows) =>
      dirintDniWm2(rows.map((row) => inputIn(table, row, extraterrestrialWm2(timeOf(table, row))))),
    );
    return [
      columnFinding(folder, dirintFile, {
        column: 'dirint_dni',
        tolerance: '0.1 W/m2',
        // At night the peer has no answer, and ours is none.
        rows: table.where((row) => !Number.isNaN(table.number(row, 'dirint_dni'))),
        ours: (row) => ours[row] ?? Number.NaN,
      }),
    ];
  },
};

/** Runs of rows that follow each other by the hour. */
function daysOf(table: CsvTable): number[][] {
  const days: number[][] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const follows = row > 0 && timeOf(table, row) - timeOf(table, row - 1) === hourMs;
    if (follows) days.at(-1)?.push(row);
    else days.push([row]);
  }
  return days;
}
