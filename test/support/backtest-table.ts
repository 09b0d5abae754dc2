/** The table of docs/forecasting.md, from what `paulownia backtest --out` has written. */
import type { SplitRow, SummaryRow } from '../../src/app/backtest/summary.ts';

export interface BacktestFigures {
  readonly figures: readonly SummaryRow[];
  readonly splits: readonly SplitRow[];
}

/** A figure that is measured, beside what others reach on the same data and protocol. */
interface Line {
  readonly label: string;
  readonly set: string;
  readonly track: string;
  readonly series?: string;
  readonly part?: string;
  readonly horizon?: number;
  /** The best of simple forecasts, of scikit-learn and ridge, and of what is published; null: none. */
  readonly naive: number | null;
  readonly baseline: number | null;
  readonly best: number | null;
}

const lines: readonly Line[] = [
  line(
    'wind-gefcom14 · tasks 1–9, weather of all sites',
    'wind-gefcom14 official',
    [0.0741, 0.0379, 0.037],
  ),
  line('wind-gefcom14 · the same, own weather only', 'wind-gefcom14 own', [0.0741, 0.039, null]),
  line('solar-gefcom14 · January to March 2013', 'solar-gefcom14 official', [0.0247, 0.013, null]),
  line('load-gefcom14 MONTH · tasks 4–9, MW', 'load-gefcom14 MONTH', [15.16, 7.66, 7.12]),
  line('load-gefcom14 DA', 'load-gefcom14 DA', [0.0207, 0.0068, null]),
  line('load-gefcom14 DA · without temperature', 'load-gefcom14 DAnoT', [0.0207, 0.0139, null]),
  line('load-china DA', 'load-china DA', [0.0079, 0.0045, null]),
  line('load-china US', 'load-china US', [0.0044, 0.0031, null]),
  {
    ...line('pv-china 1 US · steps 13–16', 'pv-china US', [0.0262, 0.0168, null]),
    ...{ series: 'station1_50MW', part: 'steps13-16' },
  },
  {
    ...line('pv-china 3 US · steps 13–16', 'pv-china US', [null, 0.0212, null]),
    ...{ series: 'station3_30MW', part: 'steps13-16' },
  },
  {
    ...line('pv-china 1 DA · history only', 'pv-china DA', [0.0195, 0.0192, null]),
    series: 'station1_50MW',
  },
  {
    ...line('pv-china 3 DA · history only', 'pv-china DA', [0.0237, 0.0226, null]),
    series: 'station3_30MW',
  },
  line('rural-nl DA · 11 series, cold start', 'rural-nl DA', [0.0678, 0.0529, null]),
  { ...line('heat DA · Flensburg', 'heat DA', [0.015, 0.0075, null]), series: 'flensburg' },
  {
    ...line('heat DA · Flensburg without temperature', 'heat DAnoT', [0.015, 0.0125, null]),
    series: 'flensburg',
  },
  { ...line('heat DA · Bavaria', 'heat DA', [0.039, 0.0338, null]), series: 'bavaria' },
  {
    ...line('heat DA · Bavaria without temperature', 'heat DAnoT', [0.039, 0.037, null]),
    series: 'bavaria',
  },
  ...(
    [
      [96, [0.4, 0.371, 0.372]],
      [192, [0.446, 0.404, 0.404]],
      [336, [0.469, 0.426, 0.427]],
      [720, [0.451, 0.427, 0.424]],
    ] as const
  ).map(([horizon, others]) => ({
    ...line(`ETTh1 · MSE at ${horizon} h`, 'ett LTSF', others),
    horizon,
  })),
];

type Others = readonly [naive: number | null, baseline: number | null, best: number | null];

function line(label: string, where: string, [naive, baseline, best]: Others): Line {
  const [set = '', track = ''] = where.split(' ');
  return { label, set, track, naive, baseline, best };
}

const header = [
  ...['Set', 'measured', 'simple', 'baseline', 'published best', 'in P10–P90', 'in P05–P95'],
  ...['CR %', 'CR2 %', 'training, s'],
];

/** Markdown; a row that was not run says so. */
export function backtestTable({ figures, splits }: BacktestFigures): string {
  const rows = lines.map((each) => [
    each.label,
    ...(each.horizon === undefined ? measuredCells(each, figures) : splitCells(each, splits)),
  ]);
  return [header, header.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function measuredCells(wanted: Line, figures: readonly SummaryRow[]): string[] {
  const rows = figures.filter(
    ({ set, track, part, series }) =>
      set === wanted.set &&
      track === wanted.track &&
      part === (wanted.part ?? 'all') &&
      (wanted.series === undefined || series === wanted.series),
  );
  const row = rows.at(-1);
  const others = [wanted.naive, wanted.baseline, wanted.best].map(loss);
  if (row === undefined) return ['not run', ...others, '', '', '', '', ''];
  const { pl99, openCov80, openCov90, crPct, cr2Pct } = row.model;
  const percent = (value: number | null, scale = 1): string =>
    value === null ? '' : (scale * value).toFixed(1);
  return [
    ...[marked(pl99, wanted), ...others, percent(openCov80, 100), percent(openCov90, 100)],
    ...[percent(crPct), percent(cr2Pct), row.trainS.toFixed(0)],
  ];
}

function splitCells(wanted: Line, splits: readonly SplitRow[]): string[] {
  const row = splits.find(
    ({ set, track, scores }) =>
      set === wanted.set && track === wanted.track && scores.horizon === wanted.horizon,
  );
  const others = [wanted.naive, wanted.baseline, wanted.best].map(loss);
  if (row === undefined) return ['not run', ...others, '', '', '', '', ''];
  const seconds = (row.scores.totalMs / 1_000).toFixed(0);
  return [marked(row.scores.mse, wanted), ...others, '', '', '', '', seconds];
}

/** Bold where it is at least as good as the baseline. */
function marked(value: number | null, { baseline }: Line): string {
  if (value === null || baseline === null) return loss(value);
  return value <= baseline ? `**${loss(value)}**` : loss(value);
}

function loss(value: number | null): string {
  if (value === null) return '';
  if (value >= 1) return value.toFixed(2);
  return value.toFixed(value < 0.1 ? 5 : 3);
}
