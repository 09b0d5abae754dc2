/** What devices say of themselves, kept so that a restart of ours does not forget it. */
import type { Directory } from './directory.ts';
import type { LiveState } from './live-state.ts';
import type { Log } from './ports.ts';

export interface KeptBirth {
  readonly deviceKey: number;
  readonly birth: Readonly<Record<string, unknown>>;
}

/** The last birth of each device. */
export interface BirthStore {
  keep(births: readonly KeptBirth[]): void;
  all(): KeptBirth[];
}

/**
 * Takes over what is kept, and answers what keeps births from now on. One that cannot be kept is
 * shown nevertheless, and comes again when its device starts.
 */
export function keptBirths(
  births: BirthStore,
  { directory, live, log }: { directory: Directory; live: LiveState; log: Log },
): (told: readonly KeptBirth[]) => void {
  for (const { deviceKey, birth } of births.all()) {
    live.seedBirth(directory.deviceByKey(deviceKey), birth);
  }
  return (told) => {
    try {
      births.keep(told);
    } catch (error) {
      log.warn({ err: error, births: told.length }, 'Births of devices could not be kept.');
    }
  };
}
