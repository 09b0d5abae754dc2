/** The one place where a value on a wire becomes a point of a reading. */
import { type DecodeFaultCode, excerptOf } from './decode-faults.ts';
import { valueAbsMax } from './message-limits.ts';

/** A value that may stand in a reading: finite, and of a size that can be measured. */
export function isPlausible(value: unknown): value is number {
  return typeof value === 'number' && value <= valueAbsMax && value >= -valueAbsMax;
}

/** Why a value is not taken, and what to do. */
export function valueFault(
  name: string,
  value: unknown,
): { readonly code: DecodeFaultCode; readonly detail: string } {
  if (typeof value === 'number') {
    return {
      code: 'not_finite',
      detail: `${name} is ${value}; send a finite number of plausible size, or leave the point out.`,
    };
  }
  return {
    code: 'wrong_type',
    detail: `${name} is ${excerptOf(value)}; send a number without quotes, or leave the point out.`,
  };
}

/** A reading's values before any of them is known. */
export function absentValues(pointCount: number): Float64Array {
  return new Float64Array(pointCount).fill(Number.NaN);
}
