import type { Origin } from '../frame/origins.ts';

/** Some features that belong together, written side by side into the row of a slot. */
export interface FeatureGroup {
  readonly names: readonly string[];
  /** The names among them that suit a linear model. */
  readonly linear: readonly string[];
  /** Writes one value for each name into `into`, from place `from` on; NaN is missing. */
  write(origin: Origin, slot: number, into: Float32Array, from: number): void;
}

/** Groups in a row as one group; a group that has no names costs nothing. */
export function joinGroups(groups: readonly FeatureGroup[]): FeatureGroup {
  const starts = groups.map((_, place) =>
    groups.slice(0, place).reduce((sum, { names }) => sum + names.length, 0),
  );
  return {
    names: groups.flatMap(({ names }) => names),
    linear: groups.flatMap(({ linear }) => linear),
    write: (origin, slot, into, from) => {
      for (let place = 0; place < groups.length; place++) {
        groups[place]?.write(origin, slot, into, from + (starts[place] ?? 0));
      }
    },
  };
}
