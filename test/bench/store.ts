/** A store with a county's week: what it takes on disk, and how fast the service answers from it. */
import { join } from 'node:path';
import { dayMs } from '../../src/domain/instant.ts';
import { deviceId } from './bench-county.ts';
import { Child } from './child.ts';
import { type BenchService, startBenchService, startLoad, withFolder } from './servers.ts';
import { atMost, type BenchTable, type Figure, median, told } from './table.ts';
import { days, devices, kind, startAt } from './week.ts';
import type { WeekHandlers } from './week-child.ts';

const runs = 15;
const mebibyte = 2 ** 20;

async function medianMs(task: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await task(run);
    times.push(performance.now() - began);
  }
  return median(times);
}

/** Answers of the API, with how many rows there must be at least. */
async function answersOf({ child, httpUrl }: BenchService): Promise<Figure[]> {
  const authorization = `Bearer ${await child.ask('token')}`;
  const ask = async (path: string, rowsMin: number): Promise<void> => {
    const response = await fetch(`${httpUrl}/api/v1${path}`, { headers: { authorization } });
    const body = (await response.json()) as { rows?: unknown[]; items?: unknown[] };
    const { length } = body.rows ?? body.items ?? [];
    if (length < rowsMin) throw new Error(`${path} was answered with ${length} rows`);
  };
  const range = (from: number, spanDays: number) =>
    `from=${new Date(from).toISOString()}&to=${new Date(from + spanDays * dayMs).toISOString()}`;
  const raw = (run: number) => {
    const id = deviceId(kind, (run * 61) % devices);
    return `/devices/${id}/readings?resolution=raw&${range(startAt + (run % days) * dayMs, 1)}`;
  };
  const curve = `/nodes/lankao/curve?resolution=15m&${range(startAt, days)}`;
  const list = '/devices?limit=1000';
  const rawMs = await medianMs((run) => ask(raw(run), 1_440));
  const curveMs = await medianMs(() => ask(curve, days * 96));
  const listMs = await medianMs(() => ask(list, devices));
  const inMemoryMs = median(await child.ask('listMs', runs));
  return [
    atMost('one device-day raw, over HTTP', rawMs, 20, 'ms'),
    atMost('county 15-min curve of 7 days, over HTTP', curveMs, 100, 'ms'),
    atMost('latest of all devices, service call', inMemoryMs, 10, 'ms'),
    told('latest of all devices, over HTTP', `${listMs.toFixed(1)} ms`),
  ];
}

export async function benchStore(): Promise<BenchTable> {
  return withFolder(async (folder) => {
    const filler = await Child.start<WeekHandlers>('week-child.ts');
    const filled = await filler
      .ask('fill', join(folder, 'data/readings'))
      .finally(() => filler.stop());
    const load = await startLoad();
    const began = performance.now();
    const service = await startBenchService(load, {
      ...{ folder, kind, devices, reportIntervalS: 60, gateways: 1 },
    });
    const startMs = performance.now() - began;
    try {
      const answers = await answersOf(service);
      const { rssBytes } = await service.child.ask('cost');
      const { rows, points, diskBytes } = filled;
      const million = (count: number) => `${(count / 1e6).toFixed(1)} M`;
      return {
        title: `Store: ${devices} devices, ${days} days, one reading of 4 values a minute (${million(rows)})`,
        figures: [
          ...answers,
          atMost('on disk, roll-ups included (aim 8)', diskBytes / rows, 11, 'bytes a reading'),
          told('on disk', `${(diskBytes / points).toFixed(2)} bytes a value`),
          told('writing', `${Math.round(rows / filled.writingMs)} k readings/s`),
          told('compacting the week', `${(filled.compactingMs / 1_000).toFixed(0)} s`),
          told('RSS while filling, at most', `${Math.round(filled.rssBytesMax / mebibyte)} MB`),
          told('the service starts on it within', `${Math.round(startMs)} ms`),
          atMost('RSS of the service on it', rssBytes / mebibyte, 500, 'MB'),
        ],
      };
    } finally {
      await service.stop();
      await load.stop();
    }
  });
}
