import type { WeatherColumn } from '../service/forecast-ports.ts';

/** How a variable stands for time: as the mean or the sum of the step before, or at the instant. */
type Timing = 'meanBefore' | 'sumBefore' | 'instant' | 'direction';

export interface Variable {
  readonly column: WeatherColumn;
  readonly timing: Timing;
  /** Factor to the unit of the column, by the unit that the answer names. */
  readonly factorOf: Readonly<Record<string, number>>;
}

const irradiance = { 'W/m²': 1, 'W/m2': 1 };
const speed = { 'm/s': 1, 'km/h': 1 / 3.6, kn: 0.514444, mph: 0.44704, 'mp/h': 0.44704 };
const percent = { '%': 1 };

/** Variables of the forecast interface of Open-Meteo that are of use here. */
export const variables: Readonly<Record<string, Variable>> = {
  shortwave_radiation: { column: 'ghiWm2', timing: 'meanBefore', factorOf: irradiance },
  direct_normal_irradiance: { column: 'dniWm2', timing: 'meanBefore', factorOf: irradiance },
  diffuse_radiation: { column: 'dhiWm2', timing: 'meanBefore', factorOf: irradiance },
  temperature_2m: { column: 'tempC', timing: 'instant', factorOf: { '°C': 1 } },
  wind_speed_10m: { column: 'windSpeedMps', timing: 'instant', factorOf: speed },
  wind_speed_100m: { column: 'windSpeed100Mps', timing: 'instant', factorOf: speed },
  wind_direction_10m: { column: 'windDirectionDeg', timing: 'direction', factorOf: { '°': 1 } },
  cloud_cover: { column: 'cloudRatio', timing: 'instant', factorOf: { '%': 0.01 } },
  relative_humidity_2m: { column: 'humidityPct', timing: 'instant', factorOf: percent },
  surface_pressure: { column: 'pressureHpa', timing: 'instant', factorOf: { hPa: 1 } },
  precipitation: { column: 'rainMmPerH', timing: 'sumBefore', factorOf: { mm: 1 } },
};

/**
 * Means of the slots between neighbouring times: what stands for the step before a time belongs to
 * the slot that ends there, and two instants are averaged, directions on the circle.
 */
export function slotMeans(
  values: Float64Array,
  { timing }: Pick<Variable, 'timing'>,
  slotH: number,
): Float64Array {
  const means = new Float64Array(values.length - 1);
  for (let slot = 0; slot < means.length; slot += 1) {
    const start = values[slot] as number;
    const end = values[slot + 1] as number;
    means[slot] = slotMean(start, end, timing, slotH);
  }
  return means;
}

function slotMean(start: number, end: number, timing: Timing, slotH: number): number {
  switch (timing) {
    case 'meanBefore':
      return end;
    case 'sumBefore':
      return end / slotH;
    case 'instant':
      return (start + end) / 2;
    case 'direction': {
      const turn = ((end - start + 540) % 360) - 180;
      return (start + turn / 2 + 360) % 360;
    }
  }
}
