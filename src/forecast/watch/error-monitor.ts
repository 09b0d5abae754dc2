/** Share of each new error in the usual error and its spread: about a month of days. */
const usualShare = 0.03;
/** Errors that tell what is usual before any change can be seen. */
const learnedFirst = 20;
/** Change, in spreads, that is not worth a refit, and sum of changes beyond it that is. */
const allowance = 0.5;
const alarmAt = 8;
/** One error counts as no more than so many spreads: a single day cannot raise the alarm. */
const errorMost = 3;

/** How the errors of one lead time have gone: plain data, replaced by `monitorError`. */
export interface ErrorMonitor {
  readonly errors: number;
  /** Usual scaled error and its spread. */
  readonly usual: number;
  readonly spread: number;
  /** Page's sum of the errors above the usual; 0 where there is nothing to see. */
  readonly sum: number;
  readonly drifted: boolean;
}

export const newErrorMonitor: ErrorMonitor = {
  errors: 0,
  usual: 0,
  spread: 0,
  sum: 0,
  drifted: false,
};

/**
 * Takes in the mean error of one forecast, scaled by the capacity of the node. Errors above the
 * usual add up (one-sided cumulative sum, Page, 1954), and `drifted` stays set once they pass the
 * alarm, until a monitor is begun anew after a refit. Errors that are not finite are left out.
 */
export function monitorError(monitor: ErrorMonitor, scaledError: number): ErrorMonitor {
  if (!Number.isFinite(scaledError)) return monitor;
  const errors = monitor.errors + 1;
  const share = Math.max(1 / errors, usualShare);
  const away = scaledError - monitor.usual;
  const learning = monitor.errors < learnedFirst;
  const scale = Math.max(monitor.spread, 0.05 * monitor.usual, Number.MIN_VALUE);
  const step = learning ? 0 : Math.min(away / scale, errorMost) - allowance;
  const sum = Math.max(0, monitor.sum + step);
  const suspect = sum > alarmAt / 2;
  return {
    errors,
    usual: suspect ? monitor.usual : monitor.usual + share * away,
    spread: suspect ? monitor.spread : spreadAfter(monitor, Math.abs(away), share),
    sum,
    drifted: monitor.drifted || sum > alarmAt,
  };
}

/** Mean absolute departure as a spread; the first error has none to depart from. */
function spreadAfter({ errors, spread }: ErrorMonitor, away: number, share: number): number {
  return errors === 0 ? 0 : spread + share * (1.25 * away - spread);
}
