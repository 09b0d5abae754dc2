/** By what rules accuracy is worked out and what they ask for, in per cent. */
export interface AccuracyRules {
  readonly id: string;
  readonly name: string;
  /** Of the text that the figures come from. */
  readonly date: string;
  readonly dayAheadPct: number;
  readonly fourthHourPct: number;
  /** Nights of roofs count for nothing in some rules. */
  readonly leavesNightOut: boolean;
}

/** One set for PV, one for everything else. */
export interface AccuracyRuleSets {
  readonly pv: AccuracyRules;
  readonly others: AccuracyRules;
}

/**
 * Figures for orientation, found second-hand in public copies of the standards: no claim of
 * compliance. Accuracy is (1 − RMSE / capacity) × 100, a mean over days; the ultra-short forecast is
 * judged by its fourth hour.
 */
export const usualAccuracyRules: AccuracyRuleSets = {
  others: {
    id: 'gbt-40607-2021',
    name: 'GB/T 40607-2021, whole grid',
    date: '2021-10-11',
    dayAheadPct: 90,
    fourthHourPct: 95,
    leavesNightOut: false,
  },
  pv: {
    id: 'nbt-32011-2013',
    name: 'NB/T 32011-2013, PV station',
    date: '2013-11-28',
    dayAheadPct: 85,
    fourthHourPct: 90,
    leavesNightOut: true,
  },
};
