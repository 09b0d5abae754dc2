import { type PowerCurve, windPowerRatio } from './power-curve.ts';

/** Standard deviation in m/s of the wind over a farm at a mean speed. */
export type SpeedSpread = (meanSpeedMps: number) => number;

/** The spread of gusts: turbulence intensity, usually 0.08–0.2, times the mean speed. */
export function turbulenceSpread(turbulenceRatio: number): SpeedSpread {
  return (meanSpeedMps) => turbulenceRatio * meanSpeedMps;
}

/**
 * The spread over a region of many farms, `0.6 + 0.2 v`: Staffell and Pfenninger, Energy 114 (2016)
 * 1224–1239.
 */
export const regionalSpread: SpeedSpread = (meanSpeedMps) => 0.6 + 0.2 * meanSpeedMps;

const blockMps = 0.5;
/** Speeds further away than this do not count. */
const reachMps = 15;

/**
 * The power curve of many turbines that feel different winds with one mean: the curve of one,
 * weighed by a normal distribution of the speed in blocks of 0.5 m/s. Nørgaard and Holttinen, Nordic
 * Wind Power Conference (2004). The answer goes 15 m/s beyond the last speed, since above cut-out
 * some turbines still run. The points of the curve are spaced evenly.
 *
 * @example
 * const curve = { speedsMps: [3, 5, 7, 9, 11, 13], powerRatios: [0, 0.25, 0.5, 0.75, 1, 1] };
 * windPowerRatio(smoothedCurve(curve, turbulenceSpread(0.1)), 11); // 0.939
 */
export function smoothedCurve(curve: PowerCurve, spread: SpeedSpread): PowerCurve {
  const extended = withSpeedsBeyond(curve);
  const { speedsMps } = extended;
  return { speedsMps, powerRatios: speedsMps.map((mean) => meanRatio(extended, mean, spread)) };
}

function meanRatio(curve: PowerCurve, meanMps: number, spread: SpeedSpread): number {
  const sigma = spread(meanMps);
  if (sigma === 0) return 0;
  let sum = 0;
  for (let block = -reachMps / blockMps; block <= reachMps / blockMps; block += 1) {
    const offsetMps = block * blockMps;
    const density = Math.exp(-((offsetMps / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI));
    sum += blockMps * density * windPowerRatio(curve, meanMps + offsetMps);
  }
  return sum;
}

/** The curve with zeros beyond its end, spaced like its last two points. */
function withSpeedsBeyond({ speedsMps, powerRatios }: PowerCurve): PowerCurve {
  const last = speedsMps.at(-1) ?? 0;
  const spacing = last - (speedsMps.at(-2) ?? last - blockMps);
  const beyond = Array.from(
    { length: Math.ceil(reachMps / spacing) },
    (_, index) => last + spacing * (index + 1),
  );
  return {
    speedsMps: [...speedsMps, ...beyond],
    powerRatios: [...powerRatios, ...beyond.map(() => 0)],
  };
}
