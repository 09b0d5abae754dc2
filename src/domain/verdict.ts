import { type QualityCode, type QualityReason, reasonBit } from './reading.ts';

/**
 * Quality and reasons in one number, so that judging allocates nothing: bit 0 questionable, bit 1
 * invalid, then the reason mask. Verdicts are joined with `|`.
 */
export type Verdict = number;

export const good: Verdict = 0;

export function questionable(reason: QualityReason): Verdict {
  return 1 | (reasonBit(reason) << 2);
}

export function invalid(reason: QualityReason): Verdict {
  return 2 | (reasonBit(reason) << 2);
}

export function isInvalid(verdict: Verdict): boolean {
  return (verdict & 2) !== 0;
}

export function qualityOf(verdict: Verdict): QualityCode {
  if (isInvalid(verdict)) return 2;
  return (verdict & 1) === 0 ? 0 : 1;
}

/** Bit mask of `qualityReasons`. */
export function reasonMaskOf(verdict: Verdict): number {
  return verdict >> 2;
}
