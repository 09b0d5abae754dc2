/** Calendar and clock in the county's time zone, whatever the zone of the screen. Instants are UTC epoch ms. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const partFormats = new Map<string, Intl.DateTimeFormat>();

function partFormat(timeZone: string): Intl.DateTimeFormat {
  let format = partFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    partFormats.set(timeZone, format);
  }
  return format;
}

export function civilTimeOf(at: number, timeZone: string): CivilTime {
  const parts = new Map(
    partFormat(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** What the zone adds to UTC at an instant, in ms. */
function zoneOffsetMs(at: number, timeZone: string): number {
  const t = civilTimeOf(at, timeZone);
  const asUtc = Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second);
  return asUtc - Math.floor(at / 1_000) * 1_000;
}

/** The instant at which the zone's clocks show `civilMs`, civil time written as if it were UTC. */
function instantOf(civilMs: number, timeZone: string): number {
  const guess = civilMs - zoneOffsetMs(civilMs, timeZone);
  return civilMs - zoneOffsetMs(guess, timeZone);
}

/** Midnight that began the county's day of `at`. */
export function startOfDay(at: number, timeZone: string): number {
  const t = civilTimeOf(at, timeZone);
  return instantOf(Date.UTC(t.year, t.month - 1, t.day), timeZone);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `13:42` */
export function timeText(at: number, timeZone: string): string {
  const t = civilTimeOf(at, timeZone);
  return `${two(t.hour)}:${two(t.minute)}`;
}

/** `13:42:07` */
export function clockText(at: number, timeZone: string): string {
  return `${timeText(at, timeZone)}:${two(civilTimeOf(at, timeZone).second)}`;
}

/** `2026-04-16` */
export function dateText(at: number, timeZone: string): string {
  const t = civilTimeOf(at, timeZone);
  return `${t.year}-${two(t.month)}-${two(t.day)}`;
}

/** `04-16` */
export function monthDayText(at: number, timeZone: string): string {
  return dateText(at, timeZone).slice(5);
}

/** `2026-04-16 13:42:07` */
export function instantText(at: number, timeZone: string): string {
  return `${dateText(at, timeZone)} ${clockText(at, timeZone)}`;
}

/** Value of a `datetime-local` input in the county's time: `2026-04-16T13:42`. */
export function toInputValue(at: number, timeZone: string): string {
  return `${dateText(at, timeZone)}T${timeText(at, timeZone)}`;
}

/** The instant that a `datetime-local` input means in the county; null if it is not one. */
export function fromInputValue(value: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return null;
  const civilMs = Date.parse(`${value}Z`);
  return Number.isNaN(civilMs) ? null : instantOf(civilMs, timeZone);
}
