import type { Instant } from '../../src/domain/instant.ts';
import { instant } from '../../src/domain/instant.ts';
import type { CountyStep, SimulatedCounty } from './county.ts';
import type { CountyState } from './county-state.ts';

export interface PastRange {
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  readonly stepMs: number;
}

/** A stretch that is only passed over takes at most so many steps, however long it is. */
const passingStepsMax = 1_000;

/** The state at a later time; nothing is reported on the way. */
export function advanceCounty(
  county: SimulatedCounty,
  start: CountyState,
  to: Instant,
  stepMs: number,
): CountyState {
  const steps = Math.min(passingStepsMax, Math.ceil((to - start.at) / stepMs));
  let state = start;
  for (let step = 1; step <= steps; step += 1) {
    const at = instant(start.at + Math.round(((to - start.at) * step) / steps));
    state = county.step(state, at).state;
  }
  return state;
}

/**
 * What the county did from `from` up to `to`, at whole multiples of the step. A start that lies
 * before `from` is brought there first; where it lies after, the past begins with it.
 */
export function* pastSteps(
  county: SimulatedCounty,
  start: CountyState,
  range: PastRange,
): Generator<CountyStep, void, undefined> {
  const { from, to, stepMs } = range;
  const firstAt = instant(Math.ceil(Math.max(from, start.at) / stepMs) * stepMs);
  let state = firstAt < to ? advanceCounty(county, start, firstAt, stepMs) : start;
  for (let at = firstAt; at < to; at = instant(at + stepMs)) {
    const step = county.step(state, at);
    state = step.state;
    yield step;
  }
}
