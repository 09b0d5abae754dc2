import { dayMs, type Instant, instant } from '../../src/domain/instant.ts';
import type { SimulatedCounty } from '../models/county.ts';
import type { CountyState } from '../models/county-state.ts';
import { advanceCounty, pastSteps } from '../models/past.ts';
import type { PastDelivery } from './past-delivery.ts';

/** After so many steps of the past, others get a turn. */
const pastStepsPerTurn = 20;
/** Of a longer standstill only the end is filled in. */
const gapMsMax = 2 * dayMs;

export interface PastOptions {
  readonly county: SimulatedCounty;
  /** Where an earlier run stopped; null for a county that begins. */
  readonly restored: CountyState | null;
  /** Where the present begins. */
  readonly now: Instant;
  /** Past that is sent; only passed over if left out. */
  readonly past: { readonly from: Instant; readonly stepMs: number } | undefined;
  readonly presentStepMs: number;
  readonly delivery: PastDelivery;
  readonly delay: (ms: number) => Promise<void>;
}

/** Works through the past and gives the state at its end; the messages are ready to be sent then. */
export async function runPast(options: PastOptions): Promise<CountyState> {
  const { county, restored, now, past, delivery } = options;
  let state = restored ?? county.begin(past?.from ?? now);
  if (past === undefined) return advanceCounty(county, state, now, options.presentStepMs);
  const from = restored === null ? past.from : instant(Math.max(restored.at, now - gapMsMax));
  let steps = 0;
  for (const step of pastSteps(county, state, { from, to: now, stepMs: past.stepMs })) {
    state = step.state;
    delivery.add(state.at, step.readings);
    steps += 1;
    if (steps % pastStepsPerTurn === 0) await options.delay(0);
  }
  delivery.finish();
  return state;
}
