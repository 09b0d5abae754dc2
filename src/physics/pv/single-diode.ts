/** A cell, module or string as a current source beside a diode and a shunt, with a series resistance. */
export interface DiodeCircuit {
  readonly photocurrentA: number;
  /** Of the diode in the dark. */
  readonly saturationA: number;
  readonly seriesOhm: number;
  readonly shuntOhm: number;
  /** Ideality factor × cells in series × thermal voltage: the diode's exponent is its voltage over it. */
  readonly idealityV: number;
}

export interface DiodePoints {
  readonly shortCircuitA: number;
  readonly openCircuitV: number;
  /** Where the power is greatest. */
  readonly maxPowerA: number;
  readonly maxPowerV: number;
  readonly maxPowerW: number;
}

/**
 * The points of a current-voltage curve that data sheets name. The voltage across the diode gives
 * current and voltage at the terminals without iteration (Bishop, Solar Cells 25 (1988) 73–89), so
 * that each point is the zero of one falling function of it: found by Newton's method that stays
 * between known bounds, to about 1e-12. For a positive photocurrent and positive resistances.
 *
 * @example diodePoints(circuit).maxPowerW // of a module of 220 W about 220
 */
export function diodePoints(circuit: DiodeCircuit): DiodePoints {
  const { photocurrentA, saturationA, seriesOhm, shuntOhm, idealityV } = circuit;
  const currentA = (diodeV: number): number =>
    photocurrentA - saturationA * Math.expm1(diodeV / idealityV) - diodeV / shuntOhm;
  const conductance = (diodeV: number): number =>
    -(saturationA / idealityV) * Math.exp(diodeV / idealityV) - 1 / shuntOhm;
  // Without a shunt the open voltage would be the logarithm; with one it lies below.
  const beyondV = idealityV * Math.log1p(photocurrentA / saturationA);
  const openCircuitV = fallingZero({ low: 0, high: beyondV }, (diodeV) => ({
    value: currentA(diodeV),
    slope: conductance(diodeV),
  }));
  const shortV = fallingZero({ low: 0, high: openCircuitV }, (diodeV) => ({
    value: seriesOhm * currentA(diodeV) - diodeV,
    slope: seriesOhm * conductance(diodeV) - 1,
  }));
  const bestV = fallingZero({ low: shortV, high: openCircuitV }, (diodeV) =>
    powerSlope(circuit, { diodeV, amperes: currentA(diodeV), siemens: conductance(diodeV) }),
  );
  const maxPowerA = currentA(bestV);
  const maxPowerV = bestV - maxPowerA * seriesOhm;
  return {
    shortCircuitA: currentA(shortV),
    openCircuitV,
    maxPowerA,
    maxPowerV,
    maxPowerW: maxPowerA * maxPowerV,
  };
}

/** Change of the terminals' power with the diode's voltage, and the change of that change. */
function powerSlope(
  { saturationA, seriesOhm, idealityV }: DiodeCircuit,
  at: { readonly diodeV: number; readonly amperes: number; readonly siemens: number },
): ValueAndSlope {
  const lever = at.diodeV - 2 * at.amperes * seriesOhm;
  const bend = -(saturationA / idealityV ** 2) * Math.exp(at.diodeV / idealityV);
  return {
    value: at.amperes + at.siemens * lever,
    slope: 2 * at.siemens + bend * lever - 2 * seriesOhm * at.siemens ** 2,
  };
}

interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/** Halving alone would reach the last digit in less. */
const stepsMax = 100;

/** Where a function that is positive at `low` and negative at `high` is zero. */
function fallingZero(
  bounds: { readonly low: number; readonly high: number },
  at: (x: number) => ValueAndSlope,
): number {
  let { low, high } = bounds;
  let x = high;
  for (let step = 0; step < stepsMax; step += 1) {
    const { value, slope } = at(x);
    if (value >= 0) low = x;
    if (value <= 0) high = x;
    const newton = x - value / slope;
    const next = newton >= low && newton <= high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-14 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}
