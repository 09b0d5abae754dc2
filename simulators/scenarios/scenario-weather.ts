import { hourMs, type Instant, minuteMs } from '../../src/domain/instant.ts';
import { cosDeg } from '../../src/physics/angle.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import type {
  CountyWeather,
  Place,
  WeatherForecast,
  WeatherSource,
} from '../weather/county-weather.ts';
import { risen, type TimedScenario } from './timed-scenario.ts';

type Air = Pick<
  CountyWeather,
  'tempC' | 'windSpeedMps' | 'cloudRatio' | 'humidityPct' | 'pressureHpa'
>;

/**
 * A storm of force 8 on the plain, at its height (assumptions): the mean wind at 10 m of 18 m/s is
 * more than turbines may run in at their hubs.
 */
const storm = {
  edgeMs: 4 * hourMs,
  windSpeedMps: 18,
  cloudRatio: 0.95,
  humidityPct: 90,
  coolingC: 5,
  pressureFallHpa: 14,
  rainMmPerH: 8,
} as const;

/** Arctic air that floods the plain: as much colder as a "cold wave" of the weather service. */
const coldSpell = { edgeMs: 14 * hourMs, coolingC: 10 } as const;

/** A line of thick cloud that crosses the county with the wind (assumptions). */
const front = { edgeMs: 4 * minuteMs, dimmingRatio: 0.8, speedMpsMin: 6 } as const;

/** The weather of a source with the storms, cold spells and cloud fronts of a script in it. */
export function scenarioWeather(
  source: WeatherSource,
  scenarios: readonly TimedScenario[],
): WeatherSource {
  const ofKind = (kind: TimedScenario['kind']): TimedScenario[] =>
    scenarios.filter((scenario) => scenario.kind === kind);
  const [storms, spells, fronts] = [
    ofKind('storm_day'),
    ofKind('cold_spell'),
    ofKind('cloud_front'),
  ];
  const stormRatio = (at: Instant): number => strongest(storms, at, storm.edgeMs);
  const airAt = <Some extends Air>(air: Some, at: Instant): Some => {
    const ratio = stormRatio(at);
    const coldRatio = strongest(spells, at, coldSpell.edgeMs);
    return {
      ...air,
      windSpeedMps: toward(air.windSpeedMps, storm.windSpeedMps, ratio),
      cloudRatio: Math.min(1, toward(air.cloudRatio, storm.cloudRatio, ratio)),
      humidityPct: Math.min(99, toward(air.humidityPct, storm.humidityPct, ratio)),
      tempC: air.tempC - storm.coolingC * ratio - coldSpell.coolingC * coldRatio,
      pressureHpa: air.pressureHpa - storm.pressureFallHpa * ratio,
    };
  };
  return {
    weatherAt(at) {
      const weather = airAt(source.weatherAt(at), at);
      return { ...weather, rainMmPerH: weather.rainMmPerH + storm.rainMmPerH * stormRatio(at) };
    },
    skyAt(weather) {
      const skyOver = source.skyAt(weather);
      return fronts.length === 0
        ? skyOver
        : (place) => behindFronts(skyOver(place), weather, place, fronts);
    },
    // Storms and cold spells are foreseen; a line of cloud is not.
    forecastAt: (times) => airAt<WeatherForecast>(source.forecastAt(times), times.validAt),
  };
}

/** Of several events at a time the strongest counts. */
function strongest(scenarios: readonly TimedScenario[], at: Instant, edgeMs: number): number {
  return scenarios.reduce(
    (most, scenario) => Math.max(most, scenario.strength * risen(scenario, at, edgeMs)),
    0,
  );
}

/** An event lifts a value towards that of its height, and never lowers one that is above. */
function toward(usual: number, height: number, ratio: number): number {
  return usual + Math.max(0, height - usual) * ratio;
}

/** `from` and `to` of a front hold at the centre; places downwind have it later. */
function behindFronts(
  sky: Irradiance,
  { at, sun, cloudMotion }: CountyWeather,
  { eastM, northM }: Place,
  fronts: readonly TimedScenario[],
): Irradiance {
  const speedMps = Math.hypot(cloudMotion.eastMps, cloudMotion.northMps);
  const alongM =
    speedMps > 0 ? (eastM * cloudMotion.eastMps + northM * cloudMotion.northMps) / speedMps : 0;
  const lateMs = (1_000 * alongM) / Math.max(front.speedMpsMin, speedMps);
  const cover = Math.min(
    1,
    fronts.reduce(
      (most, scenario) =>
        Math.max(most, scenario.strength * risen(scenario, at - lateMs, front.edgeMs)),
      0,
    ),
  );
  if (cover === 0) return sky;
  const dniWm2 = sky.dniWm2 * (1 - cover);
  const ghiWm2 = sky.ghiWm2 * (1 - front.dimmingRatio * cover);
  const beamWm2 = dniWm2 * Math.max(0, cosDeg(sun.zenithDeg));
  return { ghiWm2, dniWm2, dhiWm2: Math.max(0, ghiWm2 - beamWm2) };
}
