import { faimanLossWm2K } from '../../physics/pv/cell-temperature.ts';
import { splitGlobal } from '../../physics/solar/decomposition.ts';
import { drawEvenly } from '../learn/even-draw.ts';

/** Lit slots of a history as a panel meets them, column by column. */
export interface PanelRows {
  readonly rows: number;
  /** Number of the local day of each row. */
  readonly day: Int32Array;
  readonly power: Float64Array;
  /** Direction to the sun as a vector of length 1. */
  readonly sun: {
    readonly up: Float64Array;
    readonly east: Float64Array;
    readonly north: Float64Array;
    readonly apparentZenithDeg: Float64Array;
  };
  readonly sky: {
    readonly ghiWm2: Float64Array;
    readonly dniWm2: Float64Array;
    readonly dhiWm2: Float64Array;
    readonly extraWm2: Float64Array;
  };
  readonly airTempC: Float64Array;
  /** What a module loses to the air, W/(m²·K). */
  readonly lossWm2K: Float64Array;
}

/** One slot as it is written into the rows. */
export interface PanelSlot {
  readonly day: number;
  readonly power: number;
  readonly ghiWm2: number;
  readonly up: number;
  readonly azimuthDeg: number;
  readonly extraWm2: number;
  readonly airTempC: number;
  readonly windSpeedMps: number;
}

/** Slots darker than this, or with a lower sun, say little about a plane and err the most. */
const ghiLeastWm2 = 80;
const upLeast = 0.1;
/** More rows change no parameter that matters. */
const rowLimit = 4_000;
/** Days whose power stands to radiation in another proportion than this are faults, not weather. */
const oddFactor = 2.5;
const radiansPerDegree = Math.PI / 180;

/** The bright slots of a history; days on which power and radiation do not belong together are left out. */
export function panelRows(slots: readonly PanelSlot[]): PanelRows {
  const bright = slots.filter(
    ({ power, ghiWm2, up }) => Number.isFinite(power) && ghiWm2 >= ghiLeastWm2 && up >= upLeast,
  );
  const odd = oddDays(bright);
  const sound = bright.filter(({ day }) => !odd.has(day));
  return columnsOf(drawEvenly(sound, rowLimit));
}

function oddDays(slots: readonly PanelSlot[]): ReadonlySet<number> {
  const sums = new Map<number, { power: number; light: number }>();
  for (const { day, power, ghiWm2 } of slots) {
    const sum = sums.get(day) ?? { power: 0, light: 0 };
    sum.power += power;
    sum.light += ghiWm2;
    sums.set(day, sum);
  }
  const ratios = new Map([...sums].map(([day, { power, light }]) => [day, power / light] as const));
  const sorted = Float64Array.from(ratios.values()).sort();
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const isOdd = (ratio: number) => !(ratio > middle / oddFactor && ratio < middle * oddFactor);
  return new Set([...ratios].filter(([, ratio]) => isOdd(ratio)).map(([day]) => day));
}

function columnsOf(slots: readonly PanelSlot[]): PanelRows {
  const column = (of: (slot: PanelSlot) => number): Float64Array => Float64Array.from(slots, of);
  const level = ({ up }: PanelSlot) => Math.sqrt(Math.max(0, 1 - up * up));
  const zenithDeg = ({ up }: PanelSlot) => Math.acos(Math.min(1, up)) / radiansPerDegree;
  const skies = slots.map((slot) => splitGlobal(slot.ghiWm2, zenithDeg(slot), slot.extraWm2));
  return {
    rows: slots.length,
    day: Int32Array.from(slots, ({ day }) => day),
    power: column(({ power }) => power),
    sun: {
      up: column(({ up }) => up),
      east: column((slot) => level(slot) * Math.sin(slot.azimuthDeg * radiansPerDegree)),
      north: column((slot) => level(slot) * Math.cos(slot.azimuthDeg * radiansPerDegree)),
      apparentZenithDeg: column(zenithDeg),
    },
    sky: {
      ghiWm2: column(({ ghiWm2 }) => ghiWm2),
      dniWm2: Float64Array.from(skies, ({ dniWm2 }) => dniWm2),
      dhiWm2: Float64Array.from(skies, ({ dhiWm2 }) => dhiWm2),
      extraWm2: column(({ extraWm2 }) => extraWm2),
    },
    airTempC: column(({ airTempC }) => airTempC),
    lossWm2K: column(({ windSpeedMps }) => faimanLossWm2K(windSpeedMps)),
  };
}
