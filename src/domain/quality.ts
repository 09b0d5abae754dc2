/**
 * Judges readings as they come. A track remembers of one device what its next live reading is
 * compared with; late and historical readings are judged without it and do not disturb it.
 *
 * - `clock_ahead`: measured later than received; questionable from 30 s, invalid from 5 min on.
 * - `clock_behind`: more than 30 days old: invalid. Late readings in order are good: the device had
 *   no connection. One that is over 1 h older than what the device has already sent, and is not
 *   marked historical, is questionable: its clock may have been set back.
 * - `out_of_range`, `unit_doubt`, `sign_doubt`: see `range-check.ts`.
 * - `jump`: changed faster than the point's ramp allows since the last value without a jump, so that
 *   a single spike is one jump and a lasting step is soon believed. Questionable.
 * - `stuck`: unchanged for longer than the point allows, though not zero. Questionable.
 * - `register_reset`: a register went back. Questionable.
 *
 * What is wrong with the first point of a kind, its main quantity, can make the reading invalid.
 * What is wrong with another one makes it questionable: a broken thermometer must not cost the power.
 */
import type { Device } from './device.ts';
import { dayMs, hourMs, minuteMs, secondMs } from './instant.ts';
import type { PointSpec } from './point.ts';
import { type RangeCheck, rangeCheckOf, rangeVerdict } from './range-check.ts';
import type { Reading } from './reading.ts';
import { registerStepKwhMax } from './register.ts';
import { good, invalid, isInvalid, questionable, type Verdict } from './verdict.ts';

export const clockAheadMsDoubt = 30 * secondMs;
export const clockAheadMsMax = 5 * minuteMs;
export const readingAgeMsMax = 30 * dayMs;
export const clockSetBackMs = hourMs;
/** Equal values in a row before a point can be suspected to be stuck, so that sparse ones are not. */
const stuckReadingsMin = 4;
/** A rated point within this share of its rating of zero is at rest, and may stay so. */
const restShare = 0.01;

/** What a point's next value is compared with. Mutable: the track is the memory of the judge. */
interface PointTrack {
  readonly range: RangeCheck;
  readonly register: boolean;
  /** Fastest plausible change in point units a second. */
  readonly rampPerS: number;
  readonly stuckAfterMs: number;
  /** Values no further from zero than this are at rest. */
  readonly restMax: number;
  /** Newest value without a jump, and when it was measured; NaN before the first. */
  value: number;
  at: number;
  /** Newest value, since when it is the same, and in how many readings. */
  sameValue: number;
  sameSince: number;
  sameCount: number;
}

export interface QualityTrack {
  readonly ratingKw: number | null;
  readonly points: readonly PointTrack[];
  /** When the newest live reading was measured. */
  newestAt: number;
}

/** `points` is the table of the device's kind. */
export function createTrack(
  { ratingKw }: Pick<Device, 'ratingKw'>,
  points: readonly PointSpec[],
): QualityTrack {
  return {
    ratingKw,
    points: points.map((point) => pointTrackOf(point, ratingKw)),
    newestAt: Number.NEGATIVE_INFINITY,
  };
}

function pointTrackOf(point: PointSpec, ratingKw: number | null): PointTrack {
  const rated = point.ratingRange !== undefined;
  const rating = rated ? ratingKw : 1;
  return {
    range: rangeCheckOf(point, ratingKw),
    register: point.register === true,
    rampPerS:
      point.rampPerS === undefined || rating === null
        ? Number.POSITIVE_INFINITY
        : point.rampPerS * rating,
    stuckAfterMs: (point.stuckAfterMin ?? Number.POSITIVE_INFINITY) * minuteMs,
    restMax: rated ? (ratingKw ?? 0) * restShare : 0,
    value: Number.NaN,
    at: Number.NaN,
    sameValue: Number.NaN,
    sameSince: Number.NaN,
    sameCount: 0,
  };
}

/** Judges a reading of the track's device and remembers it if it is live and newer than the last. */
export function judge(track: QualityTrack, reading: Reading): Verdict {
  const { values, measuredAt } = reading;
  const clock = clockVerdict(track, reading);
  const live = isLive(track, reading, clock);
  let verdict = clock;
  let usable = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    const point = track.points[index];
    if (point === undefined || Number.isNaN(value)) continue;
    const range = rangeVerdict(value, point.range);
    verdict |= index === 0 ? range : softened(range);
    if (isInvalid(range)) continue;
    usable += 1;
    if (live) verdict |= follow(track, point, value, measuredAt);
  }
  if (live) track.newestAt = measuredAt;
  return usable === 0 ? verdict | nothingUsable : verdict;
}

function isLive(track: QualityTrack, reading: Reading, clock: Verdict): boolean {
  return !reading.historical && !isInvalid(clock) && reading.measuredAt > track.newestAt;
}

const nothingUsable: Verdict = 2;

/** Invalid becomes questionable, with the same reasons. */
function softened(verdict: Verdict): Verdict {
  return isInvalid(verdict) ? (verdict & ~2) | 1 : verdict;
}

const aheadDoubt = questionable('clock_ahead');
const ahead = invalid('clock_ahead');
const setBack = questionable('clock_behind');
const tooOld = invalid('clock_behind');

function clockVerdict(track: QualityTrack, reading: Reading): Verdict {
  const aheadMs = reading.measuredAt - reading.receivedAt;
  if (aheadMs > clockAheadMsMax) return ahead;
  if (aheadMs > clockAheadMsDoubt) return aheadDoubt;
  if (-aheadMs > readingAgeMsMax) return tooOld;
  const isSetBack = !reading.historical && reading.measuredAt < track.newestAt - clockSetBackMs;
  return isSetBack ? setBack : good;
}

function follow(track: QualityTrack, point: PointTrack, value: number, at: number): Verdict {
  return point.register
    ? followRegister(track, point, value, at)
    : followGauge(point, value, at) | followSame(point, value, at);
}

const reset = questionable('register_reset');
const jump = questionable('jump');
const stuck = questionable('stuck');

function followRegister(
  track: QualityTrack,
  point: PointTrack,
  value: number,
  at: number,
): Verdict {
  const step = value - point.value;
  const elapsedMs = at - point.at;
  point.value = value;
  point.at = at;
  if (step < 0) return reset;
  return step > registerStepKwhMax(track.ratingKw, elapsedMs) ? jump : good;
}

function followGauge(point: PointTrack, value: number, at: number): Verdict {
  const elapsedS = Math.max(1, (at - point.at) / secondMs);
  if (Math.abs(value - point.value) > point.rampPerS * elapsedS) return jump;
  point.value = value;
  point.at = at;
  return good;
}

function followSame(point: PointTrack, value: number, at: number): Verdict {
  if (value !== point.sameValue) {
    point.sameValue = value;
    point.sameSince = at;
    point.sameCount = 1;
    return good;
  }
  point.sameCount += 1;
  const isStuck =
    point.sameCount >= stuckReadingsMin &&
    at - point.sameSince > point.stuckAfterMs &&
    Math.abs(value) > point.restMax;
  return isStuck ? stuck : good;
}
