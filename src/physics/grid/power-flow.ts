import { indexAt, valueAt } from './array-access.ts';
import {
  type BusInjections,
  type DrawnPower,
  emptyDrawnPower,
  gatherDrawn,
} from './bus-injections.ts';
import type { RadialFeeder } from './radial-feeder.ts';

/** The answer of a power flow. A bus without supply has the voltage 0. */
export interface PowerFlow {
  /** By index of the bus in the network's list: voltage and its real and imaginary part. */
  readonly voltagePu: Float64Array;
  readonly voltageRePu: Float64Array;
  readonly voltageImPu: Float64Array;
  /**
   * By place of the feeder: current drawn at the child's end of its branch, the shunt half there
   * included; at the slack bus all that the source gives.
   */
  readonly currentRePu: Float64Array;
  readonly currentImPu: Float64Array;
  iterations: number;
  /** By how much the last iteration moved a voltage at most. */
  lastChangePu: number;
}

export function emptyPowerFlow(feeder: RadialFeeder): PowerFlow {
  const byBus = (): Float64Array => new Float64Array(feeder.network.buses.length);
  const byPlace = (): Float64Array => new Float64Array(feeder.busAt.length);
  return {
    voltagePu: byBus(),
    voltageRePu: byBus(),
    voltageImPu: byBus(),
    currentRePu: byPlace(),
    currentImPu: byPlace(),
    iterations: 0,
    lastChangePu: 0,
  };
}

export interface PowerFlowLimits {
  /** It has converged when an iteration moves no voltage by more than this. */
  readonly changePuMax: number;
  /** After so many iterations it is given up. */
  readonly iterationsMax: number;
}

const usualLimits: PowerFlowLimits = { changePuMax: 1e-11, iterationsMax: 200 };

/** Without a solution (the network cannot carry the load) the voltages mean nothing. */
export type PowerFlowEnd = 'converged' | 'not_converged';

/**
 * AC power flow of a radial network by backward-forward sweep: currents are summed from the leaves
 * to the source, then voltages fall from the source to the leaves, until nothing moves. Shirmohammadi,
 * Hong, Semlyen and Luo, IEEE Trans. Power Systems 3 (1988) 753–762. Balanced three-phase; taps, line
 * charging, shunts, generation and ZIP loads. Made once for a feeder; solving allocates nothing.
 *
 * @example
 * const solver = new PowerFlowSolver(feeder);
 * const flow = emptyPowerFlow(feeder);
 * if (solver.solve(injections, flow) === 'converged') use(flow.voltagePu);
 */
export class PowerFlowSolver {
  readonly #feeder: RadialFeeder;
  readonly #limits: PowerFlowLimits;
  readonly #drawn: DrawnPower;
  /** By place: voltage, real and imaginary part. */
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(feeder: RadialFeeder, limits = usualLimits) {
    const places = feeder.busAt.length;
    this.#feeder = feeder;
    this.#limits = limits;
    this.#drawn = emptyDrawnPower(places);
    this.#re = new Float64Array(places);
    this.#im = new Float64Array(places);
  }

  /** The source has the network's voltage unless another is given. */
  solve(
    injections: BusInjections,
    into: PowerFlow,
    slackVoltagePu = this.#feeder.network.slackVoltagePu,
  ): PowerFlowEnd {
    gatherDrawn(this.#feeder, injections, this.#drawn);
    this.#startWithoutLoad(slackVoltagePu);
    into.lastChangePu = Number.POSITIVE_INFINITY;
    into.iterations = 0;
    while (into.lastChangePu > this.#limits.changePuMax) {
      if (into.iterations === this.#limits.iterationsMax) return 'not_converged';
      this.#sumCurrents(into);
      into.lastChangePu = this.#dropVoltages(into);
      into.iterations += 1;
    }
    if (!Number.isFinite(into.lastChangePu)) return 'not_converged';
    this.#sumCurrents(into);
    this.#write(into);
    return 'converged';
  }

  #startWithoutLoad(slackVoltagePu: number): void {
    const { parentAt, ratio } = this.#feeder;
    this.#im.fill(0);
    this.#re[0] = slackVoltagePu;
    for (let place = 1; place < parentAt.length; place += 1) {
      this.#re[place] = valueAt(ratio, place) * valueAt(this.#re, indexAt(parentAt, place));
    }
  }

  /** Backward: each bus draws its own, and what its children draw. */
  #sumCurrents({ currentRePu, currentImPu }: PowerFlow): void {
    const { parentAt, ratio } = this.#feeder;
    const { powerPu, reactivePu, currentPu, reactiveCurrentPu, gPu, bPu } = this.#drawn;
    const re = this.#re;
    const im = this.#im;
    currentRePu.fill(0);
    currentImPu.fill(0);
    for (let place = parentAt.length - 1; place >= 0; place -= 1) {
      const e = valueAt(re, place);
      const f = valueAt(im, place);
      const square = e * e + f * f;
      const v = Math.sqrt(square);
      const p =
        (valueAt(powerPu, place) + valueAt(currentPu, place) * v) / square + valueAt(gPu, place);
      const q =
        (valueAt(reactivePu, place) + valueAt(reactiveCurrentPu, place) * v) / square -
        valueAt(bPu, place);
      const drawnRe = valueAt(currentRePu, place) + p * e + q * f;
      const drawnIm = valueAt(currentImPu, place) + p * f - q * e;
      currentRePu[place] = drawnRe;
      currentImPu[place] = drawnIm;
      if (place === 0) return;
      const parent = indexAt(parentAt, place);
      const k = valueAt(ratio, place);
      currentRePu[parent] = valueAt(currentRePu, parent) + k * drawnRe;
      currentImPu[parent] = valueAt(currentImPu, parent) + k * drawnIm;
    }
  }

  /** Forward: each voltage follows from its parent's. Gives the largest change; NaN if one has no end. */
  #dropVoltages({ currentRePu, currentImPu }: PowerFlow): number {
    const { parentAt, ratio, rPu, xPu } = this.#feeder;
    const re = this.#re;
    const im = this.#im;
    let change = 0;
    for (let place = 1; place < parentAt.length; place += 1) {
      const parent = indexAt(parentAt, place);
      const k = valueAt(ratio, place);
      const r = valueAt(rPu, place);
      const x = valueAt(xPu, place);
      const drawnRe = valueAt(currentRePu, place);
      const drawnIm = valueAt(currentImPu, place);
      const e = k * valueAt(re, parent) - r * drawnRe + x * drawnIm;
      const f = k * valueAt(im, parent) - r * drawnIm - x * drawnRe;
      change = Math.max(change, Math.abs(e - valueAt(re, place)), Math.abs(f - valueAt(im, place)));
      re[place] = e;
      im[place] = f;
    }
    return change;
  }

  #write({ voltagePu, voltageRePu, voltageImPu }: PowerFlow): void {
    const { busAt } = this.#feeder;
    voltagePu.fill(0);
    voltageRePu.fill(0);
    voltageImPu.fill(0);
    for (let place = 0; place < busAt.length; place += 1) {
      const bus = indexAt(busAt, place);
      const e = valueAt(this.#re, place);
      const f = valueAt(this.#im, place);
      voltageRePu[bus] = e;
      voltageImPu[bus] = f;
      voltagePu[bus] = Math.sqrt(e * e + f * f);
    }
  }
}

/** Angle of a bus against the slack bus, leading positive. */
export function voltageAngleDeg(flow: PowerFlow, bus: number): number {
  const radians = Math.atan2(valueAt(flow.voltageImPu, bus), valueAt(flow.voltageRePu, bus));
  return (radians * 180) / Math.PI;
}
