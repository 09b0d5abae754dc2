import { cosDeg } from '../../src/physics/angle.ts';
import { type Climate, monthlyAt, type SolarMoment } from './climate.ts';
import { normalShareBelow } from './gaussian.ts';

const cycleRatio = 0.22;

/** −1…1 over the day: near the ground it blows hardest in the early afternoon. */
export function windCycle(hour: number): number {
  return cosDeg(15 * (hour - 14));
}

/** Spread over mean of a Weibull distribution and its shape: Justus et al., J. Appl. Meteor. 17 (1978) 350. */
const justusExponent = -1.086;

/**
 * Shape that hourly means of one month and hour must have, so that those of the whole year, which
 * the daily and yearly cycle spread further, have the climate's.
 */
function innerShape(climate: Climate): number {
  const months = climate.windSpeedMps;
  const mean = months.reduce((sum, speed) => sum + speed, 0) / months.length;
  const yearly = months.reduce((sum, speed) => sum + (speed / mean - 1) ** 2, 0) / months.length;
  const whole = climate.windShape ** (2 / justusExponent);
  const cycles = yearly + cycleRatio ** 2 / 2;
  return ((whole - cycles) / (1 + cycles)) ** (justusExponent / 2);
}

/** Gamma function for 1 ≤ x ≤ 2: Abramowitz and Stegun (1964), 6.1.36; within 3e-7. */
export function gamma1to2(x: number): number {
  const coefficients = [
    -0.577191652, 0.988205891, -0.897056937, 0.918206857, -0.756704078, 0.482199394, -0.193527818,
    0.035868343,
  ];
  return 1 + coefficients.reduceRight((sum, coefficient) => (sum + coefficient) * (x - 1), 0);
}

/** Wind speed at 10 m for a standard normal score: Weibull over scores, scaled by month and hour. */
export function windSpeedMps(score: number, moment: SolarMoment, climate: Climate): number {
  const shape = innerShape(climate);
  const meanMps =
    monthlyAt(climate.windSpeedMps, moment) * (1 + cycleRatio * windCycle(moment.hour));
  const exceeded = Math.max(normalShareBelow(-score), 1e-9);
  return (meanMps * (-Math.log(exceeded)) ** (1 / shape)) / gamma1to2(1 + 1 / shape);
}
