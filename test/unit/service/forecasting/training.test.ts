import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { type ForecastHorizon, keptLevels } from '../../../../src/domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../../../src/domain/instant.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import type { TrainWork } from '../../../../src/service/forecasting/engine.ts';
import { learnedForecasting } from '../../../../src/service/forecasting/group-models.ts';
import { Training } from '../../../../src/service/forecasting/training.ts';
import { MemoryStore } from '../../../../src/storage/memory/memory-store.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { deviceWith } from '../../../support/devices.ts';
import {
  engineHere,
  forecastGround,
  timeZone,
  weatherRun,
  writeQuarters,
} from '../../../support/forecast-ground.ts';

const now = instant(Date.parse('2026-06-15T00:20:00+08:00'));
/** Nights until a challenger has been compared for long enough. */
const trialNights = 7;
const nine = instant(Date.parse('2026-06-22T09:00:00+08:00'));
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

/** A village with a past of so many days before `now`, a week after it, and the weather that was foreseen. */
async function ground(days: number, ratioOf = ratioAt, folder?: string) {
  const store = new MemoryStore();
  const range = { from: now - days * dayMs, to: nine };
  await writeQuarters(store, load, range, (at) => ({ powerKw: ratedKw * ratioOf(at) }));
  const village = forecastGround([load], store, folder);
  const today = dayOf(nine);
  for (let day = today - days - trialNights; day <= today; day += 1) {
    // In hand at six, for this local day and the next two.
    const receivedAt = day * dayMs - 2 * hourMs;
    const run = weatherRun(receivedAt, { tempC: 0 }, day * dayMs - 8 * hourMs);
    run.columns.tempC?.forEach((_, hour, tempC) => {
      tempC[hour] = tempCOf(day + Math.floor(hour / 24));
    });
    village.weather.add(run);
  }
  const log = capturedLog();
  const clock = { at: now, now: (): Instant => clock.at };
  const { readings, weather, models, directory } = village;
  const training = new Training({
    ...{ readings, weather, models, directory, timeZone, clock, log },
    specialDays: new Map(),
  });
  return { ...village, training, log, clock };
}

type Village = Awaited<ReturnType<typeof ground>>;

/** The session of the night that comes so many nights after the first. */
function night({ training, clock }: Village, later: number, trainer = engineHere): Promise<number> {
  clock.at = instant(now + later * dayMs);
  return training.run(clock.at, trainer);
}

async function forecastAt(village: Village, at: Instant, horizon: ForecastHorizon) {
  await village.cycle.run(horizon, at);
  const kept = village.forecasts.newest({
    ...{ nodeId: 'county', kind: 'load', horizon, knownAt: at },
  });
  if (kept === null) throw new Error('no forecast');
  const { slots, values } = kept.forecast.curves;
  const day = dayOf(at) + 1;
  const misses: number[] = [];
  for (let slot = 0; slot < slots.count; slot += 1) {
    const start = slots.from + slot * slots.slotMs;
    if (horizon === 'day_ahead' && dayOf(start) !== day) continue;
    misses.push(Math.abs((values[slot * width + middle] ?? Number.NaN) - ratedKw * ratioAt(start)));
  }
  const missKw = misses.reduce((sum, kw) => sum + kw, 0) / misses.length;
  return { missKw, model: kept.forecast.model, inputs: kept.run.inputs };
}

const roofs = { groupId: 'zhao/load/' } as const;
const series = { ...roofs, horizon: 'day_ahead' } as const;

const folder = mkdtempSync(join(tmpdir(), 'paulownia-training-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** One group that was learned from six weeks and served a week later, with what its trainer was given. */
const learnt = await (async () => {
  const village = await ground(42, ratioAt, folder);
  const given: TrainWork[] = [];
  const train = (work: TrainWork) => {
    given.push(work);
    return engineHere.train(work);
  };
  const learned = await night(village, 0, { ...engineHere, train });
  const cold = await forecastAt(village, instant(nine - dayMs), 'day_ahead');
  for (let later = 1; later <= trialNights; later += 1) await night(village, later);
  return { ...village, cold, learned, given };
})();

test('a new model is compared for a week before it serves', () => {
  const { learned, given, cold, models } = learnt;
  expect(learned).toBe(2);
  expect(given.map(({ horizon }) => horizon).sort()).toEqual(['day_ahead', 'ultra_short']);
  expect(cold.model).not.toBe('learned');
  const sixNights = models.contest(series, instant(now + 6 * dayMs))?.contest;
  expect(sixNights?.serving.trainedAt).toBeNull();
  expect(sixNights?.challenger).toMatchObject({ trainedAt: now });
  expect(sixNights?.challenger?.losses).toHaveLength(6);
});

test('a model that knew the days better takes over, and foresees the next', async () => {
  const { models, cold } = learnt;
  const contest = models.contest(series, nine)?.contest;
  expect(contest?.serving).toMatchObject({ trainedAt: now, losses: [] });
  expect(contest?.former).toMatchObject({ trainedAt: null });
  const served = await forecastAt(learnt, nine, 'day_ahead');
  expect(served.model).toBe('learned');
  const decidedAt = now + trialNights * dayMs;
  expect(served.inputs).toContainEqual({ name: 'models', availableAt: decidedAt });
  expect(served.missKw).toBeLessThan(0.3 * cold.missKw);
});

test('the next four hours have a model of their own', async () => {
  const { models } = learnt;
  const ultraShort = { ...roofs, horizon: 'ultra_short' } as const;
  expect(models.contest(ultraShort, nine)?.contest.serving.trainedAt).toBe(now);
  expect(models.unpacked(ultraShort, now)?.recipe).toBe('demand-ultra-short');
  const served = await forecastAt(learnt, nine, 'ultra_short');
  expect(served.model).toBe('learned');
  expect(served.missKw).toBeLessThan(0.03 * ratedKw);
});

test('its calibration follows the days that it was compared on', () => {
  const drift = learnt.models.contest(series, nine)?.contest.serving.drift;
  expect(drift?.drift.some((move) => move !== 0)).toBe(true);
});

test('it is learned from its first measured day to the end of yesterday', () => {
  const [first] = learnt.given;
  const slots = first?.frame.slots;
  expect(slots?.count).toBe(42 * 96);
  const midnight = Date.parse('2026-06-15T00:00:00+08:00');
  expect((slots?.from ?? 0) + (slots?.count ?? 0) * quarterMs).toBe(midnight);
});

test('a model cannot speak where the weather that it learned from has gone', () => {
  const [first] = learnt.given;
  const model = learnt.models.unpacked(series, now);
  if (first === undefined || model === null) throw new Error('nothing was learned');
  const learned = { model, drift: null };
  expect(learnedForecasting(learned, first.frame, 'day_ahead')).not.toBeNull();
  const blind = { ...first.frame, foreseen: new Map() };
  expect(learnedForecasting(learned, blind, 'day_ahead')).toBeNull();
});

test('four weeks are needed, and days that can be believed', async () => {
  const train = vi.fn(engineHere.train);
  expect(await night(await ground(27), 0, { ...engineHere, train })).toBe(0);
  expect(train).not.toHaveBeenCalled();
  const stuck = await ground(42, () => 0.5);
  expect(await night(stuck, 0, { ...engineHere, train })).toBe(0);
  expect(train).toHaveBeenCalledTimes(2);
  await night(stuck, 1, { ...engineHere, train });
  expect(train).toHaveBeenCalledTimes(2);
});

test('a group that cannot be learned is told, and forecast as before', async () => {
  const village = await ground(42);
  const train = () => Promise.reject(new Error('no memory left'));
  expect(await night(village, 0, { ...engineHere, train })).toBe(0);
  expect(village.log.text()).toContain('A group was not learned');
  const { model } = await forecastAt(village, nine, 'day_ahead');
  expect(model).toBe(learnt.cold.model);
});
