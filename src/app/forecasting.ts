import type { Instant } from '../domain/instant.ts';
import type { Directory } from '../service/directory.ts';
import { ForecastDesk } from '../service/forecast-desk.ts';
import type { ForecastStore } from '../service/forecast-ports.ts';
import { ForecastCycle } from '../service/forecasting/forecast-cycle.ts';
import { ForecastSchedule } from '../service/forecasting/forecast-schedule.ts';
import { Training } from '../service/forecasting/training.ts';
import type { Clock, Log } from '../service/ports.ts';
import { specialDaysOfChina } from './calendar-of-china.ts';
import type { Config } from './config/config.ts';
import { forecastWorker } from './forecast-worker.ts';
import type { Stores } from './stores.ts';
import { openTraining } from './training.ts';

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
  /** Learns the groups now; answers how many. Every night does it by itself. */
  train(now: Instant): Promise<number>;
  /** Gives up what is being forecast or learned, and ends the threads. */
  close(): Promise<void>;
}

interface ForecastingParts {
  readonly config: Config;
  readonly stores: Stores;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
}

/** Forecasting on the service's stores; its thread starts with the first run. */
export function openForecasting(parts: ForecastingParts): Forecasting {
  const { config, stores, directory, clock, log } = parts;
  const { timeZone } = config.county;
  const { readings } = stores;
  const { weather, forecasts, models } = stores.forecasting;
  const engine = forecastWorker();
  const year = new Date(clock.now()).getUTCFullYear();
  const specialDays = specialDaysOfChina(year - calendarYears, year + calendarYears);
  const ground = { readings, weather, models, directory, timeZone, specialDays, clock };
  const cycle = new ForecastCycle({ ...ground, forecasts, engine });
  const training = openTraining(new Training({ ...ground, log }), { timeZone, clock, log });
  const issuing = new ForecastSchedule({
    ...{ cycle, forecasts, timeZone, log },
    weather: config.weather.kind === 'none' ? null : weather,
  });
  const desk = new ForecastDesk({
    ...{ store: forecasts, models, readings, cycle, directory, clock, log, timeZone },
    accuracyRules: config.accuracyRules,
  });
  return {
    ...{ cycle, schedule: issuing, forecasts, desk },
    train: (now) => training.run(now),
    close: async () => {
      issuing.stop();
      cycle.stop();
      await Promise.all([engine.close(), training.close()]);
    },
  };
}
