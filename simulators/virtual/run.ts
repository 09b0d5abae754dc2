/** A county on a virtual clock: as fast as it can be worked out, without a network. */
import { type Instant, instant } from '../../src/domain/instant.ts';
import { FaultLayer } from '../faults/fault-layer.ts';
import type { FaultScript } from '../faults/script.ts';
import { commandedCounty } from '../field/commanded-county.ts';
import { ControlDesk } from '../field/control-desk.ts';
import type { CountyOptions, SimulatedCounty } from '../models/county.ts';
import { eventfulCounty } from '../scenarios/eventful-county.ts';
import { timedScenarios } from '../scenarios/timed-scenario.ts';
import type { CountyMoment } from './moment.ts';
import { RunRecord, type RunResult } from './record.ts';

export interface VirtualRunOptions {
  readonly county: CountyOptions;
  /** What goes wrong; null where nothing does. */
  readonly script: FaultScript | null;
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
export function virtualRun(options: VirtualRunOptions): VirtualRun {
  const { from, to, stepMs } = options;
  const { county, faults } = troubledCounty(options);
  const record = new RunRecord({ county, ground: options.county, faults, stepMs });
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

/** The county with all that a script does to it; nobody sends it setpoints. */
function troubledCounty({ county: options, script, from }: VirtualRunOptions): {
  readonly county: SimulatedCounty;
  readonly faults: FaultLayer;
} {
  const county = eventfulCounty(options, timedScenarios(script?.scenarios ?? [], from));
  const { devices } = county;
  const faults = new FaultLayer({ script, devices, beginAt: from });
  const desk = new ControlDesk({ devices, faults, saved: {}, powerKwOf: () => 0 });
  return { county: commandedCounty(county, desk, faults), faults };
}

function firstStep(from: Instant, stepMs: number): Instant {
  return instant((Math.floor(from / stepMs) + 1) * stepMs);
}
