import { type CountyOptions, type SimulatedCounty, simulateCounty } from '../models/county.ts';
import { generatedWeather } from '../weather/generator.ts';
import { withOutages } from './feeder-outage.ts';
import { festiveCalendar } from './festival.ts';
import { withHeatPumpFailures } from './heat-pump-failure.ts';
import { scenarioWeather } from './scenario-weather.ts';
import type { TimedScenario } from './timed-scenario.ts';

/** A county to which something happens; without scenarios it is the county itself. */
export function eventfulCounty(
  options: CountyOptions,
  scenarios: readonly TimedScenario[],
): SimulatedCounty {
  if (scenarios.length === 0) return simulateCounty(options);
  const county = simulateCounty({
    ...options,
    weather: scenarioWeather(options.weather ?? generatedWeather(options), scenarios),
    localAt: options.localAt ?? festiveCalendar(options.timeZone, scenarios),
  });
  return withOutages(withHeatPumpFailures(county, options, scenarios), options, scenarios);
}
