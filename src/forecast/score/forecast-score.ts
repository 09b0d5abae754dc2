import { invariant } from '../../domain/outcome.ts';

/** What became of one forecast slot. */
export interface JudgedSlot {
  /** Name of the local day that the slot lies in. */
  readonly day: string;
  /** Hours from the issue to the start of the slot. */
  readonly leadH: number;
  /** Whether the slot counts for accuracy and its days; every slot counts for its lead. */
  readonly isJudged: boolean;
  readonly actualKw: number;
  /** At the levels of the score, kW. */
  readonly quantiles: ArrayLike<number>;
  /** What a plain forecast would have said, kW; NaN where it knew nothing. */
  readonly referenceKw: number;
}

export interface ScoreScale {
  readonly levels: readonly number[];
  readonly capacityKw: number;
}

export interface LeadScore {
  /** Hours of lead, rounded up. */
  readonly leadH: number;
  readonly slots: number;
  readonly nmaePct: number;
  readonly nrmsePct: number;
  readonly pinballPct: number;
}

export interface ForecastScore {
  /** Slots that count for accuracy. */
  readonly slots: number;
  /** Mean over days of (1 − RMSE / capacity) × 100. */
  readonly accuracyPct: number | null;
  /** Mean absolute error of the median over capacity. */
  readonly nmaePct: number | null;
  readonly pinballPct: number | null;
  readonly coverage80Pct: number | null;
  readonly coverage90Pct: number | null;
  /** 1 − pinball / pinball of the reference, over the slots in which the reference knew something. */
  readonly skillPct: number | null;
  readonly byLead: readonly LeadScore[];
  /** Share of actual values at or below each level's quantile. */
  readonly calibration: readonly { readonly level: number; readonly share: number }[];
  /** The least accurate days, the worst first. */
  readonly worstDays: readonly DayScore[];
}

export interface DayScore {
  readonly day: string;
  readonly accuracyPct: number;
  /** Mean of median less actual. */
  readonly biasKw: number;
}

const worstDaysMax = 5;

/** Scores a forecast of one node, slot by slot. */
export function scoreForecast(judged: Iterable<JudgedSlot>, scale: ScoreScale): ForecastScore {
  const { levels, capacityKw } = scale;
  invariant(capacityKw > 0, 'errors are shares of a capacity');
  const tally = new Tally(scale);
  for (const slot of judged) tally.add(slot);
  const days = tally.days();
  const { slots } = tally;
  const share = (count: number): number | null => (slots === 0 ? null : (100 * count) / slots);
  return {
    slots,
    accuracyPct: days.length === 0 ? null : meanOf(days.map(({ accuracyPct }) => accuracyPct)),
    nmaePct: slots === 0 ? null : (100 * tally.absoluteKw) / slots / capacityKw,
    pinballPct: slots === 0 ? null : (100 * tally.pinballKw) / slots / capacityKw,
    coverage80Pct: share(tally.within80),
    coverage90Pct: share(tally.within90),
    skillPct:
      tally.referenceKw === 0 ? null : 100 * (1 - tally.besideReferenceKw / tally.referenceKw),
    byLead: tally.leads(),
    calibration: levels.map((level, place) => ({
      level,
      share: slots === 0 ? Number.NaN : (tally.below[place] as number) / slots,
    })),
    worstDays: days.sort((a, b) => a.accuracyPct - b.accuracyPct).slice(0, worstDaysMax),
  };
}

interface Errors {
  slots: number;
  sum: number;
  absolute: number;
  squared: number;
  pinball: number;
}

/** Adds slots up: over all, by day and by lead. */
class Tally {
  readonly #scale: ScoreScale;
  readonly #days = new Map<string, Errors>();
  readonly #leads = new Map<number, Errors>();
  readonly below: Float64Array;
  slots = 0;
  absoluteKw = 0;
  pinballKw = 0;
  within80 = 0;
  within90 = 0;
  referenceKw = 0;
  besideReferenceKw = 0;

  constructor(scale: ScoreScale) {
    this.#scale = scale;
    this.below = new Float64Array(scale.levels.length);
  }

  add(slot: JudgedSlot): void {
    const { levels } = this.#scale;
    const errorKw = quantileAt(slot, levels, 0.5) - slot.actualKw;
    const pinballKw = pinballOf(slot, levels);
    addErrors(this.#leads, Math.ceil(slot.leadH), errorKw, pinballKw);
    if (!slot.isJudged) return;
    addErrors(this.#days, slot.day, errorKw, pinballKw);
    this.slots += 1;
    this.absoluteKw += Math.abs(errorKw);
    this.pinballKw += pinballKw;
    this.within80 += isBetween(slot, levels, 0.1, 0.9);
    this.within90 += isBetween(slot, levels, 0.05, 0.95);
    for (let place = 0; place < levels.length; place += 1) {
      const isBelow = slot.actualKw <= (slot.quantiles[place] as number);
      if (isBelow) this.below[place] = (this.below[place] as number) + 1;
    }
    if (Number.isNaN(slot.referenceKw)) return;
    this.besideReferenceKw += pinballKw;
    // All quantiles of a plain forecast are one value: over symmetrical levels half of its error.
    this.referenceKw += Math.abs(slot.referenceKw - slot.actualKw) / 2;
  }

  days(): DayScore[] {
    return [...this.#days].map(([day, { slots, sum, squared }]) => ({
      day,
      accuracyPct: 100 * (1 - Math.sqrt(squared / slots) / this.#scale.capacityKw),
      biasKw: sum / slots,
    }));
  }

  leads(): LeadScore[] {
    const pct = (kw: number): number => (100 * kw) / this.#scale.capacityKw;
    return [...this.#leads]
      .sort(([a], [b]) => a - b)
      .map(([leadH, { slots, absolute, squared, pinball }]) => ({
        leadH,
        slots,
        nmaePct: pct(absolute / slots),
        nrmsePct: pct(Math.sqrt(squared / slots)),
        pinballPct: pct(pinball / slots),
      }));
  }
}

function addErrors<Key>(
  groups: Map<Key, Errors>,
  key: Key,
  errorKw: number,
  pinballKw: number,
): void {
  const group = groups.get(key) ?? { slots: 0, sum: 0, absolute: 0, squared: 0, pinball: 0 };
  groups.set(key, group);
  group.slots += 1;
  group.sum += errorKw;
  group.absolute += Math.abs(errorKw);
  group.squared += errorKw * errorKw;
  group.pinball += pinballKw;
}

function pinballOf({ actualKw, quantiles }: JudgedSlot, levels: readonly number[]): number {
  let sum = 0;
  for (let place = 0; place < levels.length; place += 1) {
    const error = actualKw - (quantiles[place] as number);
    const level = levels[place] as number;
    sum += error >= 0 ? level * error : (level - 1) * error;
  }
  return sum / levels.length;
}

function quantileAt({ quantiles }: JudgedSlot, levels: readonly number[], level: number): number {
  const place = levels.indexOf(level);
  invariant(place >= 0, `forecasts are scored with a quantile at ${level}`);
  return quantiles[place] as number;
}

function isBetween(slot: JudgedSlot, levels: readonly number[], low: number, high: number): number {
  const isInside =
    slot.actualKw >= quantileAt(slot, levels, low) &&
    slot.actualKw <= quantileAt(slot, levels, high);
  return isInside ? 1 : 0;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
