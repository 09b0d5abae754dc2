/** A county's week of readings and roll-ups, in columns as the store takes them. */
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { instant, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import type { PointSpec } from '../../src/domain/point.ts';
import { keptSlotValue } from '../../src/domain/slot-precision.ts';
import type { ReadingColumns, SlotColumns } from '../../src/service/ports.ts';

export const kind = 'load';
export const devices = 1_000;
export const days = 7;
/** 2025-06-01T00:00:00Z. */
export const startAt = instant(1_748_736_000_000);

/** Repeats the same pseudo-random numbers in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(1);

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Noisy values for a device at a minute of the week, by point. */
function valueAt(point: string, device: number, minute: number): number {
  const dayShare = (minute % 1_440) / 1_440;
  switch (point) {
    case 'powerKw':
      return (1.2 + Math.sin(dayShare * 2 * Math.PI)) * (0.5 + random());
    case 'energyTotalKwh':
      return 1_000 + device * 7.3 + minute * 0.02 + random() * 0.01;
    case 'voltageV':
      return 230 + 3 * Math.sin(minute / 200) + random();
    case 'frequencyHz':
      return 50 + 0.04 * (random() - 0.5);
    default:
      return Number.NaN;
  }
}

/** One row for each of `count` steps and each device, in the order of time. */
function rows(first: number, count: number, stepMs: number) {
  const length = count * devices;
  const places = Array.from({ length }, (_, place) => place);
  const step = (place: number) => first + Math.floor(place / devices);
  const device = (place: number) => 1 + (place % devices);
  const valuesOf = (point: PointSpec, keptAs: (value: number) => number) =>
    Float64Array.from(places, (place) =>
      keptAs(valueAt(point.name, device(place), (step(place) * stepMs) / minuteMs)),
    );
  return {
    kind,
    length,
    deviceKeys: Int32Array.from(places, device),
    at: Float64Array.from(places, (place) => startAt + step(place) * stepMs),
    quality: new Uint8Array(length),
    reasons: new Uint16Array(length),
    valuesOf,
  } as const;
}

const { points } = kindSpecOf(kind);

/** `count` readings of all devices from minute `first` on, with the 3 decimals of a meter. */
export function readings(first: number, count: number): ReadingColumns {
  const { at: measuredAt, valuesOf, ...rest } = rows(first, count, minuteMs);
  return { ...rest, measuredAt, values: points.map((point) => valuesOf(point, rounded)) };
}

/** The quarters of all devices from quarter `first` on: means, and the energy that passed. */
export function quarters(first: number, count: number): SlotColumns {
  const { at: slotStart, valuesOf, ...rest } = rows(first, count, quarterMs);
  const values = points.map((point) =>
    valuesOf(point, (value) => keptSlotValue(point, point.register ? value % 1 : value)),
  );
  return { ...rest, slotStart, completeness: new Float32Array(rest.length).fill(1), values };
}
