import { minuteMs, secondMs } from '../../src/domain/instant.ts';
import { splitGlobal } from '../../src/physics/solar/decomposition.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import { seedFor, smoothField, smoothNoise } from './noise.ts';
import { type CountyWeather, clamp } from './weather.ts';

/** Metres from the county's centre. */
export interface Place {
  readonly eastM: number;
  readonly northM: number;
}

/** Clouds travel with the wind of their height, here always from the west-north-west. */
export const cloudMotion = { eastMps: 8.5, northMps: -3.5 } as const;
const layers = [
  { name: 'banks', sizeM: 4_500, lifeMs: 25 * minuteMs, weight: 0.65 },
  { name: 'heaps', sizeM: 1_300, lifeMs: 9 * minuteMs, weight: 0.35 },
] as const;

/**
 * Irradiance under the clouds over a place. Clouds move, so that a place downwind sees the same
 * cloud later. How much they take is an assumption: a third when few, four fifths when overcast.
 */
export function skyModel(seed: number): (weather: CountyWeather, place: Place) => Irradiance {
  const seeded = layers.map((layer) => ({ ...layer, seed: seedFor(seed, layer.name) }));
  return (weather, place) => {
    if (weather.clear.ghiWm2 <= 0) return weather.clear;
    const driftS = weather.at / secondMs;
    let density = 0;
    for (const { seed: own, sizeM, lifeMs, weight } of seeded) {
      const x = (place.eastM - cloudMotion.eastMps * driftS) / sizeM;
      const y = (place.northM - cloudMotion.northMps * driftS) / sizeM;
      density += weight * smoothField(own, x, y, weather.at / lifeMs);
    }
    // Density lies mostly in 0.2–0.8: without cover no cloud is left, with full cover no gap.
    const edge = 0.85 - 0.8 * weather.cloudRatio;
    return throughCloud(weather, clamp((density - edge) / 0.12, 0, 1));
  };
}

function throughCloud(weather: CountyWeather, opacity: number): Irradiance {
  const { clear, cloudRatio, sun, extraWm2 } = weather;
  const ghiWm2 = clear.ghiWm2 * (1 - opacity * (0.3 + 0.5 * cloudRatio));
  const cloudy = splitGlobal(ghiWm2, sun.zenithDeg, extraWm2);
  const mix = (open: number, covered: number): number => open + opacity * (covered - open);
  return {
    ghiWm2,
    dniWm2: mix(clear.dniWm2, cloudy.dniWm2),
    dhiWm2: mix(clear.dhiWm2, cloudy.dhiWm2),
  };
}

/** Wind at 10 m over a place: the county's, with gusts of its own; the mean over several spots. */
export function windOver(ownSeed: number, weather: CountyWeather, spots = 1): number {
  const own = 1 / Math.sqrt(Math.max(1, spots));
  const gust = smoothNoise(ownSeed, weather.at / (40 * secondMs));
  const lull = smoothNoise(ownSeed ^ 1, weather.at / (11 * minuteMs));
  return weather.windSpeedMps * (1 + own * (0.1 * gust + 0.08 * lull));
}
