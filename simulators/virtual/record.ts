import type { CountyOptions, CountyStep, SimulatedCounty } from '../models/county.ts';
import { type MessageCount, MessageLog } from './message-log.ts';
import { type CountyMoment, momentReader } from './moment.ts';
import { type RunSummary, SummaryOfRun } from './summary.ts';

export interface RunResult {
  readonly summary: RunSummary;
  readonly messages: MessageCount;
}

/** What is kept of a run, step by step, whether its messages are sent or not. */
export class RunRecord {
  readonly #momentOf: (step: CountyStep) => CountyMoment;
  readonly #summary: SummaryOfRun;
  readonly #messages = new MessageLog();

  constructor(
    county: Pick<SimulatedCounty, 'devices'>,
    ground: Pick<CountyOptions, 'nodes'>,
    stepMs: number,
  ) {
    this.#momentOf = momentReader(county, ground);
    this.#summary = new SummaryOfRun(stepMs);
  }

  add(step: CountyStep): CountyMoment {
    const moment = this.#momentOf(step);
    this.#summary.add(moment);
    for (const [deviceId, values] of step.readings) {
      this.#messages.take(deviceId, step.state.at, values);
    }
    return moment;
  }

  /** What the steps so far came to. */
  result(): RunResult {
    return { summary: this.#summary.result(), messages: this.#messages.count() };
  }
}
