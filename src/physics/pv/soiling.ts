/** How a surface gets dirty and clean. */
export interface Dust {
  /** Share of the light that a dry day takes away. */
  readonly lossRatioPerDay: number;
  /** Beyond it no more dust stays. */
  readonly lossRatioMax: number;
  /** Rain in mm that leaves a third of the dust. */
  readonly washMm: number;
}

/**
 * Share of the light lost to dust after some hours: it grows evenly with dry time, as Kimber,
 * Mitchell, Nogradi and Wenger, 4th World Conference on Photovoltaic Energy Conversion (2006)
 * 2391–2395, found it, and rain washes it off. They take a surface as clean from a day's rain on; here
 * dust falls exponentially with rain (assumption), so that the answer does not hang on the step.
 *
 * @example soilingLossRatio({ lossRatioPerDay: 0.002, lossRatioMax: 0.2, washMm: 3 }, 0.01, { hours: 24, rainMm: 0 }) // 0.012
 */
export function soilingLossRatio(
  dust: Dust,
  lossRatio: number,
  since: { readonly hours: number; readonly rainMm: number },
): number {
  const dusty = lossRatio + (dust.lossRatioPerDay * since.hours) / 24;
  return Math.min(dust.lossRatioMax, dusty) * Math.exp(-since.rainMm / dust.washMm);
}
