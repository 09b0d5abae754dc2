import type { OutOfTime } from './physical-fit.ts';

/** What panels gave of what they should have, lately; and how well that tells the days to come. */
export interface CleanLevel {
  /** 1 is the usual dirt of the whole history; 0.9 is a tenth less light than usual. */
  readonly ratio: number;
  readonly errors: OutOfTime;
}

/** Days that a level is read from, and days between them and the day that it is tried on. */
const windowDays = 30;
const gapDays = 2;
/** Bright days: those that should have given this share of the best day. */
const brightRatio = 0.4;
/** Bright days at which a level weighs as much as the usual. */
const shrinkDays = 2;
/** Dust takes away no more, and a washed roof gives no more, than this. */
const bounds = { least: 0.6, most: 1.2 } as const;

interface DaySums {
  readonly day: number;
  power: number;
  expected: number;
}

/**
 * The slow level of soiling: the median over the bright days of the last 30 of what was given as a
 * share of what the panels should have given, drawn to 1 where few days are bright, and bounded.
 */
export function cleanLevel(slots: {
  readonly day: Int32Array;
  readonly power: Float64Array;
  readonly expected: Float64Array;
}): CleanLevel {
  const days = brightDays(slots);
  const last = slots.day.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY);
  const errors = { usual: 0, fitted: 0 };
  for (const { day, power, expected } of days) {
    errors.usual += Math.abs(power - expected);
    errors.fitted += Math.abs(power - expected * levelThrough(days, day - gapDays));
  }
  return { ratio: levelThrough(days, last), errors };
}

function brightDays({ day, power, expected }: Parameters<typeof cleanLevel>[0]): DaySums[] {
  const sums = new Map<number, DaySums>();
  for (let row = 0; row < day.length; row += 1) {
    const of = day[row] as number;
    const sum = sums.get(of) ?? { day: of, power: 0, expected: 0 };
    sum.power += power[row] as number;
    sum.expected += expected[row] as number;
    sums.set(of, sum);
  }
  const all = [...sums.values()];
  const best = all.reduce((most, sum) => Math.max(most, sum.expected), 0);
  return all.filter(({ expected: light }) => light >= brightRatio * best);
}

function levelThrough(days: readonly DaySums[], through: number): number {
  const recent = days.filter(({ day }) => day <= through && day > through - windowDays);
  if (recent.length === 0) return 1;
  const ratios = Float64Array.from(recent, ({ power, expected }) => power / expected).sort();
  const middle = ratios[ratios.length >> 1] ?? 1;
  const drawn = 1 + ((middle - 1) * ratios.length) / (ratios.length + shrinkDays);
  return Math.min(bounds.most, Math.max(bounds.least, drawn));
}
