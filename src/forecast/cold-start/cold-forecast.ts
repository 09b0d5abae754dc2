import type { ForecastKind } from '../../domain/forecast.ts';
import { dayMs } from '../../domain/instant.ts';
import type { Origin } from '../frame/origins.ts';
import { normalQuantile } from '../reconcile/normal-quantile.ts';
import { valueAt } from '../reconcile/quantile-curve.ts';
import { dayOf, type Evidence, evidenceOf, newestRatio } from './evidence.ts';
import { medianOf, ratiosAt } from './ratio-bands.ts';
import { type Reference, referencesOf, type Surroundings } from './reference.ts';

/** A forecast of a series that nothing was learned of yet. */
export interface ColdForecast {
  /** What it rests on and whose past it follows, in one word. */
  readonly model: string;
  /** Quantiles of the horizon, slot by level, in the unit of the target. */
  readonly values: Float64Array;
  /**
   * What the same rule would have missed on each past day, slot by day, the newest day first: with
   * it, series that err together are forecast together. NaN where nothing was measured.
   */
  readonly errors: Float32Array;
  /** Own use, as a negative power: no value lies below it. */
  readonly lowest: number;
}

export interface ColdWanted {
  readonly origin: Origin;
  readonly levels: readonly number[];
  readonly errorDays: number;
}

/** Hours over which what holds now is forgotten, as autocorrelations of such series fall. */
const memoryMs: Readonly<Record<ForecastKind, number>> = {
  pv: 2 * 3_600_000,
  wind: 3 * 3_600_000,
  load: 3 * 3_600_000,
  heat: 4 * 3_600_000,
  net: 3 * 3_600_000,
};
/** Newest slots that say how things stand. */
const newestSlots = 4;

/** One of the two ways to forecast a slot. */
interface Rule {
  readonly reference: Reference;
  readonly evidence: Evidence;
  readonly newest: number;
}

/**
 * Forecasts from the first hour of a series' life on: a reference of physics or of the time of day,
 * times how its own past or its neighbours' have met it. The newest readings pull the first hours
 * towards what holds now, as a process of first order forgets it; never beyond the outermost ratios.
 * The view must stand at the origin: only what it shows is used.
 */
export function coldForecast(surroundings: Surroundings, wanted: ColdWanted): ColdForecast {
  const { view } = surroundings;
  const { origin, levels } = wanted;
  const newestAt = { through: origin.knownThrough, slots: newestSlots };
  const [withWeather, without] = referencesOf(surroundings).map(
    (reference): Rule => ({
      reference,
      evidence: evidenceOf(surroundings, reference, levels),
      newest: newestRatio(view, reference, newestAt),
    }),
  ) as [Rule, Rule];
  const ruleAt = (slot: number): Rule =>
    Number.isNaN(withWeather.reference.ratios[slot]) ? without : withWeather;
  const values = new Float64Array((origin.end - origin.start) * levels.length);
  for (let slot = origin.start; slot < origin.end; slot += 1) {
    const first = (slot - origin.start) * levels.length;
    writeSlot(values.subarray(first, first + levels.length), { slot, rule: ruleAt(slot) });
  }
  const most = ruleAt(mostOf(origin, withWeather));
  return {
    model: `${most.reference.stem}_${most.evidence.witness}`,
    values,
    lowest: view.facts.lowest,
    errors: pastErrors(surroundings, { ...wanted, ruleAt }),
  };

  function writeSlot(out: Float64Array, { slot, rule }: { slot: number; rule: Rule }): void {
    const { capacity, lowest, kind, slots } = view.facts;
    const size = rule.reference.ratios[slot] ?? 0;
    const ratios = ratiosAt(rule.evidence.bands, size);
    const scale = size * capacity;
    const median = medianOf(ratios, levels);
    const age = ((slot - origin.knownThrough) * slots.slotMs) / memoryMs[kind];
    const kept = Number.isNaN(rule.newest) ? 0 : Math.exp(-age);
    const [least = 0, highest = 0] = [ratios[0], ratios.at(-1)];
    const newest = Number.isNaN(rule.newest) ? median : clamp(rule.newest, least, highest);
    const middle = kept * newest + (1 - kept) * median;
    const doubt = stretchOfDoubt((rule.reference.doubt?.[slot] ?? 0) * median, ratios, levels);
    const spread = Math.sqrt(1 - kept * kept) * doubt;
    for (let level = 0; level < levels.length; level += 1) {
      const ratio = middle + spread * ((ratios[level] ?? 0) - median);
      out[level] = scale === 0 ? 0 : clamp(ratio * scale + lowest, lowest, capacity);
    }
  }
}

/** A slot of the horizon that has weather, if any has one that matters; else its first. */
function mostOf({ start, end }: Origin, { reference }: Rule): number {
  for (let slot = start; slot < end; slot += 1) {
    if ((reference.ratios[slot] ?? 0) > 0) return slot;
  }
  for (let slot = start; slot < end; slot += 1) {
    if (Number.isNaN(reference.ratios[slot])) return slot;
  }
  return start;
}

/** The same slot of the day on past days; the newest that all slots of two days ahead have is two back. */
function pastErrors(
  { view }: Surroundings,
  { origin, errorDays, levels, ruleAt }: ColdWanted & { ruleAt: (slot: number) => Rule },
): Float32Array {
  const { facts, target } = view;
  const perDay = Math.round(dayMs / facts.slots.slotMs);
  const steps = origin.end - origin.start;
  const errors = new Float32Array(steps * errorDays).fill(Number.NaN);
  for (let step = 0; step < steps; step += 1) {
    for (let day = 0; day < errorDays; day += 1) {
      const slot = origin.start + step - (day + 2) * perDay;
      if (slot < 0) break;
      const { reference, evidence } = ruleAt(slot);
      const size = reference.ratios[slot] ?? 0;
      const middle =
        evidence.middles.get(dayOf(facts, slot)) ??
        medianOf(ratiosAt(evidence.bands, size), levels);
      const expected = size * middle * facts.capacity + facts.lowest;
      errors[step * errorDays + day] = target.at(slot) - expected;
    }
  }
  return errors;
}

/** How much wider a band is with the doubt, a standard deviation, than without: both are independent. */
function stretchOfDoubt(doubt: number, ratios: Float64Array, levels: readonly number[]): number {
  const band = { levels, values: ratios, first: 0 };
  const deviation = (valueAt(band, 0.9) - valueAt(band, 0.1)) / (2 * normalQuantile(0.9));
  return deviation > 0 ? Math.sqrt(1 + (doubt / deviation) ** 2) : 1;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
