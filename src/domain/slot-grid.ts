/** Slots of equal length in a row; the first begins at `from`, UTC epoch ms. */
export interface SlotGrid {
  readonly from: number;
  readonly slotMs: number;
  readonly count: number;
}

/** The slot that holds `at`, or -1 outside the grid. */
export function slotIndexOf({ from, slotMs, count }: SlotGrid, at: number): number {
  const index = Math.floor((at - from) / slotMs);
  return index >= 0 && index < count ? index : -1;
}

/** The first slot that a span beginning at `start` can share time with; beyond the grid for later ones. */
export function firstSlotOf({ from, slotMs }: SlotGrid, start: number): number {
  return Math.max(0, Math.floor((start - from) / slotMs));
}

/** The time in ms that a slot shares with `[start, end)`; not above zero where they are apart. */
export function sharedMsOf(
  { from, slotMs }: SlotGrid,
  slot: number,
  span: { readonly start: number; readonly end: number },
): number {
  const slotStart = from + slot * slotMs;
  return Math.min(span.end, slotStart + slotMs) - Math.max(span.start, slotStart);
}
