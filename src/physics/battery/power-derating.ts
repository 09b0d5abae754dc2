/** Cell temperatures in °C between which all of the power is allowed, and beyond which none is. */
export interface TempWindow {
  readonly noneBelowC: number;
  readonly allFromC: number;
  readonly allToC: number;
  readonly noneAboveC: number;
}

/** When a battery allows less than its rated power. */
export interface PowerDerating {
  /** Charging falls in a straight line from here to `restRatio` when full. */
  readonly taperAboveSocRatio: number;
  /** Discharging falls in a straight line from here to `restRatio` when empty. */
  readonly taperBelowSocRatio: number;
  readonly restRatio: number;
  readonly charge: TempWindow;
  readonly discharge: TempWindow;
}

/**
 * A lithium iron phosphate container (assumption, within the limits that cell makers usually print:
 * charging at 0–55 °C, discharging at −20–60 °C, less near full and empty).
 */
export const lfpDerating: PowerDerating = {
  taperAboveSocRatio: 0.9,
  taperBelowSocRatio: 0.1,
  restRatio: 0.1,
  charge: { noneBelowC: 0, allFromC: 12, allToC: 45, noneAboveC: 55 },
  discharge: { noneBelowC: -20, allFromC: 0, allToC: 48, noneAboveC: 60 },
};

/** Shares of the rated power that may flow, 0–1. */
export interface AllowedPower {
  readonly chargeRatio: number;
  readonly dischargeRatio: number;
}

/**
 * Power that the cells allow at a state of charge (0–1) and a temperature: the end of charging at
 * constant voltage as a straight line, times a trapezoid over temperature.
 *
 * @example
 * allowedPower(lfpDerating, { socRatio: 0.95, tempC: 25 }); // { chargeRatio: 0.55, dischargeRatio: 1 }
 */
export function allowedPower(
  derating: PowerDerating,
  cell: { readonly socRatio: number; readonly tempC: number },
): AllowedPower {
  const { taperAboveSocRatio, taperBelowSocRatio, restRatio } = derating;
  const taper = (left: number, range: number): number =>
    restRatio + (1 - restRatio) * within(left / range);
  const chargeTaper = taper(1 - cell.socRatio, 1 - taperAboveSocRatio);
  return {
    chargeRatio: chargeTaper * windowRatio(derating.charge, cell.tempC),
    dischargeRatio:
      taper(cell.socRatio, taperBelowSocRatio) * windowRatio(derating.discharge, cell.tempC),
  };
}

function windowRatio(window: TempWindow, tempC: number): number {
  const cold = (tempC - window.noneBelowC) / (window.allFromC - window.noneBelowC);
  const hot = (window.noneAboveC - tempC) / (window.noneAboveC - window.allToC);
  return within(Math.min(cold, hot));
}

function within(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}
