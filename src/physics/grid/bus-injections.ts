import { indexAt, valueAt } from './array-access.ts';
import type { RadialFeeder } from './radial-feeder.ts';

/** Power at the buses, by index of the bus in the network's list. Loads draw, generation feeds. */
export interface BusInjections {
  /** At 1 p.u. */
  readonly loadKw: Float64Array;
  readonly loadKvar: Float64Array;
  readonly generationKw: Float64Array;
  readonly generationKvar: Float64Array;
  /**
   * Shares of the load that go with the square of the voltage (z) and with the voltage (i); the rest
   * is constant power: S = S₁ · (1 − z − i + i · V + z · V²). Generation is constant power.
   */
  readonly impedanceRatio: Float64Array;
  readonly currentRatio: Float64Array;
}

/** Nothing drawn and nothing fed; to be written into. */
export function emptyInjections(busCount: number): BusInjections {
  const numbers = (): Float64Array => new Float64Array(busCount);
  return {
    loadKw: numbers(),
    loadKvar: numbers(),
    generationKw: numbers(),
    generationKvar: numbers(),
    impedanceRatio: numbers(),
    currentRatio: numbers(),
  };
}

/** What the buses draw in per unit, by place of the feeder, sorted by how it goes with the voltage. */
export interface DrawnPower {
  readonly powerPu: Float64Array;
  readonly reactivePu: Float64Array;
  readonly currentPu: Float64Array;
  readonly reactiveCurrentPu: Float64Array;
  /** With the shunts of the network. */
  readonly gPu: Float64Array;
  readonly bPu: Float64Array;
}

export function emptyDrawnPower(placeCount: number): DrawnPower {
  const numbers = (): Float64Array => new Float64Array(placeCount);
  return {
    powerPu: numbers(),
    reactivePu: numbers(),
    currentPu: numbers(),
    reactiveCurrentPu: numbers(),
    gPu: numbers(),
    bPu: numbers(),
  };
}

export function gatherDrawn(
  feeder: RadialFeeder,
  injections: BusInjections,
  drawn: DrawnPower,
): void {
  const perKva = 1 / feeder.network.baseKva;
  for (let place = 0; place < feeder.busAt.length; place += 1) {
    const bus = indexAt(feeder.busAt, place);
    const p = valueAt(injections.loadKw, bus) * perKva;
    const q = valueAt(injections.loadKvar, bus) * perKva;
    const z = valueAt(injections.impedanceRatio, bus);
    const i = valueAt(injections.currentRatio, bus);
    const rest = 1 - z - i;
    drawn.powerPu[place] = rest * p - valueAt(injections.generationKw, bus) * perKva;
    drawn.reactivePu[place] = rest * q - valueAt(injections.generationKvar, bus) * perKva;
    drawn.currentPu[place] = i * p;
    drawn.reactiveCurrentPu[place] = i * q;
    drawn.gPu[place] = valueAt(feeder.gPu, place) + z * p;
    drawn.bPu[place] = valueAt(feeder.bPu, place) - z * q;
  }
}
