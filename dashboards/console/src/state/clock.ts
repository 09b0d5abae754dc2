import { signal } from '@preact/signals';

/**
 * The service's time as far as this screen can tell. Ages must not be wrong because a control
 * room's computer is, so a difference that the service's answers show is taken off.
 */

/** Differences below this are the way and the whole seconds of the answer's header. */
const toleratedSkewMs = 3_000;

let skewMs = 0;

export const clockNow = signal(Date.now());

/** Takes the `Date` header of an answer. */
export function observeServiceDate(header: string | null): void {
  const serviceMs = Date.parse(header ?? '');
  if (Number.isNaN(serviceMs)) return;
  const difference = serviceMs - Date.now();
  skewMs = Math.abs(difference) > toleratedSkewMs ? difference : 0;
}

export function serviceNow(): number {
  return Date.now() + skewMs;
}

/** Moves `clockNow` on at every full second. */
export function startClock(): void {
  const tick = (): void => {
    clockNow.value = serviceNow();
    setTimeout(tick, 1_000 - (clockNow.value % 1_000));
  };
  tick();
}
