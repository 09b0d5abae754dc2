import type { Directory } from '../service/directory.ts';
import { ForecastDesk } from '../service/forecast-desk.ts';
import type { ForecastStore } from '../service/forecast-ports.ts';
import { ForecastCycle } from '../service/forecasting/forecast-cycle.ts';
import { ForecastSchedule } from '../service/forecasting/forecast-schedule.ts';
import type { Clock, Log } from '../service/ports.ts';
import { specialDaysOfChina } from './calendar-of-china.ts';
import type { Config } from './config/config.ts';
import { forecastWorker } from './forecast-worker.ts';
import type { Stores } from './stores.ts';

/** Years around the present whose special days are at hand. */
const calendarYears = 2;

/** Forecasts of a running service. */
export interface Forecasting {
  readonly cycle: ForecastCycle;
  readonly schedule: ForecastSchedule;
  /** What was issued. */
  readonly forecasts: ForecastStore;
  /** Answers what people and programs ask of them. */
  readonly desk: ForecastDesk;
  /** Gives up what is being forecast, and ends its thread. */
  close(): Promise<void>;
}

/** Forecasting on the service's stores; its thread starts with the first run. */
export function openForecasting(parts: {
  readonly config: Config;
  readonly stores: Stores;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
}): Forecasting {
  const { config, stores, directory, clock, log } = parts;
  const { timeZone } = config.county;
  const { weather, forecasts } = stores.forecasting;
  const engine = forecastWorker();
  const year = new Date(clock.now()).getUTCFullYear();
  const cycle = new ForecastCycle({
    ...{ readings: stores.readings, weather, forecasts, directory, engine, timeZone, clock },
    specialDays: specialDaysOfChina(year - calendarYears, year + calendarYears),
  });
  const schedule = new ForecastSchedule({
    ...{ cycle, forecasts, timeZone, log },
    weather: config.weather.kind === 'none' ? null : weather,
  });
  const desk = new ForecastDesk({
    ...{ store: forecasts, readings: stores.readings, cycle, directory, clock, log, timeZone },
  });
  return {
    ...{ cycle, schedule, forecasts, desk },
    close: async () => {
      schedule.stop();
      cycle.stop();
      await engine.close();
    },
  };
}
