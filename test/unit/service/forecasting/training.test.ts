import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { keptLevels } from '../../../../src/domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../../../src/domain/instant.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { learnedForecast, trainGroup } from '../../../../src/service/forecasting/group-models.ts';
import { Training } from '../../../../src/service/forecasting/training.ts';
import { MemoryStore } from '../../../../src/storage/memory/memory-store.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { deviceWith } from '../../../support/devices.ts';
import {
  forecastGround,
  timeZone,
  weatherRun,
  writeQuarters,
} from '../../../support/forecast-ground.ts';

const now = instant(Date.parse('2026-06-15T00:20:00+08:00'));
const nine = instant(Date.parse('2026-06-15T09:00:00+08:00'));
const ratedKw = 100;
const load = deviceWith({
  ...{ key: 1, id: 'load-1', kind: 'load', nodeId: 'zhao', ratingKw: ratedKw, cooperativeId: null },
});
const middle = keptLevels.indexOf(0.5);
const width = keptLevels.length;

/** Every day has a temperature of its own, which the weather foresees. */
function tempCOf(day: number): number {
  return 24 + 12 * seededRandom(day + 7)();
}

function dayOf(at: number): number {
  return Math.floor((at + 8 * hourMs) / dayMs);
}

/** Coolers run with the temperature of the day, most in the afternoon. */
function ratioAt(at: number): number {
  const hour = ((at + 8 * hourMs) % dayMs) / hourMs;
  const shape = 1 + 0.3 * Math.sin((Math.PI * (hour - 9)) / 12);
  const luck = 0.98 + 0.04 * seededRandom(Math.floor(at / 60_000))();
  return (0.1 + 0.05 * Math.max(0, tempCOf(dayOf(at)) - 22)) * shape * luck;
}

/** One village with a past of so many days, and what the weather foresaw on each of them. */
async function ground(days: number, ratioOf = ratioAt, folder?: string) {
  const store = new MemoryStore();
  const range = { from: now - days * dayMs, to: nine };
  await writeQuarters(store, load, range, (at) => ({ powerKw: ratedKw * ratioOf(at) }));
  const village = forecastGround([load], store, folder);
  const today = dayOf(nine);
  for (let day = today - days; day <= today; day += 1) {
    // In hand at six, for this local day and the next two.
    const receivedAt = day * dayMs - 2 * hourMs;
    const run = weatherRun(receivedAt, { tempC: 0 }, day * dayMs - 8 * hourMs);
    run.columns.tempC?.forEach((_, hour, tempC) => {
      tempC[hour] = tempCOf(day + Math.floor(hour / 24));
    });
    village.weather.add(run);
  }
  const log = capturedLog();
  const { readings, weather, models, directory } = village;
  const clock = { now: (): Instant => now };
  const training = new Training({
    ...{ readings, weather, models, directory, timeZone, clock, log },
    specialDays: new Map(),
  });
  return { ...village, training, log };
}

function tomorrowOf({ forecasts }: Pick<ReturnType<typeof forecastGround>, 'forecasts'>) {
  const kept = forecasts.newest({
    nodeId: 'county',
    kind: 'load',
    horizon: 'day_ahead',
    knownAt: instant(nine + 1),
  });
  if (kept === null) throw new Error('no forecast');
  const { slots, values } = kept.forecast.curves;
  const day = dayOf(nine) + 1;
  const medians: number[] = [];
  for (let slot = 0; slot < slots.count; slot += 1) {
    if (dayOf(slots.from + slot * slots.slotMs) !== day) continue;
    medians.push(values[slot * width + middle] ?? Number.NaN);
  }
  return { medians, model: kept.forecast.model, inputs: kept.run.inputs };
}

function missKw(medians: readonly number[]): number {
  const midnight = nine + 15 * hourMs;
  const miss = medians.map((kw, slot) =>
    Math.abs(kw - ratedKw * ratioAt(midnight + slot * quarterMs)),
  );
  return miss.reduce((sum, kw) => sum + kw, 0) / miss.length;
}

const folder = mkdtempSync(join(tmpdir(), 'paulownia-training-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** One group that was learned from six weeks, with what its trainer was given. */
const learnt = await (async () => {
  const county = await ground(42, ratioAt, folder);
  await county.cycle.run('day_ahead', nine);
  const cold = tomorrowOf(county);
  const frames: SeriesFrame[] = [];
  const learned = await county.training.run(now, {
    train: async (frame) => {
      frames.push(frame);
      return trainGroup(frame);
    },
  });
  return { ...county, cold, learned, frames };
})();

test('a group that was measured for weeks is learned, and foreseen better than without', async () => {
  const { cold, learned, cycle } = learnt;
  expect(learned).toBe(1);
  await cycle.run('day_ahead', instant(nine + 1));
  const tomorrow = tomorrowOf(learnt);
  expect(tomorrow.medians).toHaveLength(96);
  expect(cold.inputs.map(({ name }) => name)).not.toContain('models');
  expect(tomorrow.inputs).toContainEqual({ name: 'models', availableAt: now });
  expect(tomorrow.model).toBe('learned');
  expect(missKw(tomorrow.medians)).toBeLessThan(0.3 * missKw(cold.medians));
});

test('a forecast as of before the model was ready does not know it', () => {
  const { models } = learnt;
  expect(models.newest('zhao/load/', instant(now - 1))).toBeNull();
  expect(models.newest('zhao/load/', now)?.model.card.days).toBe(42);
});

test('it is learned from its first measured day on, to the last quarter hour that is over', () => {
  const [frame] = learnt.frames;
  expect(frame?.slots.count).toBe(42 * 96);
  expect((frame?.slots.from ?? 0) + (frame?.slots.count ?? 0) * quarterMs).toBe(
    now - (now % quarterMs),
  );
});

test('a model serves a week before it is learned again', async () => {
  const again = vi.fn();
  expect(await learnt.training.run(instant(now + 6 * dayMs), { train: again })).toBe(0);
  expect(again).not.toHaveBeenCalled();
  await learnt.training.run(instant(now + 7 * dayMs), { train: again });
  expect(again).toHaveBeenCalledTimes(1);
});

test('a model cannot speak where the weather that it learned from has gone', () => {
  const [frame] = learnt.frames;
  const model = learnt.models.newest('zhao/load/', now)?.model;
  if (frame === undefined || model === undefined) throw new Error('nothing was learned');
  const end = frame.slots.count;
  const origin = { knownThrough: end - 97, start: end - 96, end };
  expect(learnedForecast(model, frame, origin)).toHaveLength(96 * width);
  expect(learnedForecast(model, { ...frame, foreseen: new Map() }, origin)).toBeNull();
});

test('four weeks are needed, and days that can be believed', async () => {
  const young = await ground(27);
  const train = vi.fn(async (frame: SeriesFrame) => trainGroup(frame));
  expect(await young.training.run(now, { train })).toBe(0);
  expect(train).not.toHaveBeenCalled();
  const stuck = await ground(42, () => 0.5);
  expect(await stuck.training.run(now, { train })).toBe(0);
  expect(train).toHaveBeenCalledTimes(1);
});

test('a group that cannot be learned is told, and forecast as before', async () => {
  const { training, log, cycle, ...county } = await ground(42);
  const train = () => Promise.reject(new Error('no memory left'));
  expect(await training.run(now, { train })).toBe(0);
  expect(log.text()).toContain('A group was not learned');
  await cycle.run('day_ahead', nine);
  expect(tomorrowOf(county).model).toBe(learnt.cold.model);
});
