import { basename } from 'node:path';
import type { CountyOptions } from '../../simulators/models/county.ts';
import { FaultBook, faultText } from '../../simulators/replay/faults.ts';
import type { WeatherSource } from '../../simulators/weather/county-weather.ts';
import { generatedWeather } from '../../simulators/weather/generator.ts';
import { readMeasuredFile } from '../../simulators/weather/measured-file.ts';
import { measuredWeather } from '../../simulators/weather/measured-weather.ts';

/** Faults that are shown one by one. */
const faultsShownMax = 10;

export interface WeatherOfFile {
  /** Null where the file cannot be used. */
  readonly weather: WeatherSource | null;
  /** What is wrong with it, a line each. */
  readonly faults: readonly string[];
}

/** Weather that was measured over a county, in its local time; what the file lacks is made up. */
export function weatherOfFile(path: string, county: CountyOptions): WeatherOfFile {
  const book = new FaultBook(basename(path));
  const table = readMeasuredFile(path, { timeZone: county.timeZone, labelsEnd: false }, book);
  const shown = book.faults.slice(0, faultsShownMax).map(faultText);
  const rest = book.count - shown.length;
  return {
    weather: table === null ? null : measuredWeather(table, generatedWeather(county)),
    faults: rest > 0 ? [...shown, `… ${book.count} faults in all`] : shown,
  };
}
