import type { ForecastKind } from '../../domain/forecast.ts';
import type { OriginRule, SlotSpan } from '../../forecast/frame/origins.ts';
import type { SeriesFrame } from '../../forecast/frame/series-frame.ts';
import type { ScorePart } from '../../forecast/score/parts.ts';
import type { ScoreRules } from '../../forecast/score/score-sums.ts';
import {
  columnOf,
  foreseenOf,
  labelsOf,
  measuredOf,
  missing,
  type OpenSet,
  slotAt,
  specialDaysOf,
  standardOffsetMs,
  tableOf,
} from './columns.ts';
import { type GridTable, localMs } from './csv-table.ts';
import { DataFault } from './data-fault.ts';
import { originRuleOf } from './origin-rule.ts';
import type { Capacity, SeriesEntry, TrackEntry, WindowEntry } from './protocol-schema.ts';

/** One series in one window of one track, ready to be run. */
export interface TestCase {
  readonly frame: SeriesFrame;
  readonly rule: OriginRule;
  /** One past the last slot of training. */
  readonly trainEnd: number;
  /** The slots that are forecast and scored. */
  readonly span: SlotSpan;
  /** What scores are divided by. */
  readonly scoreCapacity: number;
  readonly parts: Readonly<Record<string, ScorePart>>;
  readonly rules: ScoreRules;
}

/** Room above the highest value of a short history: demand grows more easily than a rating. */
const headroom: Readonly<Record<ForecastKind, number>> = {
  ...{ pv: 1.05, wind: 1.05 },
  ...{ load: 1.25, heat: 1.25, net: 1.25 },
};

export interface CaseWanted {
  readonly series: SeriesEntry;
  readonly track: TrackEntry;
  readonly window: WindowEntry;
}

/** Reads what a case needs. Throws `DataFault` that names the file or the key. */
export function testCaseOf(set: OpenSet, { series, track, window }: CaseWanted): TestCase {
  const table = tableOf(set, series);
  const { trainEnd, span } = windowOn(table, series, window);
  const kind = series.kind ?? set.protocol.kind;
  const capacity = series.capacity ?? set.protocol.capacity;
  const target = targetOf(set, series, table, trainEnd);
  const training = extentOf(target, trainEnd);
  if (training.values === 0) {
    throw new DataFault(`${table.file}: ${series.target} has no value before ${window.trainTo}`);
  }
  const isFlipped = (kind === 'pv' || kind === 'wind') && training.sum < 0;
  const upright = isFlipped ? flipped(training) : training;
  const foreseen = foreseenOf(set, series, track);
  const offsetMs = standardOffsetMs(series.timeZone ?? set.protocol.timeZone, table.localFrom);
  const { localFrom, stepMs, count } = table;
  const rule = originRuleOf(track, labelsOf(set, series));
  const frame: SeriesFrame = {
    id: series.id,
    kind,
    slots: { from: localFrom - offsetMs, slotMs: stepMs, count },
    localOffsetsMs: new Int32Array(count).fill(offsetMs),
    ...boundsOf(kind, typeof capacity === 'number' ? capacity : null, upright),
    target: isFlipped ? target.map((value) => -value) : target,
    measured: measuredOf(table, series, track, foreseen),
    foreseen,
    site: siteOf(series),
    specialDays: specialDaysOf(set),
  };
  const scoreCapacity = capacityOf(track.capacity ?? capacity, training, series);
  const rules = { mape: kind === 'load', rates: track.scale === undefined };
  return { frame, rule, trainEnd, span, scoreCapacity, parts: partsOf(track, rule), rules };
}

function windowOn(
  table: GridTable,
  series: SeriesEntry,
  { name, trainTo, from, to }: WindowEntry,
): { trainEnd: number; span: SlotSpan } {
  const at = (key: string, label: string): number => {
    const slot = slotAt(table, localMs(label), `window ${name} of ${series.id}: ${key} ${label}`);
    return Math.min(Math.max(slot, 0), table.count);
  };
  const [trainEnd, start, end] = [at('trainTo', trainTo), at('from', from), at('to', to)];
  if (start < trainEnd) {
    throw new DataFault(`protocol.json: window ${name}: from ${from} is before trainTo ${trainTo}`);
  }
  if (start >= end) {
    throw new DataFault(`${table.file}: there is nothing in the window ${name}, ${from} to ${to}`);
  }
  return { trainEnd, span: { start, end } };
}

/** The target as it is scored: dropouts are missing, and what lies outside its bounds is cut off. */
function targetOf(
  { protocol }: OpenSet,
  series: SeriesEntry,
  table: GridTable,
  trainEnd: number,
): Float64Array {
  const least =
    series.excludeTargetBelow ?? protocol.excludeTargetBelow ?? Number.NEGATIVE_INFINITY;
  const raw = columnOf(table, series.target);
  const kept = raw.map((value) => (value < least ? Number.NaN : value));
  const clip = series.clipTarget ?? protocol.clipTarget;
  if (clip === undefined) return kept;
  const [lowest, highest] = clip;
  const capacity = series.capacity ?? protocol.capacity;
  const high =
    highest === 'capacity' ? capacityOf(capacity, extentOf(kept, trainEnd), series) : highest;
  return kept.map((value) => Math.min(Math.max(value, lowest ?? value), high ?? value));
}

interface Extent {
  readonly values: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

function extentOf(target: Float64Array, end: number): Extent {
  const values = target.subarray(0, end).filter((value) => Number.isFinite(value));
  return values.reduce<Extent>(
    (extent, value) => ({
      values: values.length,
      sum: extent.sum + value,
      min: Math.min(extent.min, value),
      max: Math.max(extent.max, value),
    }),
    { values: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
  );
}

/** Generation that is written as negative load, as generation. */
function flipped({ values, sum, min, max }: Extent): Extent {
  return { values, sum: -sum, min: -max, max: -min };
}

function capacityOf(
  capacity: Capacity | undefined,
  { min, max }: Extent,
  series: SeriesEntry,
): number {
  if (capacity === undefined) throw new DataFault(missing(series, 'capacity'));
  if (typeof capacity === 'number') return capacity;
  return capacity === 'maxOfTraining' ? max : Math.max(Math.abs(min), Math.abs(max));
}

/** Bounds of forecasts: the rating where there is one, else what training saw and some room. */
function boundsOf(
  kind: ForecastKind,
  rating: number | null,
  { min, max }: Extent,
): { capacity: number; lowest: number } {
  if (kind === 'net') {
    const capacity = rating ?? headroom.net * Math.max(Math.abs(min), Math.abs(max));
    return { capacity, lowest: -capacity };
  }
  return { capacity: rating ?? headroom[kind] * max, lowest: Math.min(0, min) };
}

function siteOf({ site }: SeriesEntry): SeriesFrame['site'] {
  const known = Object.entries(site ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known);
}

/** Steps that the rules for ultra-short-term forecasts judge, where a run is long enough. */
const hourFour: Readonly<Record<string, ScorePart>> = {
  step16: { steps: [16, 16] },
  'steps13-16': { steps: [13, 16] },
};

function partsOf({ parts }: TrackEntry, rule: OriginRule): Record<string, ScorePart> {
  const judged = rule.every === 'slots' && rule.steps >= 16 ? hourFour : {};
  return { all: {}, ...judged, ...parts };
}

/** The frame as it was when training ended: nothing later is in memory. */
export function frameUpTo(frame: SeriesFrame, end: number): SeriesFrame {
  const cut = (columns: ReadonlyMap<string, Float64Array>): Map<string, Float64Array> =>
    new Map([...columns].map(([name, values]) => [name, values.slice(0, end)]));
  return {
    ...frame,
    slots: { ...frame.slots, count: end },
    localOffsetsMs: frame.localOffsetsMs.slice(0, end),
    target: frame.target.slice(0, end),
    measured: cut(frame.measured),
    foreseen: cut(frame.foreseen),
  };
}
