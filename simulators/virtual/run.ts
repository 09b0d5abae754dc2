/** A county on a virtual clock: as fast as it can be worked out, without a network. */
import { type Instant, instant } from '../../src/domain/instant.ts';
import { type CountyOptions, simulateCounty } from '../models/county.ts';
import type { CountyMoment } from './moment.ts';
import { RunRecord, type RunResult } from './record.ts';

export interface VirtualRunOptions {
  readonly county: CountyOptions;
  /** Where the county begins; the first step ends at the next whole multiple of its length. */
  readonly from: Instant;
  /** No step ends later. */
  readonly to: Instant;
  readonly stepMs: number;
}

export interface VirtualRun {
  /** One step after another; whoever stops asking ends the run there. */
  moments(): Generator<CountyMoment, void, undefined>;
  /** What the steps so far came to. */
  result(): RunResult;
}

/** The same options give the same result, bit for bit. */
export function virtualRun({ county: options, from, to, stepMs }: VirtualRunOptions): VirtualRun {
  const county = simulateCounty(options);
  const record = new RunRecord(county, options, stepMs);
  return {
    *moments() {
      let state = county.begin(from);
      for (let at = firstStep(from, stepMs); at <= to; at = instant(at + stepMs)) {
        const step = county.step(state, at);
        state = step.state;
        yield record.add(step);
      }
    },
    result: () => record.result(),
  };
}

function firstStep(from: Instant, stepMs: number): Instant {
  return instant((Math.floor(from / stepMs) + 1) * stepMs);
}
