import { dayMs, instant, quarterMs } from '../../domain/instant.ts';
import type { RangeQuery, SlotColumns, SlotLevel, SlotSum } from '../../service/ports.ts';
import { spanOf } from './counts.ts';
import { type RowSource, type Rows, readRows } from './rows.ts';
import { measurementOf, pointNamesOf } from './schema.ts';
import { InfluxFault } from './transport.ts';

/** How long the slots of each level are, in ms; a day's length differs only where clocks change. */
const slotMs: Readonly<Record<SlotLevel, number>> = { '15m': quarterMs, '1d': dayMs };
/** Sums are kept by blocks of time, aligned to the epoch: a day of quarters, 64 days of days. */
const blockMs: Readonly<Record<SlotLevel, number>> = { '15m': dayMs, '1d': 64 * dayMs };
/** A longer range is first cut to what is stored. */
const blocksUnasked = 64;
/** Slots of all devices that one answer holds at most. */
const slotsPerAnswer = 100_000;
/** Blocks whose sums are kept, those of a month and all kinds; the one not used for longest goes. */
const blocksKeptMax = 400;
/** Sums of one block for different devices and points; at the bound they are made anew. */
const sumsOfBlockMax = 50;

type SumQuery = RangeQuery & { readonly point: string };

interface Sum {
  sum: number;
  completeness: number;
  quality: number;
}

/** Sums by the start of their slot, in the order of time. */
type Sums = ReadonlyMap<number, Readonly<Sum>>;

/**
 * Adds up one point over devices here. InfluxDB 1 needs several times as long for the three sums
 * that this takes as for giving the rows, and could leave out no slot that lacks the point. Past
 * slots rarely change, and this store alone writes them, so their sums are kept.
 */
export class SlotSums {
  /** By level, kind and block, then by point and devices. */
  readonly #blocks = new Map<string, Map<string, Promise<Sums>>>();

  async sum(source: RowSource, level: SlotLevel, query: SumQuery): Promise<SlotSum> {
    if (!pointNamesOf(query.kind).includes(query.point)) {
      const reason = `Kind ${query.kind} has no point '${query.point}'.`;
      throw new InfluxFault(reason, { retryable: false });
    }
    const { from, to } = await spanned(source, level, query);
    const found: [number, Readonly<Sum>][] = [];
    const length = blockMs[level];
    for (let start = Math.floor(from / length) * length; start < to; start += length) {
      const sums = await this.#sumsOf(source, level, query, start);
      found.push(...[...sums].filter(([at]) => at >= from && at < to));
    }
    return {
      slotStart: Float64Array.from(found, ([at]) => at),
      sum: Float64Array.from(found, ([, { sum }]) => sum),
      completenessSum: Float64Array.from(found, ([, { completeness }]) => completeness),
      worstQuality: Uint8Array.from(found, ([, { quality }]) => quality),
    };
  }

  /** After slots were written, or may have been. */
  forget(level: SlotLevel, { kind, length, slotStart }: SlotColumns): void {
    const starts = new Set<number>();
    for (let row = 0; row < length; row++) {
      starts.add(Math.floor((slotStart[row] ?? 0) / blockMs[level]) * blockMs[level]);
    }
    for (const start of starts) this.#blocks.delete(blockKeyOf(level, kind, start));
  }

  /** After slots were deleted, or may have been. */
  forgetAll(): void {
    this.#blocks.clear();
  }

  /**
   * Whoever asks while slots are written gets the sums of before or after; they are kept in the map
   * that the write then takes away.
   */
  #sumsOf(source: RowSource, level: SlotLevel, query: SumQuery, start: number): Promise<Sums> {
    const blockKey = blockKeyOf(level, query.kind, start);
    const block = this.#blocks.get(blockKey) ?? new Map<string, Promise<Sums>>();
    this.#blocks.delete(blockKey);
    this.#blocks.set(blockKey, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > blocksKeptMax && oldest !== undefined) this.#blocks.delete(oldest);
    const sumKey = `${query.point}/${query.deviceKeys.join(',')}`;
    const known = block.get(sumKey);
    if (known !== undefined) return known;
    if (block.size >= sumsOfBlockMax) block.clear();
    const sums = sumsBetween(source, level, query, { from: start, to: start + blockMs[level] });
    block.set(sumKey, sums);
    sums.catch(() => block.delete(sumKey));
    return sums;
  }
}

function blockKeyOf(level: SlotLevel, kind: string, start: number): string {
  return `${level}/${kind}/${start}`;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

async function sumsBetween(
  source: RowSource,
  level: SlotLevel,
  query: SumQuery,
  range: Range,
): Promise<Sums> {
  const sums = new Map<number, Sum>();
  const slots = Math.max(1, Math.floor(slotsPerAnswer / Math.max(1, query.deviceKeys.length)));
  const stepMs = slots * slotMs[level];
  for (let from = range.from; from < range.to; from += stepMs) {
    const part = { from: instant(from), to: instant(Math.min(range.to, from + stepMs)) };
    addRows(sums, await readRows(source, level, { ...query, ...part }, [query.point]));
  }
  return new Map([...sums].sort(([a], [b]) => a - b));
}

/** A range of very many blocks is cut to what is stored, which is asked for once. */
async function spanned(
  { transport }: RowSource,
  level: SlotLevel,
  { kind, from, to }: RangeQuery,
): Promise<Range> {
  if ((to - from) / blockMs[level] <= blocksUnasked) return { from, to };
  const span = await spanOf(transport, measurementOf(kind, level));
  if (span === null) return { from, to: from };
  return { from: Math.max(from, span.from), to: Math.min(to, span.to) };
}

function addRows(sums: Map<number, Sum>, rows: Rows): void {
  const [values] = rows.values;
  for (let row = 0; row < rows.length; row++) {
    const value = values?.[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const at = rows.at[row] ?? 0;
    const sum = sums.get(at) ?? { sum: 0, completeness: 0, quality: 0 };
    sums.set(at, sum);
    sum.sum += value;
    sum.completeness += rows.completeness[row] ?? 0;
    sum.quality = Math.max(sum.quality, rows.quality[row] ?? 0);
  }
}
