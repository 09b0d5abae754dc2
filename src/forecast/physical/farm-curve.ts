import { regionalSpread, smoothedCurve } from '../../physics/wind/curve-smoothing.ts';

const stepMps = 0.25;

/** Power as a share of the rating at a wind speed; NaN where the speed is. */
export type FarmCurve = (speedMps: number) => number;

/**
 * What a wind farm is expected to give, as a share of its rating, at a forecast speed at hub height:
 * the curve of a usual turbine (3 m/s to 12.5 m/s, out at 25), smoothed by the spread of wind over a
 * region, which also stands for the error of a forecast. A start for learners, not a plant's own curve.
 */
export function openFarmCurve(): FarmCurve {
  const speedsMps = Array.from({ length: 25 / stepMps + 1 }, (_, place) => place * stepMps);
  const turbine = { speedsMps, powerRatios: speedsMps.map(turbineRatio) };
  const ratios = Float64Array.from(smoothedCurve(turbine, regionalSpread).powerRatios);
  return curveThrough(ratios, stepMps);
}

/** Linear between points that are a step of speed apart, from calm on; zero beyond the last. */
export function curveThrough(ratios: Float64Array, pointStepMps: number): FarmCurve {
  return (speedMps) => {
    const place = Math.max(0, speedMps) / pointStepMps;
    if (Number.isNaN(place)) return Number.NaN;
    const left = Math.floor(place);
    const lower = ratios[left] ?? 0;
    return lower + ((ratios[left + 1] ?? 0) - lower) * (place - left);
  };
}

/** Power grows with the cube of the speed between cut-in and rated speed. */
function turbineRatio(speedMps: number): number {
  const [cutInMps, ratedMps] = [3, 12.5];
  const share = (speedMps ** 3 - cutInMps ** 3) / (ratedMps ** 3 - cutInMps ** 3);
  return Math.min(1, Math.max(0, share));
}
