import { dayMs, type Instant, instant } from '../../src/domain/instant.ts';
import { fail, type Outcome, succeed } from '../../src/domain/outcome.ts';
import { FaultBook, type ReplayFault } from './faults.ts';
import { filesOf, type ProtocolFile, readProtocol } from './protocol.ts';
import { type ReplaySeries, readSeries } from './series.ts';
import { instantReader, isTimeZone, wallMsOf } from './time-labels.ts';

/**
 * How a series is moved in time, always by whole weeks, so that hours and weekdays stay:
 * `past` so that its last interval has just ended; `present` so that it began within the last week
 * and goes on from now; `none` not at all. Each file is moved on its own.
 */
export const replayShifts = ['past', 'present', 'none'] as const;
export type ReplayShift = (typeof replayShifts)[number];

export interface ReplayOptions {
  readonly now: Instant;
  readonly shift: ReplayShift;
  /** First and end of what is replayed, `YYYY-MM-DD[ HH:MM]` in the file's own time zone. */
  readonly from?: string;
  readonly to?: string;
  /** Taken where a protocol names no time zone. */
  readonly localTimeZone: string;
}

export interface ReplayPlan {
  readonly set: string;
  /** One for each device, moved and cut: exactly what will be published. */
  readonly series: readonly ReplaySeries[];
  /** What could not be read or used, each with its place. */
  readonly faults: readonly ReplayFault[];
  /** Faults that were found; more than are kept if there are very many. */
  readonly faultCount: number;
  /** What a reader should know about the choice that was made. */
  readonly notices: readonly string[];
  readonly rows: number;
}

/** Without a range so much of the end is replayed into the past: it fits into what may come late. */
const usualSpanMs = 21 * dayMs;
/** Older readings are not taken as live any more. */
const lateMsMax = 30 * dayMs;
const weekMs = 7 * dayMs;

/** Reads a folder of measured series; fails only where it has no usable protocol or nothing to replay. */
export function openReplay(folder: string, options: ReplayOptions): Outcome<ReplayPlan, string> {
  const protocol = readProtocol(folder);
  if (!protocol.ok) return protocol;
  if (!isTimeZone(options.localTimeZone)) return fail(`${options.localTimeZone} is no time zone`);
  for (const label of [options.from, options.to]) {
    if (label !== undefined && wallMsOf(label) === null) {
      return fail(`'${label}' is no time; write YYYY-MM-DD or YYYY-MM-DD HH:MM`);
    }
  }
  const parts = filesOf(protocol.value).map((file) => planFile(folder, file, options));
  const series = parts.flatMap((part) => part.series);
  const faults = parts.flatMap((part) => part.faults.faults);
  if (series.length === 0) {
    return fail(`${folder} has nothing to replay in this range (${faults.length} faults)`);
  }
  return succeed({
    set: protocol.value.set,
    series,
    faults,
    faultCount: parts.reduce((sum, part) => sum + part.faults.count, 0),
    notices: [
      ...new Set([...parts.flatMap((part) => part.notices), ...lateNotice(series, options)]),
    ],
    rows: series.reduce((sum, { measuredAt }) => sum + measuredAt.length, 0),
  });
}

function lateNotice(series: readonly ReplaySeries[], { now }: ReplayOptions): string[] {
  const oldest = Math.min(...series.map(({ measuredAt }) => measuredAt[0] ?? now));
  if (oldest >= now - lateMsMax) return [];
  return [
    'Some readings are more than 30 days old; the service will not take their time as valid.',
  ];
}

interface FilePlan {
  readonly series: readonly ReplaySeries[];
  readonly faults: FaultBook;
  readonly notices: readonly string[];
}

function planFile(folder: string, file: ProtocolFile, options: ReplayOptions): FilePlan {
  const faults = new FaultBook(file.file);
  const whole = readSeries(folder, file, { ...options, faults });
  const span = spanOf(whole);
  if (span === null) return { series: [], faults, notices: [] };
  const range = rangeOf(span, file, options);
  const cutSeries = whole.map((series) => cut(series, range)).filter(hasRows);
  const left = spanOf(cutSeries);
  if (left === null) return { series: [], faults, notices: [] };
  const shiftMs = shiftMsOf(left, options);
  const shortened = range.from > span.from && options.from === undefined;
  const days = Math.round((span.to - span.from) / dayMs);
  return {
    series: cutSeries.map((series) => moved(series, shiftMs)),
    faults,
    notices: shortened
      ? [
          `${file.file}: the last ${usualSpanMs / dayMs} of ${days} days; choose others with from and to.`,
        ]
      : [],
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function hasRows({ measuredAt }: ReplaySeries): boolean {
  return measuredAt.length > 0;
}

function spanOf(series: readonly ReplaySeries[]): Span | null {
  const filled = series.filter(hasRows);
  if (filled.length === 0) return null;
  return {
    from: Math.min(...filled.map(({ measuredAt }) => measuredAt[0] ?? 0)),
    to: Math.max(...filled.map(({ measuredAt, stepMs }) => (measuredAt.at(-1) ?? 0) + stepMs)),
  };
}

function rangeOf(span: Span, file: ProtocolFile, options: ReplayOptions): Span {
  const zone = file.timeZone !== null && isTimeZone(file.timeZone) ? file.timeZone : null;
  const read = instantReader(zone ?? options.localTimeZone);
  const at = (label: string | undefined, otherwise: number): number =>
    label === undefined ? otherwise : (read(wallMsOf(label) ?? 0)[0] ?? otherwise);
  const to = at(options.to, span.to);
  const usualFrom = options.shift === 'past' ? Math.max(span.from, to - usualSpanMs) : span.from;
  return { from: at(options.from, usualFrom), to };
}

function cut(series: ReplaySeries, { from, to }: Span): ReplaySeries {
  const { measuredAt } = series;
  const first = measuredAt.findIndex((at) => at >= from);
  const end = measuredAt.findIndex((at) => at >= to);
  const range = [
    first === -1 ? measuredAt.length : first,
    end === -1 ? measuredAt.length : end,
  ] as const;
  return {
    ...series,
    measuredAt: measuredAt.slice(...range),
    values: series.values.map((column) => column.slice(...range)),
  };
}

function shiftMsOf({ from, to }: Span, { shift, now }: ReplayOptions): number {
  if (shift === 'none') return 0;
  return Math.floor((now - (shift === 'past' ? to : from)) / weekMs) * weekMs;
}

function moved(series: ReplaySeries, shiftMs: number): ReplaySeries {
  return { ...series, measuredAt: series.measuredAt.map((at) => instant(at + shiftMs)) };
}
