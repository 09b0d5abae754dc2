import { dayMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { WeatherResponse } from './weather-response.ts';

const daysPerYear = 365.25;
/** Years that are looked back at most: older weather is of another climate. */
const yearsMax = 15;
/** Days by which the weather of a year is moved forwards and backwards: fronts come any day. */
const shiftDaysMax = 10;

/**
 * Demand of a slot under the weather of all those years and days, with every error that the response is
 * likely to make, ascending; empty where no weather is known.
 */
export function demandUnderPastWeather(
  { slots }: KnownView['facts'],
  response: WeatherResponse,
  slot: number,
): Float64Array {
  const perDay = Math.round(dayMs / slots.slotMs);
  const calendar = response.calendar(slot);
  const demands = new Float64Array(yearsMax * (2 * shiftDaysMax + 1) * response.errors.length);
  let known = 0;
  for (let year = 1; year <= yearsMax; year += 1) {
    const middle = slot - Math.round(year * daysPerYear) * perDay;
    for (let shift = -shiftDaysMax; shift <= shiftDaysMax; shift += 1) {
      const weather = response.weather[middle + shift * perDay] ?? Number.NaN;
      if (!Number.isFinite(weather)) continue;
      for (const error of response.errors) demands[known++] = weather + calendar + error;
    }
  }
  return demands.subarray(0, known).sort();
}
