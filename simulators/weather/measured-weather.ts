import { hourMs, type Instant, instant, secondMs } from '../../src/domain/instant.ts';
import { atan2Deg, cosDeg, sinDeg, wrap360 } from '../../src/physics/angle.ts';
import { splitGlobal } from '../../src/physics/solar/decomposition.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import { clamp } from '../models/clamp.ts';
import { cloudRatioFor, meanClearSkyIndex } from './cloud-cover.ts';
import type {
  CountyWeather,
  ForecastTimes,
  Place,
  WeatherForecast,
  WeatherSource,
} from './county-weather.ts';
import type { MeasuredPoint, MeasuredTable } from './measured-file.ts';
import { interpolated, type MeasuredSeries, seriesFrom } from './measured-series.ts';

/** With less light than this the clear-sky index is noise. */
const clearWm2Min = 20;
const indexMax = 1.5;
/** The last index of the evening and the first of the morning hold so long. */
const indexHoldMs = 2 * hourMs;

/**
 * Weather as a file measured it. What the file does not hold, and the time before, after and in its
 * gaps, is the generator's. Irradiance is interpolated as the clear-sky index and split by Erbs;
 * the measured sky travels over the county with the generator's clouds. A forecast errs as the
 * generator's forecast of itself does at the same times.
 */
export function measuredWeather(table: MeasuredTable, generated: WeatherSource): WeatherSource {
  const index = clearSkyIndexes(table, generated);
  const indexAt = (at: Instant): number | null => interpolated(index, at, indexHoldMs);
  const airAt = airReader(table);
  const weatherAt = (at: Instant): CountyWeather => {
    const made = generated.weatherAt(at);
    const seen = indexAt(at);
    return {
      ...made,
      ...airAt(at),
      cloudRatio: seen === null ? made.cloudRatio : cloudRatioFor(seen),
    };
  };
  return {
    weatherAt,
    skyAt: (weather) => {
      if (!(weather.clear.ghiWm2 > 0)) return () => weather.clear;
      const madeSky = generated.skyAt(weather);
      return (place) => {
        const seen = indexAt(passedAt(weather, place));
        return seen === null ? madeSky(place) : lightOf(weather, seen);
      };
    },
    forecastAt: (times) => forecastOf(generated, weatherAt(times.validAt), times),
  };
}

/** Clear-sky index of each measured irradiance, where there is light enough to tell. */
function clearSkyIndexes({ series }: MeasuredTable, generated: WeatherSource): MeasuredSeries {
  const { times, values } = series.get('ghiWm2') ?? { times: [], values: [] };
  const kept: (readonly [time: number, index: number])[] = [];
  for (const [row, ghiWm2] of values.entries()) {
    const time = times[row] ?? Number.NaN;
    const clearWm2 = generated.weatherAt(instant(time)).clear.ghiWm2;
    if (clearWm2 >= clearWm2Min) kept.push([time, clamp(ghiWm2 / clearWm2, 0, indexMax)]);
  }
  return seriesFrom(kept);
}

/** Measured rain is all that fell: no made-up snow beside it. */
type MeasuredAir = Partial<Record<Exclude<MeasuredPoint, 'ghiWm2'> | 'snowMmPerH', number>>;

const linearPoints = ['tempC', 'windSpeedMps', 'humidityPct', 'pressureHpa', 'rainMmPerH'] as const;

function airReader({ series, stepMs }: MeasuredTable): (at: Instant) => MeasuredAir {
  const turning = series.get('windDirectionDeg');
  const directionAt = turning === undefined ? () => null : directionReader(turning, stepMs);
  return (at) => {
    const air: MeasuredAir = series.has('rainMmPerH') ? { snowMmPerH: 0 } : {};
    for (const point of linearPoints) {
      const own = series.get(point);
      const value = own === undefined ? null : interpolated(own, at, stepMs);
      if (value !== null) air[point] = value;
    }
    const direction = directionAt(at);
    if (direction !== null) air.windDirectionDeg = direction;
    return air;
  };
}

/** Directions turn the short way round. */
function directionReader(turning: MeasuredSeries, holdMs: number): (at: Instant) => number | null {
  const fromEast = { ...turning, values: turning.values.map(sinDeg) };
  const fromNorth = { ...turning, values: turning.values.map(cosDeg) };
  return (at) => {
    const east = interpolated(fromEast, at, holdMs);
    const north = interpolated(fromNorth, at, holdMs);
    return east === null || north === null ? null : wrap360(atan2Deg(east, north));
  };
}

/** When the sky that is over a place now was, or will be, over the centre. */
function passedAt({ at, cloudMotion }: CountyWeather, place: Place): Instant {
  const { eastMps, northMps } = cloudMotion;
  const alongM2PerS = place.eastM * eastMps + place.northM * northMps;
  const seconds = alongM2PerS / (eastMps ** 2 + northMps ** 2);
  return instant(at - seconds * secondMs);
}

function lightOf({ clear, sun, extraWm2 }: CountyWeather, index: number): Irradiance {
  return splitGlobal(clear.ghiWm2 * index, sun.zenithDeg, extraWm2);
}

function forecastOf(
  generated: WeatherSource,
  truth: CountyWeather,
  times: ForecastTimes,
): WeatherForecast {
  const made = generated.weatherAt(times.validAt);
  const forecast = generated.forecastAt(times);
  const error = (name: 'tempC' | 'windSpeedMps' | 'humidityPct' | 'pressureHpa' | 'cloudRatio') =>
    forecast[name] - made[name];
  const cloudRatio = clamp(truth.cloudRatio + error('cloudRatio'), 0, 1);
  return {
    ...times,
    ghiWm2: truth.clear.ghiWm2 * meanClearSkyIndex(cloudRatio),
    tempC: truth.tempC + error('tempC'),
    windSpeedMps: Math.max(0, truth.windSpeedMps + error('windSpeedMps')),
    windDirectionDeg: wrap360(
      truth.windDirectionDeg + forecast.windDirectionDeg - made.windDirectionDeg,
    ),
    humidityPct: clamp(truth.humidityPct + error('humidityPct'), 0, 100),
    pressureHpa: truth.pressureHpa + error('pressureHpa'),
    cloudRatio,
  };
}
