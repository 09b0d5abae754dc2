/** What the bench prints: each figure with its target, and whether it is met. */

export interface Figure {
  readonly what: string;
  /** In words; empty where a figure stands for itself. */
  readonly target: string;
  readonly value: string;
  /** Value over target or over the reference of the same run; empty where there is none. */
  readonly ratio: string;
  /** Null where there is no target. */
  readonly met: boolean | null;
}

export interface BenchTable {
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** A figure that is told and not judged. */
export function told(what: string, value: string): Figure {
  return { what, target: '', value, ratio: '', met: null };
}

/** A figure that must not be above its target. */
export function atMost(what: string, value: number, target: number, unit: string): Figure {
  return judged(what, value, { target, unit, sign: '≤', met: value <= target });
}

/** A figure that must not be below its target. */
export function atLeast(what: string, value: number, target: number, unit: string): Figure {
  return judged(what, value, { target, unit, sign: '≥', met: value >= target });
}

function judged(
  what: string,
  value: number,
  { target, unit, sign, met }: { target: number; unit: string; sign: string; met: boolean },
): Figure {
  return {
    what,
    target: `${sign} ${withUnit(target, unit)}`,
    value: withUnit(value, unit),
    ratio: target === 0 ? '' : (value / target).toFixed(2),
    met,
  };
}

export function withUnit(value: number, unit: string): string {
  return `${number(value)}${unit === '' ? '' : ` ${unit}`}`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
    : (sorted[Math.floor(middle)] ?? Number.NaN);
}

const heads = ['', 'target', 'measured', 'ratio', ''];

/** A table that reads in a terminal and in Markdown alike. */
export function textOf({ title, figures }: BenchTable): string {
  const rows = figures.map(({ what, target, value, ratio, met }) => [
    what,
    target,
    value,
    ratio,
    met === null ? '' : met ? 'pass' : 'MISS',
  ]);
  const widths = heads.map((head, column) =>
    Math.max(3, ...[head, ...rows.map((row) => row[column] ?? '')].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return `\n### ${title}\n\n${[line(heads), rule, ...rows.map(line)].join('\n')}\n`;
}
