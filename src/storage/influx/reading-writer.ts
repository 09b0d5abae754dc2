import type { DeviceKind } from '../../domain/device.ts';
import { instant } from '../../domain/instant.ts';
import type { ReadingColumns, RejectedRow, WriteResult } from '../../service/ports.ts';
import { MergedRows } from '../rows/merged-rows.ts';
import type { NewestTimes } from '../rows/newest-times.ts';
import { pickRows } from '../rows/pick-rows.ts';
import { LineBlocks, type RefusedLine } from './line-blocks.ts';
import type { LineWriter } from './lines.ts';
import { type RowSource, readingsOf, readRows } from './rows.ts';
import { windowsOf } from './windows.ts';

/** What a write did, with what it adds to the totals of the store. */
export interface Written extends WriteResult {
  readonly points: number;
  readonly rejected: readonly RejectedRow[];
}

export interface ReadingWriterParts extends RowSource {
  readonly newest: NewestTimes;
  readonly linesOf: (kind: DeviceKind) => LineWriter;
}

/** Rows of one batch. */
interface Part {
  readonly batch: number;
  readonly columns: ReadingColumns;
  readonly rows: readonly number[];
}

/**
 * Writes readings. Those after all that is stored of their device go out as they are; the others may
 * be stored already, so what is there is read first and only what differs is written.
 */
export async function writeReadings(
  batches: readonly ReadingColumns[],
  parts: ReadingWriterParts,
): Promise<Written> {
  const { fresh, late } = splitByNewest(batches, parts.newest);
  const written = [await writeFresh(fresh, parts)];
  for (const part of late) written.push(await writeLate(part, parts));
  return written.reduce(sumOf);
}

/** Writes the readings after all that is stored of their device, and leaves out the others. */
export async function writeNewer(
  batches: readonly ReadingColumns[],
  { transport, newest, linesOf }: ReadingWriterParts,
): Promise<void> {
  const blocks = new LineBlocks<null>(transport);
  for (const columns of batches) {
    const lines = linesOf(columns.kind);
    for (let row = 0; row < columns.length; row++) {
      const device = columns.deviceKeys[row] ?? 0;
      if (!newest.isNewer(columns.kind, device, columns.measuredAt[row] ?? 0)) continue;
      if (blocks.add(lines.readingLine(columns, row), null)) await blocks.flush();
    }
  }
  await blocks.finish();
}

function splitByNewest(
  batches: readonly ReadingColumns[],
  newest: NewestTimes,
): { fresh: Part[]; late: Part[] } {
  const fresh: Part[] = [];
  const late: Part[] = [];
  for (const [batch, columns] of batches.entries()) {
    const freshRows: number[] = [];
    const lateRows: number[] = [];
    for (let row = 0; row < columns.length; row++) {
      const device = columns.deviceKeys[row] ?? 0;
      const isNewer = newest.advance(columns.kind, device, columns.measuredAt[row] ?? 0);
      (isNewer ? freshRows : lateRows).push(row);
    }
    fresh.push({ batch, columns, rows: freshRows });
    if (lateRows.length > 0) late.push({ batch, columns, rows: lateRows });
  }
  return { fresh, late };
}

async function writeFresh(
  fresh: readonly Part[],
  { transport, linesOf }: ReadingWriterParts,
): Promise<Written> {
  const blocks = new LineBlocks<{ batch: number; row: number }>(transport);
  let inserted = 0;
  let points = 0;
  for (const { batch, columns, rows } of fresh) {
    const lines = linesOf(columns.kind);
    for (const row of rows) {
      inserted += 1;
      points += pointsIn(columns, row);
      const isFull = blocks.add(lines.readingLine(columns, row), { batch, row });
      if (isFull) await blocks.flush();
    }
  }
  const refused = await blocks.finish();
  const rejected = refused.map(({ mark, reason }) => ({ ...mark, reason }));
  const columnsOf = new Map(fresh.map(({ batch, columns }) => [batch, columns]));
  for (const { batch, row } of rejected) {
    const columns = columnsOf.get(batch);
    if (columns !== undefined) points -= pointsIn(columns, row);
  }
  return { inserted: inserted - rejected.length, duplicates: 0, replaced: 0, points, rejected };
}

function pointsIn({ values }: ReadingColumns, row: number): number {
  let points = 0;
  for (const column of values) if (!Number.isNaN(column[row])) points += 1;
  return points;
}

/** Late, repeated and re-delivered rows: merged with what is stored under the same identity. */
async function writeLate(part: Part, parts: ReadingWriterParts): Promise<Written> {
  const late = pickRows(part.columns, part.rows);
  const merged = new MergedRows(late);
  const stored = await storedRows(late, parts);
  for (const found of stored) merged.putStored(found);
  merged.merge(late);
  const changed = merged.rowsToWrite();
  const lines = parts.linesOf(late.kind);
  const blocks = new LineBlocks<number>(parts.transport);
  for (let row = 0; row < changed.length; row++) {
    if (blocks.add(lines.readingLine(changed, row), row)) await blocks.flush();
  }
  const refused = await blocks.finish();
  if (refused.length === 0) return writtenBy(merged, []);
  return withoutRefused(part, { late, stored, changed, refused });
}

function writtenBy(merged: MergedRows, rejected: readonly RejectedRow[]): Written {
  const { inserted, duplicates, replaced, addedPoints: points } = merged;
  return { inserted, duplicates, replaced, points, rejected };
}

/** Counts anew without the rows whose device and time were refused. */
function withoutRefused(
  { batch, rows }: Part,
  {
    late,
    stored,
    changed,
    refused,
  }: {
    readonly late: ReadingColumns;
    readonly stored: readonly ReadingColumns[];
    readonly changed: ReadingColumns;
    readonly refused: readonly RefusedLine<number>[];
  },
): Written {
  const reasons = new Map(refused.map(({ mark, reason }) => [identityOf(changed, mark), reason]));
  const rejected: RejectedRow[] = [];
  const taken: number[] = [];
  for (let place = 0; place < late.length; place++) {
    const reason = reasons.get(identityOf(late, place));
    if (reason === undefined) taken.push(place);
    else rejected.push({ batch, row: rows[place] ?? 0, reason });
  }
  const accepted = pickRows(late, taken);
  const merged = new MergedRows(accepted);
  const known = new Set(taken.map((place) => identityOf(late, place)));
  for (const found of stored) {
    const places = Array.from({ length: found.length }, (_, place) => place);
    merged.putStored(
      pickRows(
        found,
        places.filter((place) => known.has(identityOf(found, place))),
      ),
    );
  }
  merged.merge(accepted);
  return writtenBy(merged, rejected);
}

function identityOf({ deviceKeys, measuredAt }: ReadingColumns, row: number): string {
  return `${deviceKeys[row]}/${measuredAt[row]}`;
}

/** The stored rows that have the identity of one of the readings. */
async function storedRows(late: ReadingColumns, source: RowSource): Promise<ReadingColumns[]> {
  const { kind } = late;
  const wanted = new Set(Array.from(late.deviceKeys, (_, row) => identityOf(late, row)));
  const stored: ReadingColumns[] = [];
  const keys = { length: late.length, deviceKeys: late.deviceKeys, at: late.measuredAt };
  for (const { deviceKeys, from, to } of windowsOf(keys)) {
    const range = { kind, deviceKeys, from: instant(from), to: instant(to) };
    const found = readingsOf(kind, await readRows(source, 'raw', range));
    const places = Array.from({ length: found.length }, (_, place) => place);
    stored.push(
      pickRows(
        found,
        places.filter((place) => wanted.has(identityOf(found, place))),
      ),
    );
  }
  return stored;
}

function sumOf(left: Written, right: Written): Written {
  return {
    inserted: left.inserted + right.inserted,
    duplicates: left.duplicates + right.duplicates,
    replaced: left.replaced + right.replaced,
    points: left.points + right.points,
    rejected: [...left.rejected, ...right.rejected],
  };
}
