import { type Climate, monthlyAt, type SolarMoment } from './climate.ts';
import { normalShareBelow } from './gaussian.ts';
import type { WeatherScores } from './scores.ts';
import { gamma1to2 } from './wind-speed.ts';

export interface Precipitation {
  /** As water. */
  readonly mmPerH: number;
  /** It does not rain from a blue sky. */
  readonly cloudRatioMin: number;
}

const wetHoursPerDay = 5;
const hoursPerMonth = (24 * 365.2425) / 12;
/** Above 1 light rain is commoner and heavy rain heavier than in an exponential distribution. */
const burstiness = 1.3;
const meanBurst = burstiness * gamma1to2(burstiness);
/** Rain comes with cloud more than with chance. */
const cloudShare = 0.72;

/**
 * Rain where the wettest part of the scores lies: as many hours of the month as its rain days, and
 * on average as many millimetres as its climate says.
 */
export function precipitation(
  scores: WeatherScores,
  moment: SolarMoment,
  climate: Climate,
): Precipitation {
  const wetRatio = (wetHoursPerDay * monthlyAt(climate.rainDays, moment)) / hoursPerMonth;
  const score = cloudShare * scores.cloud + Math.sqrt(1 - cloudShare ** 2) * scores.shower;
  const rank = normalShareBelow(-score) / wetRatio;
  if (!(rank < 1)) return { mmPerH: 0, cloudRatioMin: 0 };
  const meanMmPerH = monthlyAt(climate.rainMm, moment) / (wetRatio * hoursPerMonth);
  const burst = (-Math.log(Math.max(rank, 1e-6))) ** burstiness / meanBurst;
  return { mmPerH: meanMmPerH * burst, cloudRatioMin: 1 - rank / 2 };
}
