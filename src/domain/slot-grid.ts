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

/** Calls `visit` for every slot that shares time with `[start, end)`, with the shared time in ms. */
export function forEachSlot(
  { from, slotMs, count }: SlotGrid,
  span: { readonly start: number; readonly end: number },
  visit: (slot: number, sharedMs: number) => void,
): void {
  const first = Math.max(0, Math.floor((span.start - from) / slotMs));
  for (let slot = first; slot < count; slot += 1) {
    const slotStart = from + slot * slotMs;
    const sharedMs = Math.min(span.end, slotStart + slotMs) - Math.max(span.start, slotStart);
    if (sharedMs <= 0) return;
    visit(slot, sharedMs);
  }
}
