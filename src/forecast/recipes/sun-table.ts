import { instant, minuteMs } from '../../domain/instant.ts';
import { clearSkyColumns } from '../../physics/solar/clear-sky-columns.ts';
import { usualAir } from '../../physics/solar/refraction.ts';
import { observerAt } from '../../physics/solar/sun.ts';
import { type SunColumns, sunColumns } from '../../physics/solar/sun-columns.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';

/** The sun and a cloudless sky over a site, as means of each slot. */
export interface SunTable {
  /** Direction to the sun, as a vector; `up` is the cosine of its zenith, zero below the horizon. */
  readonly up: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly clearGhiWm2: Float64Array;
  readonly extraWm2: Float64Array;
  /** 1 where the sun is surely below the horizon all through the slot, with twilight over. */
  readonly dark: Uint8Array;
}

const sampleMs = 10 * minuteMs;
/** Below this zenith there is no light that a panel could use, whatever the place's exact position. */
const darkZenithDeg = 93;
/** Air as clear as it is over open land in an ordinary year; learners correct it. */
const usualTurbidity = 3;

/** Works the sun out over a whole grid, in samples of ten minutes. Undefined where the place is unknown. */
export function sunTableOf(facts: Pick<SeriesFrame, 'slots' | 'site'>): SunTable | undefined {
  const { slots, site } = facts;
  if (site.latDeg === undefined || site.lonDeg === undefined) return undefined;
  const perSlot = Math.max(2, Math.round(slots.slotMs / sampleMs));
  const stepMs = slots.slotMs / perSlot;
  const moments = {
    from: instant(slots.from + stepMs / 2),
    stepMs,
    rows: slots.count * perSlot,
  };
  const altitudeM = site.altitudeM ?? 0;
  const place = { latitude: site.latDeg, longitude: site.lonDeg, altitudeM };
  const sun = sunColumns(moments, observerAt(place), usualAir);
  const pressureHpa = 1013.25 * Math.exp(-altitudeM / 8434);
  const sky = clearSkyColumns(moments, sun, {
    altitudeM,
    pressureHpa,
    linkeTurbidity: usualTurbidity,
  });
  const lit = (values: Float64Array): Float64Array => litMeans(values, sun.up, perSlot);
  return {
    up: lit(sun.up),
    east: lit(sun.east),
    north: lit(sun.north),
    clearGhiWm2: lit(sky.ghiWm2),
    extraWm2: Float64Array.from(
      { length: slots.count },
      (_, slot) => sky.extraWm2[slot * perSlot] ?? 0,
    ),
    dark: darkSlots(sun, perSlot),
  };
}

/** Mean over each slot of what counts only while the sun is up. */
function litMeans(values: Float64Array, up: Float64Array, perSlot: number): Float64Array {
  const means = new Float64Array(values.length / perSlot);
  for (let row = 0; row < values.length; row++) {
    if (!((up[row] ?? 0) > 0)) continue;
    const slot = Math.floor(row / perSlot);
    means[slot] = (means[slot] ?? 0) + (values[row] ?? 0) / perSlot;
  }
  return means;
}

function darkSlots({ apparentZenithDeg }: SunColumns, perSlot: number): Uint8Array {
  const dark = new Uint8Array(apparentZenithDeg.length / perSlot).fill(1);
  for (let row = 0; row < apparentZenithDeg.length; row++) {
    if ((apparentZenithDeg[row] ?? 0) < darkZenithDeg) dark[Math.floor(row / perSlot)] = 0;
  }
  return dark;
}
