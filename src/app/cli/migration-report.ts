import type { HistoryLevel } from '../../service/counted-store.ts';
import type { Comparison, KindComparison, Tally } from '../../service/store-comparison.ts';
import { isEqual } from '../../service/store-comparison.ts';
import { grouped } from './migration-bar.ts';

const levelNames: Readonly<Record<HistoryLevel, string>> = {
  raw: 'readings',
  '15m': '15-min slots',
  '1d': 'daily slots',
};

const header = ['level', 'kind', 'point', 'values', 'sum', 'result'];

/** One table of counts and sums by device kind and point, and where the first differences are. */
export function comparisonText(
  comparison: Comparison,
  deviceName: (deviceKey: number) => string,
): string {
  const { kinds, places, dirtySlots } = comparison;
  const rows = [header, ...kinds.flatMap(rowsOfKind), dirtyRow(dirtySlots)];
  const told = places.map(
    ({ level, kind, deviceKey, at }) =>
      `First difference in a piece: ${levelNames[level]} of ${kind} ${deviceName(deviceKey)} at ${new Date(at).toISOString()}`,
  );
  return `${[...aligned(rows), ...told].join('\n')}\n`;
}

function rowsOfKind(of: KindComparison): string[][] {
  const { level, kind, rows, points } = of;
  const present = points.filter(({ source, target }) => source.count + target.count > 0);
  const parts = (['missing', 'surplus', 'different'] as const).filter((name) => of[name] > 0);
  const verdict = parts.map((name) => `${grouped(of[name])} ${name}`).join(', ');
  return [
    [
      ...[levelNames[level], kind, '(rows)', bothCounts(rows.source, rows.target), ''],
      isEqual(of) ? 'equal' : verdict,
    ],
    ...present.map(({ point, source, target }) => [
      ...[levelNames[level], kind, point, bothCounts(source.count, target.count)],
      bothSums(source, target),
      sameTally(source, target) ? 'equal' : 'DIFFERENT',
    ]),
  ];
}

function dirtyRow({ source, target }: Comparison['dirtySlots']): string[] {
  const result = source === target ? 'equal' : 'DIFFERENT';
  return ['slots to roll up', '', '', bothCounts(source, target), '', result];
}

function sameTally(source: Tally, target: Tally): boolean {
  return source.count === target.count && source.sum === target.sum;
}

function bothCounts(source: number, target: number): string {
  return source === target ? grouped(source) : `${grouped(source)} | ${grouped(target)}`;
}

function bothSums({ sum: source }: Tally, { sum: target }: Tally): string {
  return source === target ? sumText(source) : `${sumText(source)} | ${sumText(target)}`;
}

function sumText(sum: number): string {
  return Math.abs(sum) < 1e15
    ? sum.toLocaleString('en', { maximumFractionDigits: 6 })
    : sum.toExponential(9);
}

/** Numbers to the right, words to the left, two spaces between. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 3 || column === 4 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
