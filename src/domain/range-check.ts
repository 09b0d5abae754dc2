/**
 * Whether one value of a point is possible.
 *
 * - Outside the absolute range of its point: `out_of_range`, impossible.
 * - Further below zero than the rated range, though the size would fit above it: `sign_doubt`,
 *   doubtful. It is also told without a rating where nothing below zero is expected.
 * - At least ten times what the rating allows, and right if it were W or Wh for kW or kWh:
 *   `unit_doubt` and `out_of_range`, impossible.
 * - Outside the rated range: `out_of_range`; doubtful, since ratings are written down wrongly, and
 *   impossible beyond twice the range.
 */
import type { PointSpec } from './point.ts';
import { good, invalid, questionable, type Verdict } from './verdict.ts';

const impossibleFactor = 2;
const unitDoubtFactor = 10;
const unitSlip = 1_000;

export interface RangeCheck {
  readonly min: number;
  readonly max: number;
  /** Rated range in units of the point; infinite without a rating. */
  readonly ratedMin: number;
  readonly ratedMax: number;
  /** The larger of the two rated bounds. */
  readonly ratedAbsMax: number;
}

export function rangeCheckOf(point: PointSpec, ratingKw: number | null): RangeCheck {
  const { min, max, ratingRange } = point;
  const [low, high] = ratingRange ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (ratingRange !== undefined && ratingKw !== null) {
    const [ratedMin, ratedMax] = [low * ratingKw, high * ratingKw];
    const ratedAbsMax = Math.max(Math.abs(ratedMin), Math.abs(ratedMax));
    return { min, max, ratedMin, ratedMax, ratedAbsMax };
  }
  return {
    min,
    max,
    ratedMin: low === 0 ? 0 : Number.NEGATIVE_INFINITY,
    ratedMax: Number.POSITIVE_INFINITY,
    ratedAbsMax: Number.POSITIVE_INFINITY,
  };
}

const impossible = invalid('out_of_range');
const doubtful = questionable('out_of_range');
const wrongUnit = invalid('out_of_range') | invalid('unit_doubt');
const wrongSign = questionable('sign_doubt');

export function rangeVerdict(value: number, check: RangeCheck): Verdict {
  if (value < check.min || value > check.max) return impossible;
  if (value >= check.ratedMin && value <= check.ratedMax) return good;
  return ratedVerdict(value, check);
}

function ratedVerdict(value: number, check: RangeCheck): Verdict {
  const { ratedMin, ratedMax, ratedAbsMax } = check;
  if (value < 0 && -value <= ratedMax) return wrongSign;
  const size = Math.abs(value);
  const slipped = value / unitSlip;
  if (size >= unitDoubtFactor * ratedAbsMax && slipped >= ratedMin && slipped <= ratedMax) {
    return wrongUnit;
  }
  return size > impossibleFactor * ratedAbsMax ? impossible : doubtful;
}
