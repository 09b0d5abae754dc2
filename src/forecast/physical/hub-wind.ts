import { windAtHeightMps } from '../../physics/wind/wind-profile.ts';

/** Wind at the heights at which it is told; the lower one is missing where there is but one. */
export interface WindHeights {
  readonly highM: number;
  readonly lowM?: number;
}

/** Hellmann's exponent over open land by day and night, where only one height tells the wind. */
const usualExponent = 1 / 7;
/** Forecast profiles outside are errors of light winds, not shear. */
const exponentBounds = { least: -0.1, most: 0.6 } as const;
const calmMps = 0.5;

/** Wind at hub height by the power law, its exponent from both heights where there are two. */
export function hubSpeedMps(
  heights: WindHeights,
  { highMps, lowMps, hubHeightM }: { highMps: number; lowMps: number; hubHeightM: number },
): number {
  const exponent = exponentOf(heights, highMps, lowMps);
  return windAtHeightMps(highMps, { fromM: heights.highM, toM: hubHeightM, exponent });
}

function exponentOf({ highM, lowM }: WindHeights, highMps: number, lowMps: number): number {
  if (lowM === undefined || !(highMps > calmMps) || !(lowMps > calmMps)) return usualExponent;
  const exponent = Math.log(highMps / lowMps) / Math.log(highM / lowM);
  return Math.min(exponentBounds.most, Math.max(exponentBounds.least, exponent));
}
