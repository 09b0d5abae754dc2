import { cosDeg } from '../angle.ts';
import type { Irradiance } from './irradiance.ts';

/** Share of the diffuse in the global irradiance, by the clearness index 0–1. */
export type DiffuseRatio = (clearness: number) => number;

/** Below it the sun is too low for the formulas. */
const cosZenithMin = 0.065;
export const splitZenithMaxDeg = 87;

/**
 * Ratio of the global irradiance to that outside the air on the horizontal, 0–1; with the sun lower
 * than 3.7° it is taken to stand there.
 *
 * @example clearnessIndex(300, 60, 1366.1) // 0.439
 */
export function clearnessIndex(ghiWm2: number, zenithDeg: number, extraWm2: number): number {
  const kt = ghiWm2 / (extraWm2 * Math.max(cosDeg(zenithDeg), cosZenithMin));
  return Math.min(1, Math.max(0, kt));
}

/**
 * Splits global horizontal irradiance into beam and diffuse, by Erbs unless another formula is
 * given. Made for hourly means; with the sun lower than 3° all of it is diffuse.
 *
 * @param zenithDeg - true, without refraction.
 * @example splitGlobal(300, 60, 1366.1).dhiWm2 // 233.0
 */
export function splitGlobal(
  ghiWm2: number,
  zenithDeg: number,
  extraWm2: number,
  diffuseRatio: DiffuseRatio = erbsDiffuseRatio,
): Irradiance {
  const dhiWm2 = ghiWm2 * diffuseRatio(clearnessIndex(ghiWm2, zenithDeg, extraWm2));
  const dniWm2 = (ghiWm2 - dhiWm2) / cosDeg(zenithDeg);
  if (zenithDeg > splitZenithMaxDeg || ghiWm2 < 0 || dniWm2 < 0) {
    return { ghiWm2, dniWm2: 0, dhiWm2: ghiWm2 };
  }
  return { ghiWm2, dniWm2, dhiWm2 };
}

/** Erbs, Klein and Duffie, Solar Energy 28 (1982) 293–302: the usual one. */
export function erbsDiffuseRatio(kt: number): number {
  if (kt <= 0.22) return 1 - 0.09 * kt;
  if (kt > 0.8) return 0.165;
  return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
}

/** Driesse, Jensen and Perez, Solar Energy 267 (2024) 112093: Erbs without jumps at its joints. */
export function erbsDriesseDiffuseRatio(kt: number): number {
  if (kt <= 0.216) return 1 - 0.09 * kt;
  if (kt > 0.792) return 0.165;
  const inner = 4.246926715218317 + kt * (-16.470508424697304 + kt * 12.2691143957126);
  return 0.946296633571001 + kt * (-0.1139058380631388 + kt * inner);
}

/** Boland, Scott and Luther, Environmetrics 12 (2001) 103; with its factors for 15 minutes. */
export function bolandDiffuseRatio(kt: number): number {
  return 1 / (1 + Math.exp(8.645 * (kt - 0.613)));
}

/** Orgill and Hollands, Solar Energy 19 (1977) 357: hourly values of Toronto. */
export function orgillHollandsDiffuseRatio(kt: number): number {
  if (kt < 0.35) return 1 - 0.249 * kt;
  return kt <= 0.75 ? 1.557 - 1.84 * kt : 0.177;
}
