import { dayMs, type Instant } from '../../src/domain/instant.ts';

/** Twelve values, January first. */
export type Monthly = readonly number[];

/** The usual weather of a place, from which the generator makes a particular one. */
export interface Climate {
  readonly altitudeM: number;
  /** Mean temperature, mean difference of a day's highest and lowest, and spread of daily means. */
  readonly tempC: Monthly;
  readonly tempDailyRangeC: Monthly;
  readonly tempSpreadC: Monthly;
  /** Sum of global horizontal irradiation of the month in kWh/m². */
  readonly ghiKwhPerM2: Monthly;
  /** Haze of the cloudless air (Linke). */
  readonly linkeTurbidity: Monthly;
  readonly humidityPct: Monthly;
  readonly rainMm: Monthly;
  /** Days with at least 0.1 mm. */
  readonly rainDays: Monthly;
  /** At 10 m over open land. */
  readonly windSpeedMps: Monthly;
  /** Weibull shape of the hourly means of the year. */
  readonly windShape: number;
  /** At the height of the place. */
  readonly pressureHpa: Monthly;
  readonly pressureSpreadHpa: Monthly;
}

/**
 * The plain of eastern Henan around Lankao. Temperature, humidity, rain and pressure are rounded
 * figures as they are usually given for Kaifeng (1981–2010), not checked against the tables of the
 * China Meteorological Administration; months lie within 3 °C of those that the China Statistical
 * Yearbooks 2009 and 2010 print for Zhengzhou. Irradiation is the usual 1,350–1,500 kWh/m² of the
 * plain. Assumptions: turbidity, spreads, and the wind, which stations among houses report weaker
 * than it is over open land.
 */
export const lankaoClimate: Climate = {
  altitudeM: 70,
  tempC: [0.2, 3.2, 8.5, 15.5, 21, 25.8, 27, 25.8, 21.1, 15.3, 8.2, 2.2],
  tempDailyRangeC: [9.6, 10, 10.8, 11.5, 11.6, 11, 8.2, 8.2, 9.4, 10.2, 10, 9.4],
  tempSpreadC: [3.4, 3.8, 4, 3.8, 3.3, 2.7, 2.3, 2.2, 2.6, 3.1, 3.7, 3.5],
  ghiKwhPerM2: [74, 85, 120, 148, 168, 164, 152, 142, 114, 100, 77, 68],
  linkeTurbidity: [3.8, 4.1, 4.5, 4.8, 4.9, 5.2, 5.2, 4.9, 4.4, 4.2, 4, 3.8],
  humidityPct: [62, 60, 59, 62, 64, 64, 79, 82, 76, 69, 67, 64],
  rainMm: [8, 11, 23, 29, 57, 66, 161, 118, 77, 39, 24, 9],
  rainDays: [3, 4, 5, 6, 7, 8, 12, 10, 9, 7, 5, 3],
  windSpeedMps: [2.6, 2.9, 3.3, 3.4, 3.0, 2.8, 2.5, 2.3, 2.3, 2.4, 2.6, 2.6],
  windShape: 1.9,
  pressureHpa: [1019, 1016, 1011.5, 1005.5, 1001, 996, 994, 998, 1005, 1011.5, 1016, 1019],
  pressureSpreadHpa: [5.5, 5.8, 5.8, 5.2, 4.3, 3.4, 2.9, 2.9, 3.5, 4.3, 5, 5.4],
};

const yearDays = 365.2425;

/** Where in the year and in the solar day a moment lies at a longitude. */
export interface SolarMoment {
  /** Months since the first of January, 0 ≤ value < 12, all of one length. */
  readonly month: number;
  /** Mean solar time, 0 ≤ value < 24. */
  readonly hour: number;
}

export function solarMoment(at: Instant, longitude: number): SolarMoment {
  const days = at / dayMs + longitude / 360;
  const years = days / yearDays;
  return { month: 12 * (years - Math.floor(years)), hour: 24 * (days - Math.floor(days)) };
}

/** Monthly values as a smooth curve (Catmull and Rom 1974) through the middle of each month. */
export function monthlyAt(values: Monthly, { month }: SolarMoment): number {
  const before = Math.floor(month - 0.5);
  const share = month - 0.5 - before;
  const value = (offset: number): number => values[(before + offset + 12) % 12] ?? Number.NaN;
  const a = value(-1);
  const b = value(0);
  const c = value(1);
  const d = value(2);
  const bend = 2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a);
  return b + (share / 2) * (c - a + share * bend);
}
