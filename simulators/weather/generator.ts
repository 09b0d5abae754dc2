import type { Instant } from '../../src/domain/instant.ts';
import { clearSky } from '../../src/physics/solar/clear-sky.ts';
import { splitGlobal } from '../../src/physics/solar/decomposition.ts';
import { extraterrestrialWm2 } from '../../src/physics/solar/extraterrestrial.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import { type GeoPosition, sunPosition } from '../../src/physics/solar/sun.ts';
import { seedFor } from '../models/noise.ts';
import { airOf, type TunedClimate } from './air.ts';
import { type Climate, lankaoClimate, solarMoment } from './climate.ts';
import { cloudOffsets } from './cloud-cover.ts';
import { type CloudAbove, cloudAbove, cloudField, cloudMotion } from './clouds.ts';
import type { CountyWeather, Place, WeatherSource } from './county-weather.ts';
import { forecaster } from './forecast.ts';
import { scoresOf, truthAt, type WeatherScores } from './scores.ts';

export interface GeneratorOptions {
  readonly seed: number;
  readonly site: GeoPosition;
  /** The plain of eastern Henan if left out. */
  readonly climate?: Climate;
}

/**
 * Weather of a made-up year that its place could have: see `docs/simulators.md`.
 *
 * @example
 * const weather = generatedWeather({ seed: 1, site: { latitude: 34.82, longitude: 114.82 } });
 * const noon = weather.weatherAt(instant(Date.UTC(2026, 5, 21, 4)));
 * const { ghiWm2 } = weather.skyAt(noon)({ eastM: 2_000, northM: 0 });
 */
export function generatedWeather(options: GeneratorOptions): WeatherSource {
  const { seed, site } = options;
  const usual = options.climate ?? lankaoClimate;
  const climate: TunedClimate = { ...usual, cloudOffsets: cloudOffsets(usual, site) };
  const own = seedFor(seed, 'weather');
  const scoresWith = scoresOf(own, site.latitude);
  const weatherOf = (at: Instant, scores: WeatherScores): CountyWeather => {
    const { linkeTurbidity, ...air } = airOf(scores, solarMoment(at, site.longitude), climate);
    const sun = sunPosition(at, site);
    const extraWm2 = extraterrestrialWm2(at);
    const above = { altitudeM: climate.altitudeM, linkeTurbidity, pressureHpa: air.pressureHpa };
    const clear = clearSky(sun.apparentZenithDeg, extraWm2, above);
    return { at, sun, extraWm2, clear, cloudMotion: cloudMotion(scores), ...air };
  };
  const fieldAt = cloudField(seedFor(own, 'sky'), (at) =>
    cloudMotion(scoresWith(truthAt(own, at))),
  );
  return {
    weatherAt: (at) => weatherOf(at, scoresWith(truthAt(own, at))),
    skyAt: (weather) => skyUnder(weather, fieldAt),
    forecastAt: forecaster(own, (at, reader) => weatherOf(at, scoresWith(reader))),
  };
}

function skyUnder(
  weather: CountyWeather,
  fieldAt: (at: Instant) => (place: Place) => number,
): (place: Place) => Irradiance {
  if (!(weather.clear.ghiWm2 > 0)) return () => weather.clear;
  const densityAt = fieldAt(weather.at);
  return (place) => throughCloud(weather, cloudAbove(weather.cloudRatio, densityAt(place)));
}

/** Gaps keep the beam of the clear sky; what comes through a cloud is split as Erbs found it. */
function throughCloud(weather: CountyWeather, cloud: CloudAbove): Irradiance {
  const { clear, sun, extraWm2 } = weather;
  const { opacity, throughRatio, gapRatio } = cloud;
  const under = splitGlobal(clear.ghiWm2 * throughRatio, sun.zenithDeg, extraWm2);
  const mix = (open: number, covered: number): number => open + opacity * (covered - open);
  return {
    ghiWm2: mix(clear.ghiWm2 * gapRatio, under.ghiWm2),
    dniWm2: mix(clear.dniWm2, under.dniWm2),
    dhiWm2: mix(clear.dhiWm2 + clear.ghiWm2 * (gapRatio - 1), under.dhiWm2),
  };
}
