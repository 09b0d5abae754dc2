/** A simulated county is forecast as the service would have, and judged by what it did then. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ForecastScoreView } from '../../contract/http-forecast.ts';
import type { Device } from '../../domain/device.ts';
import { forecastHorizons, forecastKinds } from '../../domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, minuteMs, quarterMs } from '../../domain/instant.ts';
import { invariant } from '../../domain/outcome.ts';
import { Directory } from '../../service/directory.ts';
import { type ForecastScoresDeps, forecastScore } from '../../service/forecast-scores.ts';
import type { ForecastEngine, ForecastTrainer } from '../../service/forecasting/engine.ts';
import { ForecastCycle, historyDays } from '../../service/forecasting/forecast-cycle.ts';
import { dayAheadHour, localTimeOf } from '../../service/forecasting/horizons.ts';
import { Training } from '../../service/forecasting/training.ts';
import type { Log } from '../../service/ports.ts';
import { WeatherCycle } from '../../service/weather-cycle.ts';
import { openForecastDatabase } from '../../storage/sqlite/forecast-database.ts';
import { specialDaysOfChina } from '../calendar-of-china.ts';
import type { Config } from '../config/config.ts';
import { toDevices, toTopology } from '../config/topology.ts';
import { countyGround } from '../county-ground.ts';
import { simulatedWeatherSource } from '../simulated-weather.ts';
import { CountyInHours } from './county-in-hours.ts';
import { PastOfSlots } from './past-of-slots.ts';

/** Between two runs of the simulated forecaster. */
const weatherEveryMin = 180;
/** History before the month where models are learned: four weeks until the first, then they are compared. */
const learningDays = 84;
/** The first slots that are judged are forecast the day before, and so is the day. */
const leadMs = 2 * dayMs;

export interface Evaluation {
  readonly config: Config;
  readonly seed: number;
  /** Start of the first local day that is judged. */
  readonly start: Instant;
  readonly days: number;
  /** Time between two steps of the county, a whole part of a quarter hour. */
  readonly stepMs: number;
  readonly engine: ForecastEngine;
  /** Learns every night as the service does; null leaves all forecasts cold. */
  readonly trainer: ForecastTrainer | null;
  readonly log: Log;
  /** `share` of the way is done, 0–1. */
  readonly onProgress: (share: number, at: Instant) => void;
  readonly stopped: () => boolean;
}

/**
 * Day-ahead once a day and ultra-short every hour, each before the county goes on: what comes later
 * does not exist yet when a forecast is issued. Answers the scores of the county, or null where it
 * was stopped.
 */
export async function evaluateMonth(evaluation: Evaluation): Promise<ForecastScoreView[] | null> {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-evaluate-'));
  const database = openForecastDatabase(join(folder, 'forecasts.sqlite'));
  try {
    const world = worldOf(evaluation, database);
    return (await runThrough(evaluation, world)) ? await scoresOf(evaluation, world) : null;
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

interface World {
  readonly from: Instant;
  readonly end: Instant;
  readonly county: CountyInHours;
  readonly weather: WeatherCycle;
  readonly cycle: ForecastCycle;
  readonly training: Training;
  readonly scores: ForecastScoresDeps;
}

function worldOf(
  { config, seed, start, days, stepMs, engine, trainer, log }: Evaluation,
  { weather: runs, forecasts, models }: ReturnType<typeof openForecastDatabase>,
): World {
  const { latitude, longitude, timeZone } = config.county;
  const end = localTimeOf(start, { days, hour: 0 }, timeZone);
  const pastDays = trainer === null ? historyDays : learningDays;
  const from = instant(start - leadMs - pastDays * dayMs);
  const devices = toDevices(config).map(
    (device, place): Device => ({
      ...{ ...device, key: place + 1, origin: 'configuration', retiredAt: null },
    }),
  );
  const count = Math.round((end - from) / quarterMs);
  const readings = new PastOfSlots(devices, { from, slotMs: quarterMs, count });
  const directory = new Directory(toTopology(config), devices);
  const county = new CountyInHours(countyGround(config, seed), { devices, readings, from, stepMs });
  const source = simulatedWeatherSource({
    ...{ seed, place: { latitude, longitude }, everyMin: weatherEveryMin },
  });
  const everyMs = weatherEveryMin * minuteMs;
  const clock = { now: () => county.at };
  const shared = { readings, forecasts, directory, timeZone, clock };
  const year = new Date(start).getUTCFullYear();
  const specialDays = specialDaysOfChina(year - 1, year + 1);
  return {
    ...{ from, end, county, scores: { ...shared, accuracyRules: config.accuracyRules } },
    weather: new WeatherCycle({ source, store: runs, everyMs, log }),
    cycle: new ForecastCycle({ ...shared, weather: runs, models, engine, specialDays }),
    training: new Training({ ...shared, weather: runs, models, specialDays, log }),
  };
}

/** False where it was stopped on the way. */
async function runThrough(
  { config, start, trainer, onProgress, stopped }: Evaluation,
  { from, end, county, weather, cycle, training }: World,
): Promise<boolean> {
  const { timeZone } = config.county;
  const issuesFrom = localTimeOf(start, { days: -1, hour: 0 }, timeZone);
  for (let at = from; at < end; at = instant(at + hourMs)) {
    county.advance(at);
    await weather.look(at);
    if (trainer !== null && isHour(at, 0, timeZone)) await training.run(at, trainer);
    if (at >= issuesFrom) {
      if (isHour(at, dayAheadHour, timeZone)) await cycle.run('day_ahead', at);
      await cycle.run('ultra_short', at);
    }
    onProgress((at - from) / (end - from), at);
    if (stopped()) return false;
  }
  county.advance(end);
  return true;
}

function isHour(at: Instant, hour: number, timeZone: string): boolean {
  return at === localTimeOf(at, { days: 0, hour }, timeZone);
}

/** Of every kind that the county has, at its root. */
async function scoresOf(
  { start }: Evaluation,
  { end, scores: deps }: World,
): Promise<ForecastScoreView[]> {
  const root = deps.directory.topology.nodes.find(({ parentId }) => parentId === null);
  invariant(root !== undefined, 'a tree of nodes has a root');
  const views: ForecastScoreView[] = [];
  for (const kind of forecastKinds) {
    for (const horizon of forecastHorizons) {
      const question = { kind, horizon, from: start, to: end };
      const score = await forecastScore({ cooperativeId: null }, root.id, { question, deps });
      invariant(score.ok, 'the county has scores of every month');
      if (score.value.slots > 0) views.push(score.value);
    }
  }
  return views;
}
