import type { FaultLayer } from '../faults/fault-layer.ts';
import type { CountyOptions, CountyStep, SimulatedCounty } from '../models/county.ts';
import { type MessageCount, MessageLog } from './message-log.ts';
import { type CountyMoment, momentReader } from './moment.ts';
import { type RunSummary, SummaryOfRun } from './summary.ts';

export interface RunResult {
  readonly summary: RunSummary;
  readonly messages: MessageCount;
}

export interface RecordOptions {
  readonly county: Pick<SimulatedCounty, 'devices'>;
  /** What the county was made of. */
  readonly ground: Pick<CountyOptions, 'nodes' | 'devices'>;
  /** What becomes of messages on their way. */
  readonly faults: FaultLayer;
  readonly stepMs: number;
}

/** What is kept of a run, step by step, whether its messages are sent or not. */
export class RunRecord {
  readonly #momentOf: (step: CountyStep) => CountyMoment;
  readonly #summary: SummaryOfRun;
  readonly #messages: MessageLog;

  constructor({ county, ground, faults, stepMs }: RecordOptions) {
    this.#momentOf = momentReader(county, ground.nodes);
    this.#summary = new SummaryOfRun(stepMs);
    this.#messages = new MessageLog({ county, registered: ground.devices, faults, stepMs });
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
