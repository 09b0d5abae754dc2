import { hourMs, type Instant, instant } from '../../src/domain/instant.ts';
import { type LocalMoment, localMoment } from '../models/calendar.ts';
import { isOn, type TimedScenario } from './timed-scenario.ts';

/** The calendar of the county, with the Spring Festivals of a script in it. */
export function festiveCalendar(
  timeZone: string,
  scenarios: readonly TimedScenario[],
): (at: Instant) => LocalMoment {
  const festivals = scenarios
    .filter(({ kind }) => kind === 'spring_festival')
    .map((scenario) => ({
      scenario,
      newYear: localMoment(newYearNoon(scenario.from, timeZone), timeZone),
    }));
  return (at) => {
    const local = localMoment(at, timeZone);
    const festival = festivals.find(({ scenario }) => isOn(scenario, at));
    if (festival === undefined) return local;
    const { hour, day, dayOfYear, month } = local;
    return { ...festival.newYear, hour, day, dayOfYear, month };
  };
}

/** Noon of the first day of the lunar year that a time belongs to. */
function newYearNoon(at: Instant, timeZone: string): Instant {
  const newYear = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .withCalendar('chinese')
    .with({ monthCode: 'M01', day: 1 });
  return instant(newYear.toZonedDateTime(timeZone).epochMilliseconds + 12 * hourMs);
}
