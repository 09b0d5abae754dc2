import { type CountyOptions, simulateCounty } from '../../../simulators/models/county.ts';
import type { Device } from '../../domain/device.ts';
import { type Instant, instant, quarterMs } from '../../domain/instant.ts';
import type { PastOfSlots } from './past-of-slots.ts';

export interface CountyInHoursOptions {
  /** The devices of the county with the keys under which their readings are kept. */
  readonly devices: readonly Pick<Device, 'id' | 'key'>[];
  readonly readings: PastOfSlots;
  readonly from: Instant;
  /** A whole part of a quarter hour. */
  readonly stepMs: number;
}

/** A simulated county that goes on as far as it is told, and writes down what its devices showed. */
export class CountyInHours {
  readonly #county: ReturnType<typeof simulateCounty>;
  readonly #options: CountyInHoursOptions;
  readonly #keys: ReadonlyMap<string, number>;
  #state: ReturnType<ReturnType<typeof simulateCounty>['begin']>;

  constructor(ground: CountyOptions, options: CountyInHoursOptions) {
    this.#county = simulateCounty(ground);
    this.#options = options;
    this.#keys = new Map(options.devices.map(({ id, key }) => [id, key]));
    this.#state = this.#county.begin(options.from);
  }

  /** How far the county is. */
  get at(): Instant {
    return this.#state.at;
  }

  /** Each reading stands for the step that it ends. */
  advance(to: Instant): void {
    const { stepMs, readings } = this.#options;
    const share = stepMs / quarterMs;
    while (this.#state.at < to) {
      const start = this.#state.at;
      const step = this.#county.step(this.#state, instant(start + stepMs));
      for (const [id, values] of step.readings) {
        const key = this.#keys.get(id);
        if (key !== undefined) readings.add(key, { at: start, share, values });
      }
      this.#state = step.state;
    }
  }
}
