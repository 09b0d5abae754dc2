import { hourMs, type Instant } from '../../src/domain/instant.ts';
import { normalAt, uniformAt } from '../models/noise.ts';

/** How far a passing front has each quantity away from its usual value; mean 0, spread 1. */
export interface FrontScores {
  readonly pressure: number;
  readonly warmth: number;
  readonly cloud: number;
  readonly wind: number;
  /** Air that comes from the north. */
  readonly north: number;
}

/** One cold front in each stretch of this length, anywhere in its middle four fifths. */
const stretchMs = 100 * hourMs;
const middleRatio = 0.8;
/** Felt so long before and after it passes. */
const feltBeforeMs = 60 * hourMs;
const feltAfterMs = 240 * hourMs;

/** A bell of the given half width around an hour. */
function bell(hours: number, centre: number, width: number): number {
  return Math.exp(-(((hours - centre) / width) ** 2));
}

/** Rises from zero to one within `rise` hours and fades slowly after. */
function surge(hours: number, rise: number): number {
  return hours <= 0 ? 0 : (hours / rise) * Math.exp(1 - hours / rise);
}

function coldAir(hours: number): number {
  return hours <= 0 ? 0 : (1 - Math.exp(-hours / 4)) * Math.exp(-hours / 55);
}

/**
 * What one front does by the hours since it passed: pressure falls to a trough and rises to a ridge
 * a day later; warm air and cloud come before it; the wind turns to the north and blows hardest
 * behind it; the cold goes away over days. The shapes are assumptions after the Norwegian scheme.
 */
const shapes: Readonly<Record<keyof FrontScores, (hours: number) => number>> = {
  pressure: (hours) => 1.25 * surge(hours, 26) - bell(hours, -4, 15),
  warmth: (hours) => 0.5 * bell(hours, -16, 16) - coldAir(hours),
  cloud: (hours) => bell(hours, -6, 12) - 0.5 * surge(hours, 20),
  wind: (hours) => 0.55 * bell(hours, -14, 9) + surge(hours + 3, 9),
  north: (hours) => surge(hours + 3, 14) - 0.8 * bell(hours, -14, 14),
};

/** Mean and spread of the sums over many fronts, as measured; a test holds them. */
const usual: Readonly<Record<keyof FrontScores, readonly [mean: number, spread: number]>> = {
  pressure: [0.619, 0.827],
  warmth: [-0.369, 0.471],
  cloud: [-0.059, 0.498],
  wind: [0.334, 0.401],
  north: [0.183, 0.612],
};

/** Fronts differ in strength: logarithmic normal with mean 1. */
function strengthOf(seed: number, stretch: number): number {
  return Math.exp(0.5 * normalAt(seed, stretch) - 0.125);
}

/** When the front of a stretch passes. */
export function frontPassesAt(seed: number, stretch: number): Instant {
  const share = (1 - middleRatio) / 2 + middleRatio * uniformAt(seed ^ 1, stretch);
  return ((stretch + share) * stretchMs) as Instant;
}

export function frontScores(seed: number, at: Instant): FrontScores {
  const first = Math.floor((at - feltAfterMs) / stretchMs);
  const last = Math.floor((at + feltBeforeMs) / stretchMs);
  const sums = { pressure: 0, warmth: 0, cloud: 0, wind: 0, north: 0 };
  for (let stretch = first; stretch <= last; stretch += 1) {
    const hours = (at - frontPassesAt(seed, stretch)) / hourMs;
    const strength = strengthOf(seed, stretch);
    sums.pressure += strength * shapes.pressure(hours);
    sums.warmth += strength * shapes.warmth(hours);
    sums.cloud += strength * shapes.cloud(hours);
    sums.wind += strength * shapes.wind(hours);
    sums.north += strength * shapes.north(hours);
  }
  const score = (name: keyof FrontScores): number => (sums[name] - usual[name][0]) / usual[name][1];
  return {
    pressure: score('pressure'),
    warmth: score('warmth'),
    cloud: score('cloud'),
    wind: score('wind'),
    north: score('north'),
  };
}
