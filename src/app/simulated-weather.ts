import { generatedWeather } from '../../simulators/weather/generator.ts';
import { hourMs, type Instant, minuteMs, quarterMs, slotStartOf } from '../domain/instant.ts';
import { succeed } from '../domain/outcome.ts';
import type { WeatherColumn, WeatherRun, WeatherSource } from '../service/forecast-ports.ts';

/** As far as most weather services look ahead in quarter hours. */
const horizonSlots = (72 * hourMs) / quarterMs;

export interface SimulatedWeatherOptions {
  readonly seed: number;
  readonly place: WeatherRun['place'];
  /** Minutes between two runs. */
  readonly everyMin: number;
}

/** Forecasts of the weather that a simulated county of the same seed has; they err as in life. */
export function simulatedWeatherSource(options: SimulatedWeatherOptions): WeatherSource {
  const { seed, place, everyMin } = options;
  const { forecastAt } = generatedWeather({ seed, site: place });
  return {
    id: 'simulated',
    fetch: async (now) => {
      const issuedAt = slotStartOf(now, everyMin * minuteMs);
      const from = slotStartOf(issuedAt, quarterMs);
      const columns = emptyColumns();
      for (let slot = 0; slot < horizonSlots; slot += 1) {
        const validAt = (from + (slot + 0.5) * quarterMs) as Instant;
        const said = forecastAt({ issuedAt, validAt });
        for (const name of told) columns[name][slot] = said[name];
      }
      const slots = { from, slotMs: quarterMs, count: horizonSlots };
      return succeed({ sourceId: 'simulated', place, issuedAt, receivedAt: now, slots, columns });
    },
  };
}

const told = [
  'ghiWm2',
  'tempC',
  'windSpeedMps',
  'windDirectionDeg',
  'cloudRatio',
  'humidityPct',
  'pressureHpa',
] as const satisfies readonly WeatherColumn[];

function emptyColumns(): Record<(typeof told)[number], Float64Array> {
  const columns = told.map((name) => [name, new Float64Array(horizonSlots)]);
  return Object.fromEntries(columns) as Record<(typeof told)[number], Float64Array>;
}
