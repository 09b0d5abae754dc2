import { dayMs, hourMs } from '../../domain/instant.ts';
import { localMsOf } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import type { FeatureGroup } from './feature-group.ts';

const tropicalYearDays = 365.2422;

/** Where a slot stands in the day and the year, as the sky sees it: hour and two phases of each. */
export function seasonFeatures(grid: Pick<SeriesFrame, 'slots' | 'localOffsetsMs'>): FeatureGroup {
  return {
    names: ['hour', 'daySin', 'dayCos', 'yearSin', 'yearCos'],
    linear: ['daySin', 'dayCos'],
    write: (_origin, slot, into, from) => {
      const localMs = localMsOf(grid, slot) + grid.slots.slotMs / 2;
      const hour = (localMs % dayMs) / hourMs;
      const yearPhase = (2 * Math.PI * localMs) / (tropicalYearDays * dayMs);
      const dayPhase = (2 * Math.PI * hour) / 24;
      into[from] = hour;
      into[from + 1] = Math.sin(dayPhase);
      into[from + 2] = Math.cos(dayPhase);
      into[from + 3] = Math.sin(yearPhase);
      into[from + 4] = Math.cos(yearPhase);
    },
  };
}
