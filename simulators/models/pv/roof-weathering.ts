import { snowCoverRatio } from '../../../src/physics/pv/snow-cover.ts';
import { type Dust, soilingLossRatio } from '../../../src/physics/pv/soiling.ts';
import {
  type ModelState,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from '../device-model.ts';
import { seedFor, uniformAt } from '../noise.ts';
import type { Roof } from './roof.ts';

/** What lies on the modules, as shares of their light. */
export interface Weathering {
  readonly soilingRatio: number;
  readonly snowRatio: number;
}

/** Dust of fields, roads and spring storms; some yards lie at a mill or a dirt road (assumptions). */
function dustAt(seed: number): Dust {
  return {
    lossRatioPerDay: 0.0006 + 0.0022 * uniformAt(seed, 40) ** 2,
    lossRatioMax: 0.12 + 0.1 * uniformAt(seed, 41),
    washMm: 2.5,
  };
}

/** What lies there as a step begins; a simulation begins some dry weeks after the last rain. */
export function weatheringOf({ seed }: SimulatedDevice, state: ModelState): Weathering {
  const dryDays = 40 * uniformAt(seed, 42);
  return {
    soilingRatio: stateValue(state, 'soilingRatio', dustAt(seed).lossRatioPerDay * dryDays),
    snowRatio: stateValue(state, 'snowRatio'),
  };
}

/** What lies there as the step ends, on a roof of some tilt and light. */
export function weatheringAfter(
  before: Weathering,
  { seed }: SimulatedDevice,
  around: Pick<Surroundings, 'weather' | 'hours'>,
  roof: { readonly tiltDeg: number; readonly poaWm2: number },
): Weathering {
  const { weather, hours } = around;
  const rainMm = weather.rainMmPerH * hours;
  return {
    soilingRatio: soilingLossRatio(dustAt(seed), before.soilingRatio, { hours, rainMm }),
    snowRatio: snowCoverRatio(before.snowRatio, {
      ...roof,
      hours,
      snowMmPerH: weather.snowMmPerH,
      airTempC: weather.tempC,
    }),
  };
}

const repairDays = 12;
/** A string fails once in some ten years (assumption), and waits for the fitter. */
const outChance = 0.003;

/** Share of a roof's strings that work at a moment: fuses blow, plugs burn, mice gnaw. */
export function stringsWorkingRatio({ seed, strings }: Roof, day: number): number {
  const outages = seedFor(seed, 'strings');
  const offsetDays = Math.floor(repairDays * uniformAt(outages, -1));
  const spell = Math.floor((day + offsetDays) / repairDays);
  const isOut = uniformAt(outages, spell) < outChance * strings;
  return isOut ? 1 - 1 / strings : 1;
}
