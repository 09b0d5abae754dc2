import type { KnownView } from '../frame/known-view.ts';
import { type ColumnRole, ownColumns } from './column-roles.ts';
import type { FeatureGroup } from './feature-group.ts';
import { meanAround, readerOf } from './weather-features.ts';

/** Roles that matter as they are, and those whose mean over hours says more than one slot. */
const plainRoles: readonly ColumnRole[] = [
  'cloud',
  'cloudWater',
  'humidity',
  'temperature',
  'longwave',
  'topRadiation',
  'beam',
  'diffuse',
  'pressure',
  'rain',
  'windSpeed',
];
const smoothRoles: ReadonlySet<ColumnRole> = new Set(['cloud', 'cloudWater', 'humidity', 'rain']);
const smoothReaches = [1, 4] as const;

/** Foreseen weather of the site as it stands, clouds and rain also as means over 3 and 9 hours. */
export function plainWeatherFeatures(
  { foreseen }: KnownView,
  slotsPerHour: number,
): readonly FeatureGroup[] {
  return plainRoles.flatMap((role) =>
    ownColumns(foreseen.keys(), role).map(({ name }) => {
      const read = readerOf(foreseen, name);
      return weatherGroup(name, read, smoothRoles.has(role) ? smoothReaches : [], slotsPerHour);
    }),
  );
}

function weatherGroup(
  name: string,
  read: (slot: number) => number,
  reaches: readonly number[],
  stepSlots: number,
): FeatureGroup {
  const names = [name, ...reaches.map((reach) => `${name}Mean${2 * reach + 1}h`)];
  return {
    names,
    linear: names,
    write: (_origin, slot, into, from) => {
      into[from] = read(slot);
      for (let place = 0; place < reaches.length; place++) {
        const reach = reaches[place] ?? 0;
        into[from + 1 + place] = meanAround(read, slot, { reach, stepSlots });
      }
    },
  };
}
