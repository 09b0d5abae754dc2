import { hourMs, type Instant, minuteMs, secondMs } from '../../src/domain/instant.ts';
import { cosDeg, sinDeg } from '../../src/physics/angle.ts';
import { clamp } from '../models/clamp.ts';
import { seedFor } from '../models/noise.ts';
import type { CloudMotion, Place } from './county-weather.ts';
import { gaussianPlane, normalQuantile } from './gaussian.ts';
import type { WeatherScores } from './scores.ts';

/** What one cloud does to the light: how much of the view it covers, and what comes through. */
export interface CloudAbove {
  /** 0 in a gap, 1 under the cloud, between at its edge. */
  readonly opacity: number;
  /** Share of the clear-sky irradiance that comes through where it covers. */
  readonly throughRatio: number;
  /** Share in the gap: above 1 where bright edges add to the sun. */
  readonly gapRatio: number;
}

const edgeWidth = 0.4;
const darkestRatio = 0.05;
const thinnestRatio = 0.74;
const deeperBy = 0.74;
const edgeGlowRatio = 0.27;
const glowWidth = 0.45;

/**
 * Light under a field of clouds where `density` (standard normal over places) is above the
 * threshold that leaves `cloudRatio` of the sky covered. Deeper clouds are darker; gaps in broken
 * cloud are brighter than a clear sky, up to about 1.2 at the rim of a cloud. The figures are
 * assumptions that give the two-peaked distribution with overshoots that Lohmann, Monahan and
 * Heinemann (Atmos. Chem. Phys. 16 (2016) 6365) and others measured.
 */
export function cloudAbove(cloudRatio: number, density: number): CloudAbove {
  const depth = density + normalQuantile(clamp(cloudRatio, 0.001, 0.999));
  const edge = clamp(depth / edgeWidth + 0.5, 0, 1);
  const broken = 4 * cloudRatio * (1 - cloudRatio);
  return {
    opacity: edge * edge * (3 - 2 * edge),
    throughRatio:
      darkestRatio + (thinnestRatio - darkestRatio) * Math.exp(-deeperBy * Math.max(0, depth)),
    gapRatio: 1 + edgeGlowRatio * broken * Math.exp(Math.min(0, depth) / glowWidth),
  };
}

/** Clear-sky index under a cloud: irradiance as a share of that of a clear sky. */
export function clearSkyIndex({ opacity, throughRatio, gapRatio }: CloudAbove): number {
  return gapRatio + opacity * (throughRatio - gapRatio);
}

/** Sizes and lives of clouds, with their share of the field's variance (assumptions). */
const layers = [
  { name: 'decks', sizeM: 26_000, lifeMs: 4 * hourMs, variance: 0.48 },
  { name: 'banks', sizeM: 7_000, lifeMs: 90 * minuteMs, variance: 0.31 },
  { name: 'heaps', sizeM: 1_900, lifeMs: 25 * minuteMs, variance: 0.16 },
  { name: 'scraps', sizeM: 550, lifeMs: 8 * minuteMs, variance: 0.05 },
] as const;

/** Clouds move with the westerlies of their height, which fronts turn and strong winds hasten. */
export function cloudMotion(scores: WeatherScores): CloudMotion {
  const speedMps = 9 * Math.exp(0.25 * scores.wind);
  const fromDeg = 270 + 40 * Math.tanh(scores.north / 1.5);
  return { eastMps: -speedMps * sinDeg(fromDeg), northMps: -speedMps * cosDeg(fromDeg) };
}

interface Sheet {
  readonly seed: number;
  readonly sizeM: number;
  readonly weight: number;
  readonly eastM: number;
  readonly northM: number;
}

/**
 * The field of clouds at one moment. Each layer is made of sheets that are born, travel with the
 * wind of their time, and fade into the next, so that a place downwind sees the same cloud later.
 */
export function cloudField(
  seed: number,
  motionAt: (at: Instant) => CloudMotion,
): (at: Instant) => (place: Place) => number {
  const seeded = layers.map((layer) => ({ ...layer, seed: seedFor(seed, layer.name) }));
  return (at) => {
    const sheets = seeded.flatMap((layer) => sheetsOf(layer, at, motionAt));
    return (place) => {
      let density = 0;
      for (const { seed: own, sizeM, weight, eastM, northM } of sheets) {
        const x = (place.eastM - eastM) / sizeM;
        const y = (place.northM - northM) / sizeM;
        density += weight * gaussianPlane(own, x, y);
      }
      return density;
    };
  };
}

function sheetsOf(
  layer: (typeof layers)[number] & { readonly seed: number },
  at: Instant,
  motionAt: (at: Instant) => CloudMotion,
): Sheet[] {
  const age = at / layer.lifeMs;
  const knot = Math.floor(age);
  const share = age - knot;
  const later = share * share * (3 - 2 * share);
  const scale = Math.sqrt(layer.variance) / Math.hypot(later, 1 - later);
  return [
    { number: knot, weight: scale * (1 - later) },
    { number: knot + 1, weight: scale * later },
  ].map(({ number, weight }) => {
    const bornAt = (number * layer.lifeMs) as Instant;
    const { eastMps, northMps } = motionAt(bornAt);
    const seconds = (at - bornAt) / secondMs;
    return {
      seed: seedFor(layer.seed, `${number}`),
      sizeM: layer.sizeM,
      weight,
      eastM: eastMps * seconds,
      northM: northMps * seconds,
    };
  });
}
