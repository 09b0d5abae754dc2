import { dayMs } from '../../domain/instant.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import type { RowTable } from './row-table.ts';

/** Models trained for validation; each leaves out every third block of the history. */
const foldCount = 3;
const fewBlocks = 6;
const manyBlocks = 12;
/** The longest block, days: four weeks hold the weather's regimes and are still one season. */
const blockDaysMax = 28;
/** Share of a history that is forecast out of time. */
const heldOutShare = 0.4;
/** Days around a block that nothing is trained on: weather and faults reach across midnight. */
const gapDaysMax = 2;

/** One split of the rows: what is forecast, and what the models that forecast it have seen. */
export interface Fold {
  readonly held: Int32Array;
  readonly kept: Int32Array;
}

/**
 * Contiguous blocks spread evenly over the history, whole weeks where it is long enough, dealt to
 * three folds. The last block ends where the history ends, so that its forecasts look forward as
 * those of the service do. Rows in a fold's blocks are held out; rows near them are not trained on.
 * Fewer than six days give no fold.
 */
export function validationFolds(
  table: RowTable,
  grid: Pick<SeriesFrame, 'slots'>,
): readonly Fold[] {
  if (table.rows === 0) return [];
  const perDay = dayMs / grid.slots.slotMs;
  const first = table.slot[0] ?? 0;
  const last = table.slot.reduce((most, slot) => Math.max(most, slot), first);
  const days = (last + 1 - first) / perDay;
  const blocks = blocksOf(days);
  if (blocks === undefined) return [];
  const gap = Math.min(gapDaysMax, blocks.days / 4) * perDay;
  const starts = Array.from(
    { length: blocks.count },
    (_, block) => first + Math.round(((block + 1) * days) / blocks.count - blocks.days) * perDay,
  );
  return Array.from({ length: foldCount }, (_, fold) => {
    const own = starts.filter((_, block) => block % foldCount === fold);
    return split(table.slot, own, { length: blocks.days * perDay, gap });
  }).filter(({ held, kept }) => held.length > 0 && kept.length > 0);
}

function blocksOf(days: number): { count: number; days: number } | undefined {
  const count = days >= 360 ? manyBlocks : fewBlocks;
  const length = Math.floor((heldOutShare * days) / count);
  if (days < fewBlocks) return undefined;
  if (length < 7) return { count, days: Math.max(1, length) };
  return { count, days: Math.min(blockDaysMax, length - (length % 7)) };
}

function split(
  slots: Int32Array,
  starts: readonly number[],
  { length, gap }: { length: number; gap: number },
): Fold {
  const held = new Int32Array(slots.length);
  const kept = new Int32Array(slots.length);
  let heldCount = 0;
  let keptCount = 0;
  for (let row = 0; row < slots.length; row += 1) {
    const away = distanceTo(starts, length, slots[row] ?? 0);
    if (away === 0) held[heldCount++] = row;
    else if (away > gap) kept[keptCount++] = row;
  }
  return { held: held.slice(0, heldCount), kept: kept.slice(0, keptCount) };
}

/** Slots between a slot and the nearest block; 0 inside one. */
function distanceTo(starts: readonly number[], length: number, slot: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const start of starts) {
    const away = slot < start ? start - slot : Math.max(0, slot - (start + length) + 1);
    nearest = Math.min(nearest, away);
  }
  return nearest;
}
