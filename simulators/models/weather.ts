import { hourMs, type Instant, minuteMs, secondMs } from '../../src/domain/instant.ts';
import { cosDeg, wrap360 } from '../../src/physics/angle.ts';
import { clearSky } from '../../src/physics/solar/clear-sky.ts';
import { extraterrestrialWm2 } from '../../src/physics/solar/extraterrestrial.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import { type GeoPosition, type SunPosition, sunPosition } from '../../src/physics/solar/sun.ts';
import type { LocalMoment } from './calendar.ts';
import { seedFor, smoothNoise } from './noise.ts';

/** What all of the county shares at one moment. */
export interface CountyWeather {
  readonly at: Instant;
  readonly sun: SunPosition;
  /** Irradiance outside the air, and under a sky without clouds. */
  readonly extraWm2: number;
  readonly clear: Irradiance;
  /** Share of the sky under cloud, 0–1. */
  readonly cloudRatio: number;
  readonly tempC: number;
  /** At 10 m. */
  readonly windSpeedMps: number;
  readonly windDirectionDeg: number;
  readonly humidityPct: number;
  readonly pressureHpa: number;
  readonly rainMmPerH: number;
}

/** Figures of the plain of eastern Henan (assumptions from its climate, not measured). */
const climate = {
  altitudeM: 70,
  linkeTurbidity: 4.2,
  yearMeanC: 14.8,
  yearSwingC: 13.6,
  coldestDay: 18,
  daySwingC: 5.2,
  windMeanMps: 3.3,
} as const;

/** Slow changes, each with the time in which the old state is forgotten. */
const drifts = {
  pressure: 40 * hourMs,
  front: 30 * hourMs,
  sky: 7 * hourMs,
  air: 70 * hourMs,
  direction: 32 * hourMs,
  veer: 2 * hourMs,
  shower: 100 * minuteMs,
  wind: 22 * hourMs,
  breeze: 5 * hourMs,
  gusts: 35 * minuteMs,
  frequency: 45 * secondMs,
} as const;
type Drift = keyof typeof drifts;

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Weather over the whole county: a function of the seed and of time alone. */
export function weatherModel(
  seed: number,
  site: GeoPosition,
): (at: Instant, local: LocalMoment) => CountyWeather {
  const drift = driftsOf(seed);
  return (at, local) => {
    const warmth = cosDeg(15 * (local.hour - 15));
    const sun = sunPosition(at, site);
    const extraWm2 = extraterrestrialWm2(at);
    const pressureHpa = 1008 + 9 * seasonOf(local) + 7 * drift('pressure', at);
    const cloudRatio = clamp(0.46 + 0.62 * drift('front', at) + 0.22 * drift('sky', at), 0, 1);
    const daySwingC = climate.daySwingC * (1 - 0.55 * cloudRatio);
    const wet = clamp((cloudRatio - 0.82) / 0.18, 0, 1);
    const strength =
      0.75 * drift('wind', at) + 0.35 * drift('breeze', at) + 0.14 * drift('gusts', at);
    return {
      at,
      sun,
      extraWm2,
      clear: clearSky(sun.apparentZenithDeg, extraWm2, { ...climate, pressureHpa }),
      cloudRatio,
      tempC:
        climate.yearMeanC -
        climate.yearSwingC * seasonOf(local) +
        4.5 * drift('air', at) +
        daySwingC * warmth,
      windSpeedMps: climate.windMeanMps * Math.exp(0.8 * strength) * (1 + 0.15 * warmth),
      windDirectionDeg: wrap360(60 + 150 * drift('direction', at) + 25 * drift('veer', at)),
      humidityPct: clamp(52 + 26 * cloudRatio - 2.6 * daySwingC * warmth + 10 * wet, 12, 99),
      pressureHpa,
      rainMmPerH: 5 * wet * clamp(drift('shower', at), 0, 1),
    };
  };
}

/** Grid frequency in Hz: the same everywhere, mostly within ±0.03 of 50. */
export function frequencyModel(seed: number): (at: Instant) => number {
  const drift = driftsOf(seed);
  return (at) => 50 + 0.03 * drift('frequency', at);
}

function driftsOf(seed: number): (name: Drift, at: Instant) => number {
  const names = Object.keys(drifts) as Drift[];
  const seeds = Object.fromEntries(names.map((name) => [name, seedFor(seed, name)])) as Record<
    Drift,
    number
  >;
  return (name, at) => smoothNoise(seeds[name], at / drifts[name]);
}

/** 1 in the coldest days of the year, −1 in the hottest. */
function seasonOf(local: LocalMoment): number {
  return Math.cos((2 * Math.PI * (local.dayOfYear - climate.coldestDay)) / 365.25);
}
