import type { Slot } from './slots.ts';
import { type Hole, isPartial } from './trace.ts';

/** How much of what should be known is known: the honest line under a curve. */
export interface Coverage {
  /** Time-weighted mean completeness with holes as zero, 0–1; null where no time has passed. */
  readonly completeness: number | null;
  readonly partialSlots: number;
  readonly questionableSlots: number;
  readonly holes: number;
}

export function coverageOf(pieces: readonly Slot[], holes: readonly Hole[]): Coverage {
  let knownMs = 0;
  let totalMs = holes.reduce((sum, hole) => sum + hole.end - hole.start, 0);
  for (const piece of pieces) {
    const lengthMs = piece.end - piece.start;
    totalMs += lengthMs;
    knownMs += lengthMs * (piece.completeness ?? 1);
  }
  return {
    completeness: totalMs > 0 ? knownMs / totalMs : null,
    partialSlots: pieces.filter(isPartial).length,
    questionableSlots: pieces.filter(({ quality }) => quality !== null && quality !== 'good')
      .length,
    holes: holes.length,
  };
}
