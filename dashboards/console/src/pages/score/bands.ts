import type { ForecastScoreView } from '../../../../../src/contract/http-forecast.ts';

/** Points by which the share inside P10–P90 may miss 80 %; below a day's slots chance decides. */
const tolerancePct = 5;
const slotsMin = 96;

/** What the share of actual values inside P10–P90 says of the bands; null where there are too few. */
export function bandsOf({
  coverage80Pct,
  slots,
}: Pick<ForecastScoreView, 'coverage80Pct' | 'slots'>): 'narrow' | 'wide' | 'right' | null {
  if (coverage80Pct === null || slots < slotsMin) return null;
  if (coverage80Pct < 80 - tolerancePct) return 'narrow';
  return coverage80Pct > 80 + tolerancePct ? 'wide' : 'right';
}
