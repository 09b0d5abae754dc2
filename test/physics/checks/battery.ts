import {
  type AgeingCoefficients,
  agedCell,
  anodePotentialV,
  type CellAge,
  type CellStress,
  calendarRate,
  cyclingRate,
  healthRatio,
  newCell,
} from '../../../src/physics/battery/lfp-ageing.ts';
import { rainflowCycles } from '../../../src/physics/battery/rainflow.ts';
import type { CsvTable } from '../csv-table.ts';
import { columnFinding, type Finding, type PeerCheck, Worst } from '../peer-check.ts';
import type { PeerFolder } from '../peer-folder.ts';

export const batteryChecks: readonly PeerCheck[] = [
  {
    answers: ['battery/rainflow_cycles.csv'],
    inputs: ['battery/rainflow_input.csv'],
    run: rainflowFindings,
  },
  {
    answers: ['battery/lfp_aging_constant_conditions.csv'],
    inputs: ['battery/parameters.json'],
    run: ageingFindings,
  },
];

/** Cycle by cycle in the order of their closing; a cycle that only one side has is an error. */
function rainflowFindings(folder: PeerFolder): Finding[] {
  const file = 'battery/rainflow_cycles.csv';
  const table = folder.table(file);
  const said = folder.entry(file).tolerance;
  if (said !== 'exact') throw new Error(`the manifest asks '${said}' of ${file}, not 'exact'`);
  const input = folder.table('battery/rainflow_input.csv');
  const series = [...new Set(input.where(() => true).map((row) => input.text(row, 'series')))];
  return series.map((name) => {
    const values = input
      .where((row) => input.text(row, 'series') === name)
      .map((row) => input.number(row, 'value'));
    const rows = table.where((row) => table.text(row, 'series') === name);
    return comparedCycles(table, rows, values).finding(file, name, 0);
  });
}

function comparedCycles(
  table: CsvTable,
  rows: readonly number[],
  values: readonly number[],
): Worst {
  const worst = new Worst();
  const cycles = rainflowCycles(values);
  for (let place = 0; place < Math.max(rows.length, cycles.length); place += 1) {
    const row = rows[place];
    const cycle = cycles[place];
    if (row === undefined || cycle === undefined) {
      worst.addError(Number.POSITIVE_INFINITY);
      continue;
    }
    const error = Math.max(
      Math.abs(asWritten(cycle.range) - table.number(row, 'range')),
      Math.abs(asWritten(cycle.mean) - table.number(row, 'mean')),
      Math.abs(cycle.count - table.number(row, 'count')),
      Math.abs(cycle.start - table.number(row, 'i_start')),
      Math.abs(cycle.end - table.number(row, 'i_end')),
    );
    worst.addError(error);
  }
  return worst;
}

/** Without the last binary digits of a difference of decimals, which the file does not show. */
function asWritten(value: number): number {
  return Number(value.toFixed(9));
}

interface AgeingParameters {
  readonly parameters: Readonly<
    Record<'p1' | 'p2' | 'p3' | 'pcal' | 'p4' | 'p5' | 'p6' | 'p7' | 'p8' | 'pcyc', number>
  >;
}

function coefficientsOf(folder: PeerFolder): AgeingCoefficients {
  const { parameters: p } = folder.json<AgeingParameters>('battery/parameters.json');
  return {
    calendar: { factor: p.p1, tempK: p.p2, potentialKPerV: p.p3, exponent: p.pcal },
    cycling: {
      base: p.p4,
      perDepth: p.p5,
      perCRate: p.p6,
      warmK: p.p7,
      coldK: p.p8,
      exponent: p.pcyc,
    },
  };
}

function ageingFindings(folder: PeerFolder): Finding[] {
  const file = 'battery/lfp_aging_constant_conditions.csv';
  const table = folder.table(file);
  const coefficients = coefficientsOf(folder);
  const stressOf = (row: number): CellStress => ({
    tempC: table.number(row, 'temp_c'),
    socRatio: table.number(row, 'soc'),
    depthRatio: table.number(row, 'dod'),
    cRate: table.number(row, 'c_rate'),
  });
  const compared = (column: string, ours: (row: number) => number): Finding =>
    columnFinding(folder, file, { column, tolerance: '1e-7', ours });
  const shares = table.columns.filter((column) => /^q_(cal_|cyc_)?day\d+$/.test(column));
  const days = Math.max(...shares.map(dayOf));
  const lives = table
    .where(() => true)
    .map((row) =>
      life(stressOf(row), { days, fullCycles: table.number(row, 'efc_per_day') }, coefficients),
    );
  return [
    compared('ua_v', (row) => anodePotentialV(stressOf(row).socRatio)),
    compared('kcal_1e6', (row) => 1e6 * calendarRate(stressOf(row), coefficients)),
    compared('kcyc_1e6', (row) => 1e6 * cyclingRate(stressOf(row), coefficients)),
    ...shares.map((column) =>
      compared(column, (row) => shareLeft(column, lives[row]?.[dayOf(column)] ?? newCell)),
    ),
  ];
}

function dayOf(column: string): number {
  return Number(/\d+$/.exec(column)?.[0]);
}

function shareLeft(column: string, age: CellAge): number {
  if (column.startsWith('q_cal')) return 1 - age.calendarLossRatio;
  if (column.startsWith('q_cyc')) return 1 - age.cyclingLossRatio;
  return healthRatio(age);
}

/** The age after each day under the same stress, with so many equivalent full cycles a day. */
function life(
  stress: CellStress,
  { days, fullCycles }: { readonly days: number; readonly fullCycles: number },
  coefficients: AgeingCoefficients,
): readonly CellAge[] {
  const ages: CellAge[] = [newCell];
  for (let day = 1; day <= days; day += 1) {
    ages.push(agedCell(ages[day - 1] ?? newCell, stress, { days: 1, fullCycles }, coefficients));
  }
  return ages;
}
