import { type Instant, instant } from '../../src/domain/instant.ts';
import type { DeviceAgent } from '../link/device-agent.ts';
import type { SimulatedCounty } from '../models/county.ts';
import type { CountyState } from '../models/county-state.ts';
import type { MeasuredValues } from '../models/measured.ts';
import { uniformAt } from '../models/noise.ts';

interface PendingReading {
  readonly agent: DeviceAgent;
  readonly dueAt: number;
  readonly values: MeasuredValues;
}

/** The present: all devices measure at the same instant and report spread over the interval. */
export class Reporting {
  readonly #county: SimulatedCounty;
  readonly #agents: ReadonlyMap<string, DeviceAgent>;
  readonly #intervalMs: number;
  /** When in the interval each device reports, as a share of it. */
  readonly #phases: ReadonlyMap<string, number>;
  #state: CountyState;
  #pending: PendingReading[] = [];

  constructor(
    county: SimulatedCounty,
    agents: ReadonlyMap<string, DeviceAgent>,
    state: CountyState,
    intervalMs: number,
  ) {
    this.#county = county;
    this.#agents = agents;
    this.#state = state;
    this.#intervalMs = intervalMs;
    this.#phases = new Map(county.devices.map(({ id, seed }) => [id, uniformAt(seed, -1)]));
  }

  get state(): CountyState {
    return this.#state;
  }

  tick(now: Instant): void {
    const sampleAt = instant(Math.floor(now / this.#intervalMs) * this.#intervalMs);
    // A clock that was set back must not silence the county until it has caught up.
    const wasSetBack = sampleAt < this.#state.at - 2 * this.#intervalMs;
    if (sampleAt > this.#state.at || wasSetBack) {
      this.#reportUntil(Number.POSITIVE_INFINITY);
      this.#measure(sampleAt);
    }
    this.#reportUntil(now);
  }

  #measure(at: Instant): void {
    const step = this.#county.step(this.#state, at);
    this.#state = step.state;
    for (const [deviceId, values] of step.readings) {
      const agent = this.#agents.get(deviceId);
      if (agent === undefined) continue;
      const dueAt = at + (this.#phases.get(deviceId) ?? 0) * this.#intervalMs;
      this.#pending.push({ agent, dueAt, values });
    }
    this.#pending.sort((a, b) => a.dueAt - b.dueAt);
  }

  #reportUntil(now: number): void {
    const due = this.#pending.findIndex(({ dueAt }) => dueAt > now);
    const count = due === -1 ? this.#pending.length : due;
    for (const { agent, values } of this.#pending.splice(0, count)) {
      agent.report({ at: this.#state.at, values });
    }
  }
}
