import { hourMs, instant } from '../../domain/instant.ts';
import { sunEvents } from '../../physics/solar/sun-events.ts';
import { localDaysIn, type SlotSpan } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { type Fault, targetName } from './fault.ts';
import { medianOf } from './statistics.ts';

/** Share of the plant's range above which a slot counts as lit. */
const litShare = 0.02;
/** Days on each side of a change, whose medians are compared, and days that a stretch must last. */
const sideDays = 14;
/** The middle of the light moves by less than this through the year and with the weather. */
const changeHoursLeast = 0.75;
/** Facing east or west moves the middle of the light by less than this from the sun's noon. */
const zoneHoursLeast = 1.75;

/**
 * Clocks of PV that were wrong, told by the middle of each day's light. A stretch whose light lies
 * elsewhere than that of the last is shifted to it; where the site is known and all light lies far
 * from the sun's noon, the time zone is reported: nothing is shifted, for the plant still counts so.
 */
export function wrongClocks(frame: SeriesFrame): Fault[] {
  if (frame.kind !== 'pv') return [];
  const days = localDaysIn(frame, { start: 0, end: frame.slots.count });
  const wound = days.map((day) => middleOfLight(frame, day));
  const reference = wound.find(Number.isFinite) ?? 0;
  const middles = wound.map((middle) => unwrapped(middle, reference));
  const changes = changesIn(middles);
  const edges = [0, ...changes, days.length];
  const stretches = edges.slice(0, -1).map((from, place) => {
    const to = edges[place + 1] ?? days.length;
    return { from, to, middle: medianOf(middles.slice(from, to)) };
  });
  const last = stretches.at(-1);
  if (last === undefined) return [];
  const shifted = stretches.flatMap(({ from, to, middle }): Fault[] => {
    const hours = last.middle - middle;
    if (!(Math.abs(hours) >= changeHoursLeast)) return [];
    const amount = Math.round((hours * hourMs) / frame.slots.slotMs) * frame.slots.slotMs;
    return [
      {
        ...spanOf(days, from, to),
        column: targetName,
        what: 'clockShifted',
        done: 'shifted',
        amount,
      },
    ];
  });
  return [...shifted, ...wrongZone(frame, days.slice(last.from), last.middle)];
}

/** Days at which the middle of the light jumps: where the medians of both sides differ most. */
function changesIn(middles: readonly number[]): number[] {
  const jumps = middles.map((_, day) => {
    const before = middles.slice(Math.max(0, day - sideDays), day);
    const after = middles.slice(day, day + sideDays);
    if (Math.min(before.length, after.length) < sideDays) return 0;
    return Math.abs(medianOf(after) - medianOf(before));
  });
  const changes: number[] = [];
  jumps.forEach((jump, day) => {
    const near = jumps.slice(Math.max(0, day - sideDays), day + sideDays + 1);
    if (!(jump >= changeHoursLeast) || jump < Math.max(...near)) return;
    if (day - (changes.at(-1) ?? Number.NEGATIVE_INFINITY) > sideDays) changes.push(day);
  });
  return changes.map((day) => sharpened(middles, day));
}

/** The day within a fortnight that parts the middles best: least absolute departure from both medians. */
function sharpened(middles: readonly number[], near: number): number {
  const from = Math.max(1, near - sideDays);
  const to = Math.min(middles.length - 1, near + sideDays);
  const part = middles.slice(from - 1, to + 1);
  const [before, after] = [medianOf(part.slice(0, 7)), medianOf(part.slice(-7))];
  const cost = (day: number): number =>
    part.reduce((sum, middle, at) => {
      const away = Math.abs(middle - (from - 1 + at < day ? before : after));
      return Number.isNaN(away) ? sum : sum + away;
    }, 0);
  let best = near;
  for (let day = from; day <= to; day += 1) if (cost(day) < cost(best)) best = day;
  return best;
}

/**
 * Hours from the day's first slot to the middle of its lit slots on the circle of the day, so that
 * light across midnight has a middle too; NaN in the dark.
 */
function middleOfLight({ target, lowest, capacity }: SeriesFrame, day: SlotSpan): number {
  const limit = Math.max(0, lowest) + litShare * (capacity - Math.max(0, lowest));
  const length = day.end - day.start;
  let [east, north] = [0, 0];
  for (let place = 0; place < length; place += 1) {
    if (!((target[day.start + place] as number) > limit)) continue;
    const angle = ((place + 0.5) / length) * 2 * Math.PI;
    east += Math.sin(angle);
    north += Math.cos(angle);
  }
  if (east === 0 && north === 0) return Number.NaN;
  return (Math.atan2(east, north) / (2 * Math.PI)) * 24;
}

/** Hours of the day as near to a reference as a turn of the clock takes them. */
function unwrapped(hours: number, reference: number): number {
  return hours - 24 * Math.round((hours - reference) / 24);
}

function wrongZone(frame: SeriesFrame, days: readonly SlotSpan[], middle: number): Fault[] {
  const { latDeg, lonDeg, altitudeM } = frame.site;
  const day = days[Math.floor(days.length / 2)];
  if (latDeg === undefined || lonDeg === undefined || day === undefined) return [];
  const startOf = (slot: number): number => frame.slots.from + slot * frame.slots.slotMs;
  const { transitAt } = sunEvents(
    { from: instant(startOf(day.start)), to: instant(startOf(day.end)) },
    { latitude: latDeg, longitude: lonDeg, altitudeM: altitudeM ?? 0 },
  );
  if (transitAt === null) return [];
  const hours = unwrapped(middle - (transitAt - startOf(day.start)) / hourMs, 0);
  if (!(Math.abs(hours) >= zoneHoursLeast)) return [];
  const amount = Math.round(2 * hours) * (hourMs / 2);
  const span = spanOf(days, 0, days.length);
  return [{ ...span, column: targetName, what: 'wrongTimeZone', done: 'reported', amount }];
}

function spanOf(days: readonly SlotSpan[], from: number, to: number): SlotSpan {
  return { start: days[from]?.start ?? 0, end: days[to - 1]?.end ?? 0 };
}
