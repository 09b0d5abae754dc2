import { dayMs, hourMs, instant } from '../../src/domain/instant.ts';
import { clearSky } from '../../src/physics/solar/clear-sky.ts';
import { extraterrestrialWm2 } from '../../src/physics/solar/extraterrestrial.ts';
import { type GeoPosition, sunPosition } from '../../src/physics/solar/sun.ts';
import { clamp } from '../models/clamp.ts';
import { type Climate, type Monthly, monthlyAt, solarMoment } from './climate.ts';
import { clearSkyIndex, cloudAbove } from './clouds.ts';
import { normalShareBelow } from './gaussian.ts';

/** Above 1, skies are more often clear or overcast than half covered. */
const contrast = 2;

/** Share of the sky under cloud for a score, where `offset` makes a month duller or brighter. */
export function cloudRatioOf(score: number, offset: number): number {
  return normalShareBelow(contrast * score + offset);
}

const quadratureStep = 0.1;
const quadratureZs = Array.from({ length: 81 }, (_, index) => (index - 40) * quadratureStep);
const quadratureWeights = quadratureZs.map(
  (z) => (quadratureStep * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI),
);

/** Mean of a function over a standard normal variable. */
function normalMean(value: (z: number) => number): number {
  return quadratureZs.reduce(
    (sum, z, index) => sum + value(z) * (quadratureWeights[index] ?? 0),
    0,
  );
}

const ratioSteps = 100;
const meanIndexes = Array.from({ length: ratioSteps + 1 }, (_, step) =>
  normalMean((density) => clearSkyIndex(cloudAbove(step / ratioSteps, density))),
);

/** Clear-sky index on average over all places under a cover. */
export function meanClearSkyIndex(cloudRatio: number): number {
  const at = clamp(cloudRatio, 0, 1) * ratioSteps;
  const step = Math.min(ratioSteps - 1, Math.floor(at));
  const left = meanIndexes[step] ?? 1;
  const right = meanIndexes[step + 1] ?? left;
  return left + (at - step) * (right - left);
}

/** The cover under which the mean clear-sky index is the given one. */
export function cloudRatioFor(index: number): number {
  return bisect((ratio) => index - meanClearSkyIndex(ratio), { low: 0, high: 1 });
}

/** Zero of a rising function; the nearer end where there is none between. */
function bisect(
  rising: (x: number) => number,
  { low, high }: { readonly low: number; readonly high: number },
): number {
  let from = low;
  let to = high;
  for (let round = 0; round < 40; round += 1) {
    const middle = (from + to) / 2;
    if (rising(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

const offsetMax = 6;

/**
 * Offsets of the cloud score by month with which the irradiation of a place comes out as its
 * climate says; as cloudless as can be where the climate asks for more than that.
 */
export function cloudOffsets(climate: Climate, site: GeoPosition): Monthly {
  return climate.ghiKwhPerM2.map((ghiKwhPerM2, month) => {
    const wanted = ghiKwhPerM2 / clearMonthKwhPerM2(climate, site, month);
    return bisect(
      (offset) => wanted - normalMean((score) => meanClearSkyIndex(cloudRatioOf(score, offset))),
      { low: -offsetMax, high: offsetMax },
    );
  });
}

const daysPerMonth = 365.2425 / 12;
const sampledYearAt = Date.UTC(2025, 0);
const sampledDays = 4;

/** Irradiation of a cloudless month, from every hour of some of its days. */
function clearMonthKwhPerM2(climate: Climate, site: GeoPosition, month: number): number {
  let sumWm2 = 0;
  for (let sample = 0; sample < 24 * sampledDays; sample += 1) {
    const share = (Math.floor(sample / 24) + 0.5) / sampledDays;
    const day = Math.floor((month + share) * daysPerMonth);
    const at = instant(sampledYearAt + day * dayMs + ((sample % 24) + 0.5) * hourMs);
    const moment = solarMoment(at, site.longitude);
    sumWm2 += clearSky(sunPosition(at, site).apparentZenithDeg, extraterrestrialWm2(at), {
      altitudeM: climate.altitudeM,
      linkeTurbidity: monthlyAt(climate.linkeTurbidity, moment),
      pressureHpa: monthlyAt(climate.pressureHpa, moment),
    }).ghiWm2;
  }
  return (sumWm2 / sampledDays / 1_000) * daysPerMonth;
}
