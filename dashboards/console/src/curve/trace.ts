import type { Sample, Slot } from './slots.ts';

/** What is drawn: closed slots, then what is known of the running slot. */
export interface Trace {
  /** Slots, then pieces between live samples; in order, without overlap. */
  readonly pieces: readonly Slot[];
  /** From here on values are provisional: the slot is still running. Null outside live ranges. */
  readonly provisionalFrom: number | null;
}

/** How long a live sample stands when no newer one comes, in ms. */
export const sampleHoldMs = 15_000;

/** Each live sample as a piece that lasts until the next one, at most `sampleHoldMs`, and never past `now`. */
function livePieces(samples: readonly Sample[], from: number, now: number): Slot[] {
  const pieces: Slot[] = [];
  for (const [index, sample] of samples.entries()) {
    const next = samples[index + 1]?.at ?? now;
    const start = Math.max(sample.at, from);
    const end = Math.min(next, sample.at + sampleHoldMs, now);
    if (end <= start) continue;
    pieces.push({
      start,
      end,
      values: sample.values,
      residualKw: sample.residualKw,
      completeness: sample.completeness,
      quality: null,
    });
  }
  return pieces;
}

/** The part of a slot that was measured when it was read; what is after `readAt` is not yet known. */
function cutAt(slot: Slot, readAt: number): Slot {
  return slot.end <= readAt ? slot : { ...slot, end: readAt };
}

export interface TraceInput {
  readonly slots: readonly Slot[];
  /** Finer slots of the running slot; they take the place of its own row. */
  readonly fineSlots: readonly Slot[];
  /** When the slots were read. */
  readonly readAt: number;
  readonly samples: readonly Sample[];
  readonly range: { readonly from: number; readonly to: number };
  readonly slotMs: number;
  readonly now: number;
}

/** Closed slots as they are, then the running slot from finer slots and live samples up to `now`. */
export function traceOf(input: TraceInput): Trace {
  const { range, now, readAt } = input;
  const inRange = input.slots.filter(
    (slot) => slot.end > range.from && slot.start < Math.min(range.to, readAt),
  );
  const closed = inRange.filter((slot) => slot.end <= readAt);
  if (now < range.from || now >= range.to) return { pieces: inRange, provisionalFrom: null };
  const tailFrom = Math.max(closed.at(-1)?.end ?? range.from, range.from);
  const fine = input.fineSlots.filter((slot) => slot.start >= tailFrom && slot.start < readAt);
  const own = inRange.filter((slot) => slot.end > readAt);
  const tail = (fine.length > 0 ? fine : own).map((slot) => cutAt(slot, readAt));
  const live = livePieces(input.samples, tail.at(-1)?.end ?? tailFrom, now);
  return {
    pieces: [...closed, ...tail, ...live],
    provisionalFrom: Math.floor(now / input.slotMs) * input.slotMs,
  };
}

export interface Hole {
  readonly start: number;
  readonly end: number;
}

/** Stretches inside the range and before `until` for which nothing is known. */
export function holesOf(
  pieces: readonly Slot[],
  range: { readonly from: number; readonly to: number },
  until: number,
): Hole[] {
  const holes: Hole[] = [];
  let known = range.from;
  const end = Math.min(range.to, until);
  for (const piece of pieces) {
    if (piece.start > known) holes.push({ start: known, end: piece.start });
    known = Math.max(known, piece.end);
  }
  if (end > known) holes.push({ start: known, end });
  return holes;
}

/** Completeness below which a slot is marked as partial. */
export const partialBelow = 0.95;

export function isPartial(slot: Slot): boolean {
  return slot.completeness !== null && slot.completeness < partialBelow;
}
