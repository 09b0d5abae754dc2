import { hourMs, type Instant } from '../../src/domain/instant.ts';
import { seedFor } from '../models/noise.ts';
import { type FrontScores, frontScores } from './fronts.ts';
import { gaussianAt } from './gaussian.ts';

/** Slow drifts, each with the hours between its knots. */
const drifts = {
  pressure: { highs: 60, lows: 18 },
  warmth: { spell: 190, mass: 62, day: 20 },
  cloud: { deck: 40, banks: 15, patches: 5, gaps: 1.6 },
  wind: { gradient: 34, breeze: 11, lull: 3.5, swing: 1 },
  north: { turn: 40, veer: 6 },
  east: { turn: 44, veer: 6 },
  haze: { episode: 80 },
  shower: { burst: 2.5, drops: 0.7 },
} as const;
export type Score = keyof typeof drifts;

/** How much of a score is the front's and each drift's; the squares add up to 1. */
const shares: Readonly<
  Record<Score, { readonly front: number; readonly drifts: readonly number[] }>
> = {
  pressure: { front: 0.72, drifts: [0.62, 0.31] },
  warmth: { front: 0.7, drifts: [0.52, 0.46, 0.18] },
  cloud: { front: 0.5, drifts: [0.55, 0.5, 0.37, 0.24] },
  wind: { front: 0.5, drifts: [0.5, 0.46, 0.42, 0.33] },
  north: { front: 0.7, drifts: [0.6, 0.39] },
  east: { front: 0, drifts: [0.85, 0.53] },
  haze: { front: 0, drifts: [1] },
  shower: { front: 0, drifts: [0.8, 0.6] },
};

/** One standard normal score for each thing that goes up and down, all alike in spread. */
export type WeatherScores = Readonly<Record<Score, number>>;

/** One drift of a seed. */
export interface Drift {
  readonly seed: number;
  readonly hours: number;
}

/** Where scores come from: the truth, or a forecast's idea of it. */
export interface ScoreReader {
  front(): FrontScores;
  drift(drift: Drift): number;
}

interface Part {
  readonly front: number;
  readonly drifts: readonly (Drift & { readonly share: number })[];
}

function partsOf(seed: number): ReadonlyMap<Score, Part> {
  const names = Object.keys(drifts) as Score[];
  return new Map(
    names.map((name) => {
      const { front, drifts: own } = shares[name];
      const scale = 1 / Math.hypot(front, ...own);
      const parts = Object.entries(drifts[name]).map(([drift, hours], index) => ({
        seed: seedFor(seed, `${name} ${drift}`),
        hours,
        share: scale * (own[index] ?? 0),
      }));
      return [name, { front: scale * front, drifts: parts }] as const;
    }),
  );
}

/**
 * Puts the scores of a seed together from what a reader says of fronts and drifts. Cold air comes
 * from the pole that is nearer.
 */
export function scoresOf(seed: number, latitude: number): (reader: ScoreReader) => WeatherScores {
  const parts = partsOf(seed);
  const poleward = latitude < 0 ? -1 : 1;
  return (reader) => {
    const fronts: Partial<Record<Score, number>> = { ...reader.front() };
    const scores = {
      pressure: 0,
      warmth: 0,
      cloud: 0,
      wind: 0,
      north: 0,
      east: 0,
      haze: 0,
      shower: 0,
    };
    for (const [name, { front, drifts: own }] of parts) {
      let sum = front * (fronts[name] ?? 0);
      for (const drift of own) sum += drift.share * reader.drift(drift);
      scores[name] = sum;
    }
    return { ...scores, north: poleward * scores.north };
  };
}

/** What really is at a moment. */
export function truthAt(seed: number, at: Instant): ScoreReader {
  return {
    front: () => frontScores(seed, at),
    drift: (drift) => gaussianAt(drift.seed, at / (drift.hours * hourMs)),
  };
}
