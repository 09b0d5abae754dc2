import type { Instant } from '../domain/instant.ts';
import { hourMs, secondMs } from '../domain/instant.ts';
import type { Clock, Log } from './ports.ts';

/** A smaller deviation between two looks is a busy machine or a clock that is being slewed. */
export const clockStepMsMin = 5 * secondMs;
/** For so long a step is worth telling. */
export const clockStepToldMs = hourMs;

interface ClockStep {
  /** Positive where the clock was set forward, in ms. */
  readonly stepMs: number;
  /** What the clock showed afterwards. */
  readonly at: Instant;
  readonly steadyMs: number;
}

/**
 * Notices when the clock is set, by looking at it beside one that nobody can set. A machine that was
 * asleep looks the same as one whose clock was set forward.
 */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #steadyMs: () => number;
  readonly #log: Log;
  #seen: { readonly at: Instant; readonly steadyMs: number };
  #last: ClockStep | null = null;
  #steps = 0;

  /** `steadyMs` only ever grows, at the pace of time. */
  constructor(deps: { clock: Clock; steadyMs: () => number; log: Log }) {
    this.#clock = deps.clock;
    this.#steadyMs = deps.steadyMs;
    this.#log = deps.log;
    this.#seen = { at: deps.clock.now(), steadyMs: deps.steadyMs() };
  }

  get steps(): number {
    return this.#steps;
  }

  /** To be called every second. */
  look(): void {
    const at = this.#clock.now();
    const steadyMs = this.#steadyMs();
    const stepMs = at - this.#seen.at - (steadyMs - this.#seen.steadyMs);
    this.#seen = { at, steadyMs };
    if (Math.abs(stepMs) < clockStepMsMin) return;
    this.#steps += 1;
    this.#last = { stepMs, at, steadyMs };
    this.#log.warn(
      { stepMs, at: new Date(at).toISOString() },
      'The clock of this machine was set.',
    );
  }

  /** The last step, while it is worth telling. */
  recentStep(): ClockStep | null {
    if (this.#last === null) return null;
    return this.#steadyMs() - this.#last.steadyMs < clockStepToldMs ? this.#last : null;
  }
}
