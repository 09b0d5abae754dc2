import { faimanCellTempC } from '../../physics/pv/cell-temperature.ts';
import { pvDcKw } from '../../physics/pv/pvwatts.ts';
import { splitGlobal } from '../../physics/solar/decomposition.ts';
import type { Plane } from '../../physics/solar/plane.ts';
import { planeIrradianceWm2 } from '../../physics/solar/transposition.ts';

/** A slot's weather as a panel meets it. Directions of the sun are means of the slot. */
export interface PanelWeather {
  readonly ghiWm2: number;
  /** Cosine of the zenith, above zero, and where the sun stands, clockwise from north. */
  readonly up: number;
  readonly azimuthDeg: number;
  readonly extraWm2: number;
  readonly airTempC: number;
  readonly windSpeedMps: number;
}

export interface PanelPower {
  readonly poaWm2: number;
  /** Power as a share of the rating, before losses that only a plant's history tells. */
  readonly ratio: number;
}

export const albedoRatio = 0.2;
export const siliconRatioPerC = -0.004;
export const usualAirTempC = 15;
export const usualWindMps = 2;

/**
 * Irradiance on a plane and the power that PVWatts makes of it, from global irradiance alone: split
 * by Erbs, turned by Hay and Davies, heated after Faiman. Missing air is taken as 15 °C and 2 m/s.
 */
export function panelPower(plane: Plane, weather: PanelWeather): PanelPower {
  const { up, azimuthDeg, extraWm2 } = weather;
  const zenithDeg = (Math.acos(Math.min(1, up)) * 180) / Math.PI;
  const sky = splitGlobal(weather.ghiWm2, zenithDeg, extraWm2);
  const sun = { zenithDeg, azimuthDeg };
  const poaWm2 = planeIrradianceWm2({ plane, sun, sky, extraWm2, albedoRatio });
  const cellC = faimanCellTempC({
    poaWm2,
    airTempC: orElse(weather.airTempC, usualAirTempC),
    windSpeedMps: orElse(weather.windSpeedMps, usualWindMps),
  });
  const array = { dcRatingKw: 1, tempRatioPerC: siliconRatioPerC, lossRatio: 0 };
  return { poaWm2, ratio: pvDcKw(array, poaWm2, cellC) };
}

function orElse(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : value;
}
