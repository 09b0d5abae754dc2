/**
 * Wind speed at another height by the power law of Hellmann (1916): `v × (to / from)^exponent`.
 * Over flat farmland the exponent is about 0.14 by day and up to 0.3 in stable nights. For 10–200 m.
 *
 * @example
 * windAtHeightMps(5, { fromM: 10, toM: 100, exponent: 0.2 }); // 7.92
 */
export function windAtHeightMps(
  speedMps: number,
  heights: { readonly fromM: number; readonly toM: number; readonly exponent: number },
): number {
  return speedMps * (heights.toM / heights.fromM) ** heights.exponent;
}

/**
 * Hellmann's exponent where none was measured: `1 / ln(height / roughness)`, which makes the power
 * law agree with the neutral logarithmic profile near that height. Sharp, in Wind Energy Handbook.
 *
 * @example
 * hellmannExponent({ hubHeightM: 100, roughnessM: 0.1 }); // 0.145
 */
export function hellmannExponent(site: {
  readonly hubHeightM: number;
  readonly roughnessM: number;
}): number {
  return 1 / Math.log(site.hubHeightM / site.roughnessM);
}

/** Obstacles lift the profile by this share of their height. */
const displacementRatio = 0.7;

/**
 * Wind speed at another height by the logarithmic profile of a neutral boundary layer,
 * `v × ln((to − d) / z0) / ln((from − d) / z0)`, with the displacement `d` = 0.7 × height of the
 * obstacles. Quaschning, Regenerative Energiesysteme (2011) 278. From some metres above the
 * obstacles to about 100 m. NaN where either height lies among the obstacles.
 *
 * @example
 * windAtHeightLogMps(5, { fromM: 10, toM: 100, roughnessM: 0.1, obstaclesM: 0 }); // 7.5
 */
export function windAtHeightLogMps(
  speedMps: number,
  site: {
    readonly fromM: number;
    readonly toM: number;
    /** Roughness length z0: 0.03 m over grass, 0.1 m over crops, 0.5 m at a village's edge. */
    readonly roughnessM: number;
    /** Height of trees and houses around. */
    readonly obstaclesM: number;
  },
): number {
  const displacementM = displacementRatio * site.obstaclesM;
  const overRoughness = (heightM: number): number =>
    Math.log((heightM - displacementM) / site.roughnessM);
  return (speedMps * overRoughness(site.toM)) / overRoughness(site.fromM);
}
