import type {
  ForecastStore,
  GroupModelStore,
  WeatherRunStore,
} from '../../service/forecast-ports.ts';
import { forecastMigrations } from './forecast-migrations.ts';
import { sqliteForecastStore } from './forecast-store.ts';
import { sqliteGroupModelStore } from './group-model-store.ts';
import { openSqlite } from './open-sqlite.ts';
import { sqliteWeatherRunStore } from './weather-run-store.ts';

export interface ForecastDatabase {
  readonly forecasts: ForecastStore;
  readonly weather: WeatherRunStore;
  readonly models: GroupModelStore;
  close(): void;
}

/** Opens the file of forecasts and weather. A power cut may cost the last run, which can be made again. */
export function openForecastDatabase(file: string): ForecastDatabase {
  const database = openSqlite(file, forecastMigrations, 'crash');
  return {
    forecasts: sqliteForecastStore(database),
    weather: sqliteWeatherRunStore(database),
    models: sqliteGroupModelStore(database),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}
