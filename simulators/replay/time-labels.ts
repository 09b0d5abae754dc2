import { dayMs, hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';

const labelPattern = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/;

/** The label as if it were UTC, in epoch ms; null if it is no time. */
export function wallMsOf(label: string): number | null {
  const match = labelPattern.exec(label.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const wallMs = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  // The platform takes the 31st of April as the 1st of May; such a label is refused instead.
  const echo = new Date(wallMs).toISOString();
  const plain = label.trim().replace(' ', 'T');
  return echo.startsWith(plain.slice(0, 16)) ? wallMs : null;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Instants that a local time can mean: one on most occasions, two in the hour that is lived twice,
 * none in the hour that is skipped.
 */
export function instantReader(timeZone: string): (wallMs: number) => readonly Instant[] {
  const offsetByDay = new Map<number, number | null>();
  /** The offset of a day that has only one; null for the days of a change. */
  const dayOffset = (day: number): number | null => {
    const known = offsetByDay.get(day);
    if (known !== undefined) return known;
    const before = offsetMsAt(timeZone, day * dayMs - 14 * hourMs);
    const after = offsetMsAt(timeZone, (day + 1) * dayMs + 14 * hourMs);
    const only = before === after ? before : null;
    offsetByDay.set(day, only);
    return only;
  };
  return (wallMs) => {
    const only = dayOffset(Math.floor(wallMs / dayMs));
    if (only !== null) return [instant(wallMs - only)];
    const offsets = new Set(
      [-25, -1, 1, 25].map((hours) => offsetMsAt(timeZone, wallMs + hours * hourMs)),
    );
    return [...offsets]
      .filter((offset) => offsetMsAt(timeZone, wallMs - offset) === offset)
      .map((offset) => instant(wallMs - offset))
      .sort((a, b) => a - b);
  };
}

function offsetMsAt(timeZone: string, epochMs: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return zoned.offsetNanoseconds / 1e6;
}

export interface LabelledTime {
  readonly startAt: Instant | null;
  /** Why there is none. */
  readonly fault: string | null;
}

/**
 * Reads the labels of a series in the order of its rows and gives the start of each interval. Times
 * must go forward: in the hour that is lived twice the second row of a label is the later one.
 */
export function labelReader(options: {
  readonly timeZone: string;
  readonly stepMin: number;
  readonly labelsEnd: boolean;
}): (label: string) => LabelledTime {
  const instantsOf = instantReader(options.timeZone);
  const back = options.labelsEnd ? options.stepMin * minuteMs : 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  return (label) => {
    const wallMs = wallMsOf(label);
    if (wallMs === null) return { startAt: null, fault: `'${label.slice(0, 40)}' is no time` };
    const candidates = instantsOf(wallMs);
    if (candidates.length === 0) {
      return { startAt: null, fault: `${label} does not exist: clocks went forward` };
    }
    const at = candidates.find((candidate) => candidate > lastAt);
    if (at === undefined) {
      return { startAt: null, fault: `${label} is not later than the row before` };
    }
    lastAt = at;
    return { startAt: instant(at - back), fault: null };
  };
}
