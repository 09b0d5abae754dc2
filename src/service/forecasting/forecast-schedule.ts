import { type ForecastHorizon, forecastHorizons } from '../../domain/forecast.ts';
import {
  dayMs,
  type Instant,
  instant,
  minuteMs,
  quarterMs,
  secondMs,
  slotStartOf,
} from '../../domain/instant.ts';
import type { ForecastStore, WeatherRunStore } from '../forecast-ports.ts';
import type { Log } from '../ports.ts';
import type { ForecastCycle } from './forecast-cycle.ts';
import { dayAheadHour, localTimeOf } from './horizons.ts';

/** After a quarter hour its readings are rolled up before they are forecast from. */
const settleMs = 30 * secondMs;
/** A run that failed is tried again after this. */
const retryMs = 2 * minuteMs;
/** How long the first run waits for the first weather. */
const weatherPatienceMs = 45 * secondMs;
/** How long forecasts are kept: scores of a year, and of the last weeks for the short ones. */
const keptMs: Readonly<Record<ForecastHorizon, number>> = {
  day_ahead: 400 * dayMs,
  ultra_short: 30 * dayMs,
};

interface ForecastScheduleDeps {
  readonly cycle: Pick<ForecastCycle, 'run'>;
  readonly forecasts: ForecastStore;
  /** Null where no source of weather is configured. */
  readonly weather: Pick<WeatherRunStore, 'newest'> | null;
  readonly timeZone: string;
  readonly log: Log;
}

/**
 * Has forecasts issued when their time has come: the short ones after every quarter hour, tomorrow
 * once a day, and at once what a fresh installation, or one that was away, does not have.
 */
export class ForecastSchedule {
  readonly #deps: ForecastScheduleDeps;
  readonly #triedAt = new Map<ForecastHorizon, number>();
  #firstLookAt: Instant | null = null;
  #isStopped = false;

  constructor(deps: ForecastScheduleDeps) {
    this.#deps = deps;
  }

  /** Issues what is due at `now`. What fails is logged and comes again. */
  async look(now: Instant): Promise<void> {
    if (this.#isWeatherAwaited(now)) return;
    for (const horizon of forecastHorizons) {
      if (this.#isStopped || !this.#isDue(horizon, now)) continue;
      this.#triedAt.set(horizon, now);
      await this.#issue(horizon, now);
    }
  }

  /** From now on nothing is due, and what is given up under way is no failure. */
  stop(): void {
    this.#isStopped = true;
  }

  async #issue(horizon: ForecastHorizon, now: Instant): Promise<void> {
    const { cycle, forecasts, log } = this.#deps;
    try {
      const run = await cycle.run(horizon, now);
      forecasts.deleteBefore(instant(now - keptMs[horizon]), horizon);
      const tookMs = run.computedAt - now;
      if (horizon === 'day_ahead') log.info({ run: run.id, tookMs }, 'Tomorrow is forecast.');
    } catch (error) {
      if (this.#isStopped) return;
      log.warn(
        { err: error, horizon },
        'A forecast failed; the last one stays, and it is tried again soon.',
      );
    }
  }

  /** Right after the start the weather is being asked for; without it a day would be forecast worse. */
  #isWeatherAwaited(now: Instant): boolean {
    this.#firstLookAt ??= now;
    const { weather } = this.#deps;
    const isEarly = Math.abs(now - this.#firstLookAt) < weatherPatienceMs;
    return weather !== null && isEarly && weather.newest(now) === null;
  }

  #isDue(horizon: ForecastHorizon, now: Instant): boolean {
    const triedAt = this.#triedAt.get(horizon);
    // A clock that was set back must not put the next one off until it is there again.
    if (triedAt !== undefined && now >= triedAt && now - triedAt < retryMs) return false;
    const last = this.#deps.forecasts.runs({
      horizon,
      from: instant(now - 2 * dayMs),
      to: instant(now + 1),
      limit: 1,
    })[0];
    return last === undefined || last.issuedAt < this.#scheduledBefore(horizon, now);
  }

  /** The newest time, not after `now`, at which the horizon is to be issued. */
  #scheduledBefore(horizon: ForecastHorizon, now: Instant): number {
    if (horizon === 'ultra_short') {
      return slotStartOf(instant(now - settleMs), quarterMs) + settleMs;
    }
    const { timeZone } = this.#deps;
    const today = localTimeOf(now, { days: 0, hour: dayAheadHour }, timeZone);
    return today <= now ? today : localTimeOf(now, { days: -1, hour: dayAheadHour }, timeZone);
  }
}
