import { dirintRatios } from './dirint-ratios.ts';
import { type DiscInput, disc } from './disc.ts';

export interface DirintHour extends DiscInput {
  /** Of the air near the ground; left out where it is not known. */
  readonly dewPointC?: number;
}

/** Upper ends of all classes but the last. */
const clearnessEnds = [0.24, 0.4, 0.56, 0.7, 0.8];
const zenithEnds = [25, 40, 55, 70, 80];
const steadinessEnds = [0.015, 0.035, 0.07, 0.15, 0.3];
const waterEnds = [1, 2, 3];

const zenithClasses = 6;
const steadinessClasses = 7;
const waterUnknown = 4;

/**
 * Beam irradiance in W/m² from the global of successive hours: Perez et al., ASHRAE Transactions 98
 * (1992) 354–369. It corrects DISC by how steady the clearness is from hour to hour, so that a sky
 * with broken clouds and a hazy one of the same mean are told apart. Zero with the sun below the
 * horizon.
 *
 * @param hours - in order and without a gap.
 * @example dirintDniWm2(day)[12]
 */
export function dirintDniWm2(hours: readonly DirintHour[]): number[] {
  const found = hours.map((hour) => disc(hour));
  const clearness = found.map(({ clearness: kt, airMass }) => evenClearness(kt, airMass));
  return hours.map((hour, place) => {
    const dniWm2 = found[place]?.dniWm2 ?? 0;
    const kt = clearness[place] ?? Number.NaN;
    return dniWm2 === 0 || Number.isNaN(kt)
      ? 0
      : dniWm2 * ratioOf(hour, kt, swing(kt, clearness[place - 1], clearness[place + 1]));
  });
}

/** Clearness freed of the sun's height: the source's equation 1. NaN below the horizon. */
function evenClearness(kt: number, airMass: number): number {
  return Math.min(1, kt / (1.031 * Math.exp(-1.4 / (0.9 + 9.4 / airMass)) + 0.1));
}

/**
 * Mean difference from the hours before and after: the source's equation 2, and 3 at the ends of the
 * series. An hour of night counts as no change, as in common implementations.
 */
function swing(kt: number, before: number | undefined, after: number | undefined): number {
  return (change(kt, before ?? after) + change(kt, after ?? before)) / 2;
}

function change(kt: number, other: number | undefined): number {
  return other === undefined || Number.isNaN(other) ? 0 : Math.abs(kt - other);
}

function ratioOf(hour: DirintHour, kt: number, swingRatio: number): number {
  const clearness = classOf(kt, clearnessEnds);
  const zenith = classOf(hour.zenithDeg, zenithEnds);
  const steadiness = classOf(swingRatio, steadinessEnds);
  const water =
    hour.dewPointC === undefined ? waterUnknown : classOf(waterCm(hour.dewPointC), waterEnds);
  const row = (clearness * zenithClasses + zenith) * steadinessClasses + steadiness;
  return dirintRatios[row]?.[water] ?? 1;
}

/** Water of the whole column by the source's equation 4. */
function waterCm(dewPointC: number): number {
  return Math.exp(0.07 * dewPointC - 0.075);
}

function classOf(value: number, ends: readonly number[]): number {
  const place = ends.findIndex((end) => value < end);
  return place < 0 ? ends.length : place;
}
