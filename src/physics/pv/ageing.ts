/**
 * Share of its first power that a module has lost after some years: Jordan and Kurtz, Progress in
 * Photovoltaics 21 (2013) 12–29, whose median over 2,000 silicon modules is 0.5 % a year.
 *
 * @example ageingLossRatio(20) // 0.095
 */
export function ageingLossRatio(years: number, lossRatioPerYear = 0.005): number {
  return 1 - (1 - lossRatioPerYear) ** Math.max(0, years);
}
