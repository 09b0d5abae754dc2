/**
 * Coefficients of the ageing of a lithium iron phosphate cell against graphite. Those of a 250 Ah
 * prismatic cell are `lfp250Ah`.
 */
export interface AgeingCoefficients {
  /** Calendar ageing: factor, and the influence in K of temperature and of the anode's potential. */
  readonly calendar: {
    readonly factor: number;
    readonly tempK: number;
    readonly potentialKPerV: number;
    readonly exponent: number;
  };
  /** Cycle ageing: base, share per depth and per C-rate, warm and cold influence in K. */
  readonly cycling: {
    readonly base: number;
    readonly perDepth: number;
    readonly perCRate: number;
    readonly warmK: number;
    readonly coldK: number;
    readonly exponent: number;
  };
}

/**
 * A 250 Ah prismatic cell: Smith et al., BLAST-Lite, National Renewable Energy Laboratory (2023),
 * after tests at 10–45 °C, depths 0.8–1, at most 0.65 C charging and 1 C discharging.
 */
export const lfp250Ah: AgeingCoefficients = {
  calendar: { factor: 83_700, tempK: -5_210, potentialKPerV: -3_560, exponent: 0.526 },
  cycling: {
    base: 4.38e-8,
    perDepth: 1.55e-8,
    perCRate: 1.68e-7,
    warmK: 2_190,
    coldK: 155_000,
    exponent: 0.828,
  },
};

/** What a cell goes through while it ages; means over the time. */
export interface CellStress {
  readonly tempC: number;
  /** Mean state of charge and depth of the cycles, 0–1. */
  readonly socRatio: number;
  readonly depthRatio: number;
  /** Current as a multiple of the capacity per hour. */
  readonly cRate: number;
}

/** Loss of capacity so far, as shares of the new one. */
export interface CellAge {
  readonly calendarLossRatio: number;
  readonly cyclingLossRatio: number;
}

export const newCell: CellAge = { calendarLossRatio: 0, cyclingLossRatio: 0 };

/** Capacity that is left, as a share of the new one. */
export function healthRatio(age: CellAge): number {
  return 1 - age.calendarLossRatio - age.cyclingLossRatio;
}

/**
 * Potential in V of graphite against lithium at a state of charge: Safari and Delacourt, Journal of
 * The Electrochemical Society 158 (2011) A1123. The cell's window is 0.0085–0.78 of the graphite.
 *
 * @example
 * anodePotentialV(0.5); // 0.1233
 */
export function anodePotentialV(socRatio: number): number {
  const filling = 0.0085 + socRatio * (0.78 - 0.0085);
  return (
    0.6379 +
    0.5416 * Math.exp(-305.5309 * filling) +
    0.044 * Math.tanh(-(filling - 0.1958) / 0.1088) -
    0.1978 * Math.tanh((filling - 1.0571) / 0.0854) -
    0.6875 * Math.tanh((filling + 0.0117) / 0.0529) -
    0.0175 * Math.tanh((filling - 0.5692) / 0.0875)
  );
}

/** Calendar ageing after one day, as a share of the capacity; it grows with days^0.526. */
export function calendarRate(stress: CellStress, coefficients = lfp250Ah): number {
  const { factor, tempK, potentialKPerV } = coefficients.calendar;
  const kelvin = stress.tempC + 273.15;
  const potential = (potentialKPerV * anodePotentialV(stress.socRatio)) / kelvin;
  return Math.abs(factor) * Math.exp(tempK / kelvin) * Math.exp(potential);
}

/** Cycle ageing after one equivalent full cycle; it grows with cycles^0.828. */
export function cyclingRate(stress: CellStress, coefficients = lfp250Ah): number {
  const { base, perDepth, perCRate, warmK, coldK } = coefficients.cycling;
  const kelvin = stress.tempC + 273.15;
  const load = base + perDepth * stress.depthRatio + perCRate * stress.cRate;
  return load * (Math.exp(warmK / kelvin) + Math.exp(-coldK / kelvin));
}

/**
 * The age after some more days, usually one, with so many equivalent full cycles in them. Each loss
 * goes on along its own curve `rate × x^exponent` from the loss so far, by an explicit step, so the
 * stress may change from step to step. Equations of `lfp250Ah`'s source.
 *
 * @example
 * const stress = { tempC: 25, socRatio: 0.5, depthRatio: 0.8, cRate: 0.5 };
 * healthRatio(agedCell(newCell, stress, { days: 1, fullCycles: 1 })); // 0.99929
 */
export function agedCell(
  age: CellAge,
  stress: CellStress,
  use: { readonly days: number; readonly fullCycles: number },
  coefficients = lfp250Ah,
): CellAge {
  return {
    calendarLossRatio: grownLoss(age.calendarLossRatio, use.days, {
      rate: calendarRate(stress, coefficients),
      exponent: coefficients.calendar.exponent,
    }),
    cyclingLossRatio: grownLoss(age.cyclingLossRatio, use.fullCycles, {
      rate: cyclingRate(stress, coefficients),
      exponent: coefficients.cycling.exponent,
    }),
  };
}

/** One explicit step of `rate × x^exponent`, whose slope is written with the loss instead of x. */
function grownLoss(
  loss: number,
  advance: number,
  { rate, exponent }: { readonly rate: number; readonly exponent: number },
): number {
  if (advance <= 0) return loss;
  if (loss === 0) return rate * advance ** exponent;
  return loss + rate * exponent * (loss / rate) ** ((exponent - 1) / exponent) * advance;
}
