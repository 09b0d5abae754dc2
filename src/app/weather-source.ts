import type { WeatherSource } from '../service/forecast-ports.ts';
import type { Clock } from '../service/ports.ts';
import { weatherFileSource } from '../weather/file-source.ts';
import { mqttWeatherSource } from '../weather/mqtt-source.ts';
import { openMeteoSource } from '../weather/open-meteo-source.ts';
import type { Config } from './config/config.ts';
import { simulatedWeatherSource } from './simulated-weather.ts';

/** The configured source of weather forecasts; null where there is none. */
export function weatherSourceOf(
  { weather, county }: Config,
  { clock }: { clock: Clock },
): WeatherSource | null {
  const { latitude, longitude } = county;
  const place = { latitude, longitude };
  switch (weather.kind) {
    case 'none':
      return null;
    case 'open_meteo': {
      const { url, model, apiKey } = weather;
      return openMeteoSource({
        ...{ id: 'open_meteo', url, place, now: () => clock.now() },
        ...(model === undefined ? {} : { model }),
        ...(apiKey === null ? {} : { apiKey: apiKey.reveal() }),
      });
    }
    case 'file':
      return weatherFileSource({ id: 'file', file: weather.file });
    case 'mqtt': {
      const { url, topic, username, password } = weather;
      return mqttWeatherSource({
        ...{ id: 'mqtt', url, topic },
        ...(username === undefined ? {} : { username }),
        ...(password === null ? {} : { password: password.reveal() }),
      });
    }
    case 'simulated':
      return simulatedWeatherSource({ ...weather, place });
  }
}
