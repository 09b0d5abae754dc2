import { hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';
import { columnPayload, type Row, singlePayload } from '../telemetry.ts';
import type { ReplayPlan } from './plan.ts';
import type { ReplaySeries } from './series.ts';

export interface ReplayRun {
  /** Publishes telemetry of a device; resolves true once it is acknowledged, false if it never will be. */
  readonly publish: (deviceId: string, payload: string) => Promise<boolean>;
  /** Times real time; 1 is real time, Infinity as fast as it is taken. */
  readonly speed: number;
  readonly now: () => Instant;
  readonly delay: (ms: number) => Promise<void>;
  /** Ends the run early; what is on its way is waited for. */
  readonly stopped?: () => boolean;
  readonly onProgress?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  readonly rowsSent: number;
  readonly rows: number;
  /** Measuring time that the replay has come to. */
  readonly playedTo: Instant;
}

export interface ReplayResult {
  readonly rowsSent: number;
  readonly messages: number;
  /** Messages that were never acknowledged. */
  readonly failed: number;
}

/** Readings in one message when many are due. */
const batchRowsMax = 500;
/** Messages that wait for their acknowledgement, all devices together. */
const inFlightMax = 64;
/** How often the replay looks for what is due, in ms. */
const lookMs = 100;
/** Readings older than this are history: they say nothing about now. */
const liveMsMax = hourMs;
/** As fast as possible goes forward in strides, so that all devices move together. */
const strideRows = batchRowsMax;

/** Publishes what a plan holds, in the order of time. */
export async function runReplay(plan: ReplayPlan, run: ReplayRun): Promise<ReplayResult> {
  const cursors = plan.series.map((series) => ({ series, next: 0 }));
  const lane = new Lane(run.publish);
  const playhead = playheadOf(plan, run);
  let rowsSent = 0;
  while (cursors.some(isUnfinished) && run.stopped?.() !== true) {
    const playedTo = playhead();
    const before = rowsSent;
    for (const cursor of cursors) {
      for (const batch of dueBatches(cursor, playedTo)) {
        await lane.send(cursor.series.device.id, payloadOf(batch, cursor.series, run.now()));
        rowsSent += batch.length;
      }
    }
    run.onProgress?.({ rowsSent, rows: plan.rows, playedTo });
    if (rowsSent === before && Number.isFinite(run.speed)) await run.delay(lookMs);
  }
  await lane.drained();
  return { rowsSent, messages: lane.messages, failed: lane.failed };
}

interface Cursor {
  readonly series: ReplaySeries;
  next: number;
}

function isUnfinished({ series, next }: Cursor): boolean {
  return next < series.measuredAt.length;
}

/** Up to which measuring time readings are due. At more than real time the whole past is played. */
function playheadOf(plan: ReplayPlan, run: ReplayRun): () => Instant {
  const first = Math.min(...plan.series.map(({ measuredAt }) => measuredAt[0] ?? 0));
  const startedAt = run.now();
  if (!Number.isFinite(run.speed)) {
    const strideMs = strideRows * Math.min(...plan.series.map(({ stepMs }) => stepMs));
    let stride = 0;
    return () => {
      stride += 1;
      return instant(first + stride * strideMs - 1);
    };
  }
  const from = run.speed === 1 ? startedAt : first;
  return () => instant(from + (run.now() - startedAt) * run.speed);
}

function dueBatches(cursor: Cursor, playedTo: Instant): Row[][] {
  const { measuredAt } = cursor.series;
  const rows: Row[] = [];
  while (cursor.next < measuredAt.length && (measuredAt[cursor.next] ?? 0) <= playedTo) {
    rows.push(rowAt(cursor.series, cursor.next));
    cursor.next += 1;
  }
  const batches: Row[][] = [];
  for (let first = 0; first < rows.length; first += batchRowsMax) {
    batches.push(rows.slice(first, first + batchRowsMax));
  }
  return batches;
}

/** The row as it is published: what was not measured is not there. */
export function rowAt(series: ReplaySeries, row: number): Row {
  const values: Record<string, number> = {};
  for (const [place, point] of series.points.entries()) {
    const value = series.values[place]?.[row] ?? Number.NaN;
    if (!Number.isNaN(value)) values[point] = value;
  }
  return { at: instant(series.measuredAt[row] ?? Number.NaN), values };
}

function payloadOf(rows: readonly Row[], { stepMs }: ReplaySeries, now: Instant): string {
  const newest = rows.at(-1)?.at ?? now;
  const historical = newest < now - Math.max(liveMsMax, 2 * stepMs, 15 * minuteMs);
  const [only] = rows;
  return rows.length === 1 && only !== undefined && !historical
    ? singlePayload(only)
    : columnPayload(rows, historical);
}

/** Keeps the number of messages on their way bounded: at the bound `send` waits. */
class Lane {
  readonly #publish: ReplayRun['publish'];
  readonly #underWay = new Set<Promise<void>>();
  messages = 0;
  failed = 0;

  constructor(publish: ReplayRun['publish']) {
    this.#publish = publish;
  }

  async send(deviceId: string, payload: string): Promise<void> {
    while (this.#underWay.size >= inFlightMax) await Promise.race(this.#underWay);
    this.messages += 1;
    const settle = (acknowledged: boolean): void => {
      if (!acknowledged) this.failed += 1;
      this.#underWay.delete(sending);
    };
    const sending: Promise<void> = this.#publish(deviceId, payload).then(settle, () =>
      settle(false),
    );
    this.#underWay.add(sending);
  }

  async drained(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }
}
