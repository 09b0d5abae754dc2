import { agedCell, type CellAge, type CellStress, lfp250Ah } from './lfp-ageing.ts';
import { rainflowCycles } from './rainflow.ts';

/** States of charge (0–1) at equal intervals, and the mean temperature of the cells. */
export interface SocHistory {
  readonly socRatios: readonly number[];
  readonly intervalH: number;
  readonly tempC: number;
}

export interface HistoryUse {
  readonly stress: CellStress;
  readonly days: number;
  /** Equivalent full cycles: the energy that went in and out again, in capacities. */
  readonly fullCycles: number;
}

/**
 * What a history asked of the cells. Cycles are counted by rainflow; their depths are weighed by
 * their energy, and the C-rate is the mean over the times in which something flowed.
 *
 * @example
 * historyUse({ socRatios: [0.2, 0.8, 0.2], intervalH: 2, tempC: 25 });
 * // { stress: { tempC: 25, socRatio: 0.5, depthRatio: 0.6, cRate: 0.3 }, days: 1 / 6, fullCycles: 0.6 }
 */
export function historyUse({ socRatios, intervalH, tempC }: SocHistory): HistoryUse {
  const cycles = rainflowCycles(socRatios);
  const fullCycles = cycles.reduce((sum, { range, count }) => sum + range * count, 0);
  const depthSum = cycles.reduce((sum, { range, count }) => sum + range * range * count, 0);
  const between = socRatios.slice(1).map((socRatio, index) => {
    const before = socRatios[index] ?? socRatio;
    return { mean: (socRatio + before) / 2, moved: socRatio !== before };
  });
  const movedH = between.filter(({ moved }) => moved).length * intervalH;
  const socSum = between.reduce((sum, { mean }) => sum + mean, 0);
  return {
    stress: {
      tempC,
      socRatio: between.length > 0 ? socSum / between.length : (socRatios[0] ?? 0),
      depthRatio: fullCycles > 0 ? depthSum / fullCycles : 0,
      cRate: movedH > 0 ? (2 * fullCycles) / movedH : 0,
    },
    days: (between.length * intervalH) / 24,
    fullCycles,
  };
}

/**
 * The age after a history of weeks or months, day by day under its mean stress. A longer one is
 * handed in piece by piece, so that each season ages the cells by its own temperature.
 */
export function agedByHistory(age: CellAge, history: SocHistory, coefficients = lfp250Ah): CellAge {
  const { stress, days, fullCycles } = historyUse(history);
  const steps = Math.max(1, Math.ceil(days));
  const use = { days: days / steps, fullCycles: fullCycles / steps };
  let aged = age;
  for (let step = 0; step < steps; step += 1) aged = agedCell(aged, stress, use, coefficients);
  return aged;
}
