import type { Instant } from '../../src/domain/instant.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import type { SunPosition } from '../../src/physics/solar/sun.ts';

/** Metres from the county's centre. */
export interface Place {
  readonly eastM: number;
  readonly northM: number;
}

/** Metres a second towards east and north. */
export interface CloudMotion {
  readonly eastMps: number;
  readonly northMps: number;
}

/** What all of the county shares at one moment. */
export interface CountyWeather {
  readonly at: Instant;
  readonly sun: SunPosition;
  /** Irradiance outside the air, and under a sky without clouds. */
  readonly extraWm2: number;
  readonly clear: Irradiance;
  /** Share of the sky under cloud, 0–1. */
  readonly cloudRatio: number;
  /** How the clouds travel over the county: a place downwind sees the same ones later. */
  readonly cloudMotion: CloudMotion;
  /** At 2 m. */
  readonly tempC: number;
  /** At 10 m, without gusts. */
  readonly windSpeedMps: number;
  /** Where the wind comes from, clockwise from north. */
  readonly windDirectionDeg: number;
  /** Exponent of the power law from 10 m up to a hub: mixed air by day, layered air by night. */
  readonly shearExponent: number;
  readonly humidityPct: number;
  /** At the height of the county, not reduced to the sea. */
  readonly pressureHpa: number;
  readonly rainMmPerH: number;
  /** As water. */
  readonly snowMmPerH: number;
}

/** What a forecast says of the whole county, all as in `CountyWeather`. */
export interface WeatherForecast {
  readonly issuedAt: Instant;
  readonly validAt: Instant;
  readonly ghiWm2: number;
  readonly tempC: number;
  readonly windSpeedMps: number;
  readonly windDirectionDeg: number;
  readonly humidityPct: number;
  readonly pressureHpa: number;
  readonly cloudRatio: number;
}

/** When a forecast is made and for when. */
export interface ForecastTimes {
  readonly issuedAt: Instant;
  readonly validAt: Instant;
}

/**
 * The weather of one county. Every answer depends on the arguments alone: any moment can be asked
 * for in any order, as often as wanted.
 */
export interface WeatherSource {
  weatherAt(at: Instant): CountyWeather;
  /** Irradiance under the clouds of that moment, by place. */
  skyAt(weather: CountyWeather): (place: Place) => Irradiance;
  /** Asked for a moment before its issue, a forecast is as good as one for the issue itself. */
  forecastAt(times: ForecastTimes): WeatherForecast;
}
