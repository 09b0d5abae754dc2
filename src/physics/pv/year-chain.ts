import type { ClearSkySite } from '../solar/clear-sky.ts';
import { clearSkyColumns, type SkyColumns } from '../solar/clear-sky-columns.ts';
import { planeColumn } from '../solar/plane-column.ts';
import type { Air } from '../solar/refraction.ts';
import { type GeoPosition, observerAt } from '../solar/sun.ts';
import { type Moments, type SunColumns, sunColumns } from '../solar/sun-columns.ts';
import { faimanLossWm2K } from './cell-temperature.ts';
import type { PvPlant } from './plant.ts';
import { inverterAcKw, pvDcKw } from './pvwatts.ts';

/** A plant that is reckoned by the usual formulas: Hay and Davies, Faiman, no loss by incidence. */
export type PlainPvPlant = Pick<PvPlant, 'plane' | 'albedoRatio' | 'array' | 'inverter'>;

/** Sun and cloudless sky over one place, shared by all plants there. */
export interface ClearSkyOver {
  readonly sun: SunColumns;
  readonly sky: SkyColumns;
}

/** The first half of the chain: position of the sun, then Ineichen and Perez. */
export function clearSkyOver(
  place: GeoPosition,
  moments: Moments,
  { air, site }: { readonly air: Air; readonly site: ClearSkySite },
): ClearSkyOver {
  const sun = sunColumns(moments, observerAt(place), air);
  return { sun, sky: clearSkyColumns(moments, sun, site) };
}

export interface WeatherColumns {
  readonly airTempC: Float64Array;
  readonly windSpeedMps: Float64Array;
}

/**
 * The second half of the chain for many moments: AC power in kW, written into `acKw`. It says what
 * `pvPower` says row by row, within 1e-9 of the rating, and allocates nothing in its loops.
 *
 * @example
 * const over = clearSkyOver(place, { from, stepMs: hourMs, rows: 8760 }, { air, site });
 * acColumn(plant, over, { airTempC, windSpeedMps }, new Float64Array(8760));
 */
export function acColumn(
  plant: PlainPvPlant,
  over: ClearSkyOver,
  weather: WeatherColumns,
  acKw: Float64Array,
): Float64Array {
  const { array, inverter } = plant;
  // The column first holds the irradiance, then the power that is made of it.
  planeColumn(plant, over.sun, over.sky, acKw);
  for (let row = 0; row < acKw.length; row += 1) {
    const poaWm2 = acKw[row] ?? 0;
    const cooling = faimanLossWm2K(weather.windSpeedMps[row] ?? 0);
    const cellTempC = (weather.airTempC[row] ?? 0) + poaWm2 / cooling;
    const dcKw = pvDcKw(array, poaWm2, cellTempC);
    acKw[row] = inverterAcKw(dcKw, inverter.dcLimitKw, inverter.nominalRatio);
  }
  return acKw;
}
