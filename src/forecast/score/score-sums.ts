import type { SlotScore } from './slot-score.ts';

/** The least that an error is divided by in CR2, as a share of the capacity. */
const leastActual = 0.2;

/** Sums over scored slots: they add up over series, windows and threads before they are divided. */
export interface ScoreSums {
  slots: number;
  pl99: number;
  pl9: number;
  in80: number;
  in90: number;
  /** Slots whose forecast left something open, and the parts of their transforms inside the intervals. */
  openSlots: number;
  open80: number;
  open90: number;
  absolute: number;
  squared: number;
  /** |error| / |actual| over the slots whose actual is not zero. */
  relative: number;
  relativeSlots: number;
  /** Days, and the sums of their accuracy rates (0 … 1). */
  days: number;
  cr: number;
  cr2: number;
}

/** Figures as they are published; a figure without slots is null. */
export interface ScoreFigures {
  readonly slots: number;
  readonly pl99: number | null;
  readonly pl9: number | null;
  readonly cov80: number | null;
  readonly cov90: number | null;
  /** Coverage where the forecast left something open, by the probability integral transform. */
  readonly openCov80: number | null;
  readonly openCov90: number | null;
  readonly nMae: number | null;
  readonly nRmse: number | null;
  readonly mapePct: number | null;
  /** Accuracy by GB/T 40607-2021 and by the "two detailed rules": mean over days. */
  readonly crPct: number | null;
  readonly cr2Pct: number | null;
}

export function noSums(): ScoreSums {
  return {
    ...{ slots: 0, pl99: 0, pl9: 0, in80: 0, in90: 0, absolute: 0, squared: 0 },
    ...{ openSlots: 0, open80: 0, open90: 0 },
    ...{ relative: 0, relativeSlots: 0, days: 0, cr: 0, cr2: 0 },
  };
}

/** The sums of several parts together. */
export function addedSums(parts: readonly ScoreSums[]): ScoreSums {
  const total = noSums();
  for (const part of parts) {
    for (const name of Object.keys(total) as (keyof ScoreSums)[]) total[name] += part[name];
  }
  return total;
}

export function figuresOf(sums: ScoreSums): ScoreFigures {
  const over = (sum: number, count: number): number | null => (count > 0 ? sum / count : null);
  const { slots, days } = sums;
  return {
    slots,
    pl99: over(sums.pl99, slots),
    pl9: over(sums.pl9, slots),
    cov80: over(sums.in80, slots),
    cov90: over(sums.in90, slots),
    openCov80: over(sums.open80, sums.openSlots),
    openCov90: over(sums.open90, sums.openSlots),
    nMae: over(sums.absolute, slots),
    nRmse: slots > 0 ? Math.sqrt(sums.squared / slots) : null,
    mapePct: over(100 * sums.relative, sums.relativeSlots),
    crPct: over(100 * sums.cr, days),
    cr2Pct: over(100 * sums.cr2, days),
  };
}

interface DayErrors {
  slots: number;
  squared: number;
  squaredOverActual: number;
}

/** Which figures make sense for a series: MAPE asks for demand that is never near zero, rates for a capacity. */
export interface ScoreRules {
  readonly mape: boolean;
  readonly rates: boolean;
}

/** Adds slot after slot, and keeps the errors of each day apart for the accuracy rates of days. */
export class ScoreTally {
  readonly #rules: ScoreRules;
  readonly #sums = noSums();
  readonly #days = new Map<number, DayErrors>();

  constructor(rules: ScoreRules) {
    this.#rules = rules;
  }

  /** `day` is the number of the local day that the slot lies in. */
  add(
    { pl99, pl9, in80, in90, isOpen, pit80, pit90, error, actual }: SlotScore,
    day: number,
  ): void {
    const sums = this.#sums;
    sums.slots += 1;
    sums.pl99 += pl99;
    sums.pl9 += pl9;
    sums.in80 += in80;
    sums.in90 += in90;
    sums.openSlots += isOpen;
    sums.open80 += isOpen * pit80;
    sums.open90 += isOpen * pit90;
    sums.absolute += Math.abs(error);
    sums.squared += error * error;
    if (this.#rules.mape && actual !== 0) {
      sums.relative += Math.abs(error / actual);
      sums.relativeSlots += 1;
    }
    if (this.#rules.rates) this.#addToDay(day, error, actual);
  }

  #addToDay(day: number, error: number, actual: number): void {
    const errors = this.#days.get(day) ?? { slots: 0, squared: 0, squaredOverActual: 0 };
    errors.slots += 1;
    errors.squared += error * error;
    errors.squaredOverActual += (error / Math.max(actual, leastActual)) ** 2;
    this.#days.set(day, errors);
  }

  sums(): ScoreSums {
    const days = [...this.#days.values()];
    const rate = (of: (day: DayErrors) => number): number =>
      days.reduce((sum, day) => sum + 1 - Math.sqrt(of(day) / day.slots), 0);
    return {
      ...this.#sums,
      days: days.length,
      cr: rate(({ squared }) => squared),
      cr2: rate(({ squaredOverActual }) => squaredOverActual),
    };
  }
}
