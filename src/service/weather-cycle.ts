import { dayMs, hourMs, type Instant, instant, minuteMs } from '../domain/instant.ts';
import type { WeatherRunStore, WeatherSource } from './forecast-ports.ts';
import type { Log } from './ports.ts';

/** After a failure the source is asked again soon, then more and more rarely. */
const firstRetryMs = minuteMs;
/** More than a year: models learn from runs of the season before. */
const keptMs = 400 * dayMs;
/** A break of this length costs forecasts little; beyond it people are told. */
const patienceMs = 6 * hourMs;

export interface WeatherCycleDeps {
  readonly source: WeatherSource;
  readonly store: WeatherRunStore;
  /** Time between two questions that were answered, in ms. */
  readonly everyMs: number;
  readonly log: Log;
}

/** Keeps the newest weather forecast at hand, and what was forecast before. */
export class WeatherCycle {
  readonly #deps: WeatherCycleDeps;
  #nextAt = 0;
  #askedAt = 0;
  #failures = 0;
  #fault: string | null = null;
  #answeredAt: Instant | null = null;

  constructor(deps: WeatherCycleDeps) {
    this.#deps = deps;
  }

  /** What people should know at `now`: what is wrong, where that has lasted; null else. */
  trouble(now: Instant): string | null {
    const isLong = this.#answeredAt === null || now - this.#answeredAt > patienceMs;
    return isLong ? this.#fault : null;
  }

  /** Asks the source if it is time to. */
  async look(now: Instant): Promise<void> {
    // A clock that was set back must not put the question off until it is there again.
    const isSetBack = now < this.#askedAt;
    if (now < this.#nextAt && !isSetBack) return;
    this.#askedAt = now;
    const { source, store, everyMs } = this.#deps;
    const run = await source.fetch(now);
    if (run.ok) {
      store.add(run.value);
      store.deleteBefore(instant(now - keptMs));
      this.#nextAt = now + everyMs;
      this.#recover(now);
      return;
    }
    const { retryable, detail } = run.fault;
    const retryMs = retryable ? firstRetryMs * 2 ** Math.min(this.#failures, 16) : everyMs;
    this.#nextAt = now + Math.min(retryMs, everyMs);
    this.#fail(detail);
  }

  #recover(now: Instant): void {
    if (this.#fault !== null) {
      this.#deps.log.info({ failures: this.#failures }, 'The weather source answers again.');
    }
    this.#failures = 0;
    this.#fault = null;
    this.#answeredAt = now;
  }

  /** Told when it begins and when it changes, not at every repetition. */
  #fail(detail: string): void {
    this.#failures += 1;
    if (this.#fault !== detail) {
      this.#deps.log.warn(
        { source: this.#deps.source.id },
        `${detail} Forecasts go on with the last weather that was told.`,
      );
    }
    this.#fault = detail;
  }
}
