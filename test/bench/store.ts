/** Measures the embedded reading store on a county's week: writing, compaction, reading, size. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import type { DeviceKind } from '../../src/domain/device.ts';
import { dayMs, instant, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import type { ReadingColumns, ReadingStore, SlotColumns } from '../../src/service/ports.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { atMost, type BenchTable, type Figure, told } from './table.ts';

/** 2025-06-01T00:00:00Z. */
const startAt = 1_748_736_000_000;
const devices = 1_000;
const days = 7;
const log = { info() {}, warn() {}, error() {} };

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

/** Noisy values with 3 decimals for a device at a minute of the week, by point. */
function noisyValue(point: string, device: number, minute: number): number {
  const dayShare = (minute % 1_440) / 1_440;
  switch (point) {
    case 'powerKw':
      return rounded((1.2 + Math.sin(dayShare * 2 * Math.PI)) * (0.5 + random()));
    case 'energyTotalKwh':
      return rounded(1_000 + device * 7.3 + minute * 0.02 + random() * 0.01);
    case 'voltageV':
      return rounded(230 + 3 * Math.sin(minute / 200) + random());
    case 'frequencyHz':
      return rounded(50 + 0.04 * (random() - 0.5));
    default:
      return Number.NaN;
  }
}

/** `rows` readings in the order of time, the devices one after another in each step. */
function readingsFrom(
  kind: DeviceKind,
  options: {
    readonly row: number;
    readonly rows: number;
    readonly stepMs: number;
    readonly deviceCount: number;
    readonly firstDevice?: number;
  },
): ReadingColumns {
  const { row, rows, stepMs, deviceCount, firstDevice = 1 } = options;
  const step = (place: number) => Math.floor((row + place) / deviceCount);
  const device = (place: number) => firstDevice + ((row + place) % deviceCount);
  const places = Array.from({ length: rows }, (_, place) => place);
  return {
    kind,
    length: rows,
    deviceKeys: Int32Array.from(places, device),
    measuredAt: Float64Array.from(places, (place) => startAt + step(place) * stepMs),
    quality: new Uint8Array(rows),
    reasons: new Uint16Array(rows),
    values: kindSpecOf(kind).points.map((point) =>
      Float64Array.from(places, (place) =>
        kind === 'pv'
          ? rounded(random() * 100)
          : noisyValue(point.name, device(place), (step(place) * stepMs) / minuteMs),
      ),
    ),
  };
}

function slotsFrom(firstSlot: number, slotCount: number): SlotColumns {
  const batch = readingsFrom('load', {
    row: firstSlot * devices,
    rows: slotCount * devices,
    stepMs: quarterMs,
    deviceCount: devices,
  });
  const { measuredAt: slotStart, ...rest } = batch;
  return { ...rest, slotStart, completeness: new Float32Array(batch.length).fill(1) };
}

class Stopwatch {
  #ms = 0;
  rssMb = 0;

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await task();
    this.#ms += performance.now() - began;
    this.rssMb = Math.max(this.rssMb, process.memoryUsage().rss / 2 ** 20);
    return result;
  }

  get ms(): number {
    return this.#ms;
  }
}

/** Milliseconds of the middle run of several. */
async function middleMs(runs: number, task: () => Promise<unknown>): Promise<number> {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const watch = new Stopwatch();
    await watch.run(task);
    times.push(watch.ms);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

function rate(rows: number, watch: Stopwatch): string {
  return `${Math.round(rows / watch.ms)} k rows/s`;
}

async function benchWriting(store: ReadingStore): Promise<Figure[]> {
  const figures: Figure[] = [];
  let row = 0;
  for (const batchRows of [1_000, 10_000]) {
    const watch = new Stopwatch();
    const count = 300_000 / batchRows;
    for (let batch = 0; batch < count; batch++) {
      const options = { row, rows: batchRows, stepMs: minuteMs, deviceCount: devices };
      const readings = readingsFrom('pv', options);
      await watch.run(() => store.write([readings], batch, []));
      row += batchRows;
    }
    figures.push(told(`write in order, 7 values, batches of ${batchRows}`, rate(300_000, watch)));
  }
  return figures;
}

async function benchLate(store: ReadingStore): Promise<Figure[]> {
  const backfill = new Stopwatch();
  const again = new Stopwatch();
  // A newer reading first makes all of the year late.
  const newest = { row: 40_000, rows: 1, stepMs: quarterMs, deviceCount: 1, firstDevice: 500 };
  await store.write([readingsFrom('pv', newest)], 1, []);
  for (const watch of [backfill, again]) {
    for (let row = 0; row < 35_000; row += 5_000) {
      const options = { row, rows: 5_000, stepMs: quarterMs, deviceCount: 1, firstDevice: 500 };
      const readings = readingsFrom('load', options);
      await watch.run(() => store.write([readings], 1, []));
    }
  }
  return [
    told('back-fill of a year of one device, batches of 5,000', rate(35_000, backfill)),
    told('the same once more, all replaced', rate(35_000, again)),
  ];
}

/** Writes a week as it comes, and compacts each day when it is over, as the service does at night. */
async function fillWeek(store: ReadingStore): Promise<Figure[]> {
  const writing = new Stopwatch();
  const compacting = new Stopwatch();
  const batchRows = 10 * devices;
  const dayRows = devices * 1_440;
  for (let row = 0; row < days * dayRows; row += batchRows) {
    const options = { row, rows: batchRows, stepMs: minuteMs, deviceCount: devices };
    const readings = readingsFrom('load', options);
    await writing.run(() => store.write([readings], row, []));
    const written = row + batchRows;
    if (written % dayRows !== 0) continue;
    const dayEnd = instant(startAt + (written / dayRows) * dayMs);
    await compacting.run(() => store.compact(dayEnd));
  }
  return [
    told(`write ${(days * dayRows) / 1e6} M rows of 4 values`, rate(days * dayRows, writing)),
    told('compact one day', `${(compacting.ms / days / 1_000).toFixed(2)} s`),
    told(
      'RSS at most, this program included',
      `${Math.round(Math.max(writing.rssMb, compacting.rssMb))} MB`,
    ),
  ];
}

async function fillSlots(store: ReadingStore): Promise<Figure[]> {
  const watch = new Stopwatch();
  const count = days * 96;
  for (let slot = 0; slot < count; slot += 4) {
    const slots = slotsFrom(slot, 4);
    await watch.run(() => store.writeSlots('15m', [slots], []));
  }
  return [told('write 15-minute slots, batches of 4,000', rate(count * devices, watch))];
}

async function measureSize(store: ReadingStore): Promise<Figure[]> {
  const { rows, points, diskBytes } = await store.stats();
  return [
    told('on disk, slots included', `${(diskBytes / 2 ** 20).toFixed(0)} MB`),
    atMost('bytes a reading of 4 values, slots included (aim 8)', diskBytes / rows, 11, ''),
    told('bytes a value', (diskBytes / points).toFixed(2)),
  ];
}

async function benchReading(store: ReadingStore): Promise<Figure[]> {
  const from = instant(startAt + 3 * dayMs);
  const week = { from: instant(startAt), to: instant(startAt + days * dayMs) };
  const all = Array.from({ length: devices }, (_, index) => index + 1);
  const day = { kind: 'load', deviceKeys: [500], from, to: instant(from + dayMs) } as const;
  const county = { kind: 'load', deviceKeys: all, ...week, point: 'powerKw' } as const;
  const slots = { ...county, deviceKeys: [500] };
  const figures = {
    day: await middleMs(15, () => store.read(day)),
    county: await middleMs(15, () => store.sumSlots('15m', county)),
    slots: await middleMs(15, () => store.readSlots('15m', slots)),
    latest: await middleMs(15, () => store.latest()),
  };
  return [
    atMost('one device-day, raw', figures.day, 20, 'ms'),
    atMost('county, 15-minute curve of 7 days', figures.county, 100, 'ms'),
    told('one device, slots of 7 days', `${figures.slots.toFixed(1)} ms`),
    told('latest of all devices from disk, at a start', `${figures.latest.toFixed(1)} ms`),
  ];
}

/** Takes some minutes and 1 GB of disk in the folder for temporary files. */
export async function benchStore(): Promise<BenchTable> {
  const folder = await mkdtemp(join(tmpdir(), 'paulownia-bench-'));
  const open = (name: string) => openDuckDbStore({ folder: join(folder, name), log });
  try {
    const writing = await open('writing');
    const written = await benchWriting(writing);
    await writing.close();
    let store = await open('week');
    const filled = [...(await fillWeek(store)), ...(await fillSlots(store))];
    const read = await benchReading(store);
    const late = await benchLate(store);
    await store.close();
    const watch = new Stopwatch();
    store = await watch.run(() => open('week'));
    const size = await measureSize(store);
    await store.close();
    return {
      title: 'Embedded store: 1,000 devices, 7 days, one reading of 4 values a minute',
      figures: [
        ...written,
        ...filled,
        ...read,
        ...late,
        told('open', `${watch.ms.toFixed(0)} ms`),
        ...size,
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
