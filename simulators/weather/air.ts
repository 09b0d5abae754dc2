import { atan2Deg, cosDeg, wrap360 } from '../../src/physics/angle.ts';
import { clamp } from '../models/clamp.ts';
import { type Climate, type Monthly, monthlyAt, type SolarMoment } from './climate.ts';
import { cloudRatioOf } from './cloud-cover.ts';
import type { CountyWeather } from './county-weather.ts';
import { precipitation } from './precipitation.ts';
import type { WeatherScores } from './scores.ts';
import { windCycle, windSpeedMps } from './wind-speed.ts';

/** All of the county's weather but the light. */
export type Air = Omit<CountyWeather, 'at' | 'sun' | 'extraWm2' | 'clear' | 'cloudMotion'> & {
  readonly linkeTurbidity: number;
};

/** The climate with the offsets that were worked out from it. */
export interface TunedClimate extends Climate {
  readonly cloudOffsets: Monthly;
}

/** Hour of the day's highest temperature in solar time. */
const warmestHour = 14.7;
/** The morning's rise is steeper than the evening's fall. */
const secondWaveRatio = 0.2;
/** Less than one half: what drifts during a day widens its range further. */
const swingPerRange = 0.42;
/** Clear days swing by so much more than the usual, overcast ones by so much less. */
const clearSwing = 0.35;
/** In the sunniest month overcast days are so much colder than clear ones; not in the dullest. */
const coolingC = 4;
const usualCover = 0.45;
const tideHpa = 1.1;

/** −1…1 over the day, mean 0: coldest near sunrise, warmest in the afternoon. */
function dayWave(hour: number): number {
  return (
    cosDeg(15 * (hour - warmestHour)) + secondWaveRatio * cosDeg(30 * (hour - warmestHour + 1.5))
  );
}

/** 0 in the month with the least sun, 1 in the one with the most. */
function sunRatio({ ghiKwhPerM2 }: Climate, moment: SolarMoment): number {
  const least = Math.min(...ghiKwhPerM2);
  const most = Math.max(...ghiKwhPerM2);
  return most > least ? (monthlyAt(ghiKwhPerM2, moment) - least) / (most - least) : 0;
}

/** Weather from its scores: a function of the scores, the time of year and the hour alone. */
export function airOf(scores: WeatherScores, moment: SolarMoment, climate: TunedClimate): Air {
  const usual = (values: Monthly): number => monthlyAt(values, moment);
  const cover = cloudRatioOf(scores.cloud, usual(climate.cloudOffsets));
  const swingC =
    swingPerRange * usual(climate.tempDailyRangeC) * (1 + clearSwing * (1 - 2 * cover));
  const anomalyC = usual(climate.tempSpreadC) * scores.warmth;
  const tempC =
    usual(climate.tempC) +
    anomalyC -
    coolingC * sunRatio(climate, moment) * (cover - usualCover) +
    swingC * dayWave(moment.hour);
  const wet = precipitation(scores, moment, climate);
  const cloudRatio = Math.max(cover, wet.cloudRatioMin);
  const frozen = clamp((2 - tempC) / 2, 0, 1);
  return {
    cloudRatio,
    tempC,
    ...windOf(scores, moment, climate),
    humidityPct: humidityPct({
      tempC,
      dewPointC:
        dewPointC(usual(climate.tempC), usual(climate.humidityPct)) +
        0.8 * anomalyC +
        dampC * scores.cloud +
        wettingC * (wet.mmPerH > 0 ? wet.cloudRatioMin : 0),
    }),
    pressureHpa:
      usual(climate.pressureHpa) +
      usual(climate.pressureSpreadHpa) * scores.pressure +
      tideHpa * cosDeg(30 * (moment.hour - 10)),
    rainMmPerH: wet.mmPerH * (1 - frozen),
    snowMmPerH: wet.mmPerH * frozen,
    linkeTurbidity:
      usual(climate.linkeTurbidity) * Math.exp(0.1 * scores.haze - 0.08 * scores.wind),
  };
}

/** Degrees by which clouds and rain lift the dew point. */
const dampC = 2.2;
const wettingC = 2;

const magnusA = 17.62;
const magnusC = 243.12;

/** Magnus, coefficients of WMO-No. 8 (2018), annex 4.B; −45…60 °C. */
function saturationRatio(tempC: number): number {
  return Math.exp((magnusA * tempC) / (magnusC + tempC));
}

function dewPointC(tempC: number, humidity: number): number {
  const log = Math.log(humidity / 100) + (magnusA * tempC) / (magnusC + tempC);
  return (magnusC * log) / (magnusA - log);
}

const humidityPctMin = 8;

function humidityPct(air: { readonly tempC: number; readonly dewPointC: number }): number {
  const ratio = saturationRatio(air.dewPointC) / saturationRatio(air.tempC);
  return clamp(100 * ratio, humidityPctMin, 100);
}

/** The monsoon blows from the north in winter and from the south in summer. */
const monsoon = 0.5;

function windOf(
  scores: WeatherScores,
  moment: SolarMoment,
  climate: Climate,
): Pick<Air, 'windSpeedMps' | 'windDirectionDeg' | 'shearExponent'> {
  const fromNorth = scores.north + monsoon * cosDeg(30 * (moment.month - 0.5));
  // From the north-east rather than the north-west: the plain lies east of the mountains.
  const fromEast = 0.7 * scores.east + 0.25;
  return {
    windSpeedMps: windSpeedMps(scores.wind, moment, climate),
    windDirectionDeg: wrap360(atan2Deg(fromEast, fromNorth)),
    shearExponent: 0.28 - 0.11 * windCycle(moment.hour),
  };
}
