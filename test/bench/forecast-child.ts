/** A county's history and its forecasts, in a process of its own so that its memory can be looked at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { specialDaysOfChina } from '../../src/app/calendar-of-china.ts';
import { toDevices, toTopology } from '../../src/app/config/topology.ts';
import { forecastWorker } from '../../src/app/forecast-worker.ts';
import { simulatedWeatherSource } from '../../src/app/simulated-weather.ts';
import { kindSpecOf, pointIndexesOf } from '../../src/contract/device-kinds.ts';
import type { Device, DeviceKind } from '../../src/domain/device.ts';
import { forecastHorizons } from '../../src/domain/forecast.ts';
import { dayMs, hourMs, instant, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import { Directory } from '../../src/service/directory.ts';
import { ForecastCycle, historyDays } from '../../src/service/forecasting/forecast-cycle.ts';
import type { SlotColumns } from '../../src/service/ports.ts';
import { WeatherCycle } from '../../src/service/weather-cycle.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openForecastDatabase } from '../../src/storage/sqlite/forecast-database.ts';
import { generatedConfig } from '../support/generated-county.ts';
import { answerParent } from './child.ts';

const log = { info() {}, warn() {}, error() {} };
const config = generatedConfig('lankao');
const { timeZone, latitude, longitude } = config.county;
/** 2026-06-20 10:00 in the county: the day's forecasts are issued. */
const now = instant(Date.UTC(2026, 5, 20, 2));
const from = now - historyDays * dayMs;
const hoursAtOnce = 2;
const weatherEveryMin = 180;
const devices = toDevices(config).map(
  (device, place): Device => ({
    ...{ ...device, key: place + 1, origin: 'configuration', retiredAt: null },
  }),
);
const directory = new Directory(toTopology(config), devices);

let rssBytesMax = 0;
setInterval(() => {
  rssBytesMax = Math.max(rssBytesMax, process.memoryUsage.rss());
}, 50).unref();

const stores = async (folder: string) => {
  mkdirSync(folder, { recursive: true });
  return {
    readings: await openDuckDbStore({ folder: join(folder, 'readings'), log }),
    database: openForecastDatabase(join(folder, 'forecasts.sqlite')),
  };
};

/** Share of its rating that a device gives or takes at a time: a day's wave, and chance. */
function shareAt(kind: DeviceKind, at: number, chance: number): number {
  const hour = ((at / hourMs + 8) % 24) / 24;
  const sun = Math.max(0, Math.sin((hour - 0.25) * 2 * Math.PI));
  if (kind === 'pv') return sun * (0.5 + 0.4 * chance);
  if (kind === 'wind') return 0.2 + 0.3 * Math.sin(at / (17 * hourMs)) ** 2 + 0.1 * chance;
  return 0.1 + 0.15 * Math.cos((hour - 0.8) * 2 * Math.PI) ** 2 + 0.05 * chance;
}

/** Quarter hours of all devices of a kind from a time on. */
function quarters(kind: DeviceKind, members: readonly Device[], start: number): SlotColumns {
  const slots = (hoursAtOnce * hourMs) / quarterMs;
  const length = slots * members.length;
  const unknown = new Float64Array(length).fill(Number.NaN);
  const values = kindSpecOf(kind).points.map(() => unknown);
  const power = new Float64Array(length);
  values[pointIndexesOf(kind).get('powerKw') ?? 0] = power;
  const deviceKeys = new Int32Array(length);
  const slotStart = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    const { key, ratingKw } = members[row % members.length] as Device;
    const at = start + Math.floor(row / members.length) * quarterMs;
    // Repeats itself from run to run: chance by device and slot.
    const chance = (((key * 7_919 + at / quarterMs) * 2_654_435_761) % 1_000) / 1_000;
    deviceKeys[row] = key;
    slotStart[row] = at;
    power[row] = Math.round(1_000 * (ratingKw ?? 0) * shareAt(kind, at, chance)) / 1_000;
  }
  return {
    ...{ kind, length, deviceKeys, slotStart, values },
    completeness: new Float32Array(length).fill(1),
    quality: new Uint8Array(length),
    reasons: new Uint16Array(length),
  };
}

/** Six weeks of quarter hours of every device, and the weather that was foreseen all along. */
async function fill(folder: string) {
  const { readings, database } = await stores(folder);
  const kinds = Map.groupBy(devices, ({ kind }) => kind);
  let rows = 0;
  for (let start = from; start < now; start += hoursAtOnce * hourMs) {
    const batches = [...kinds].map(([kind, members]) => quarters(kind, members, start));
    rows += batches.reduce((sum, { length }) => sum + length, 0);
    await readings.writeSlots('15m', batches, []);
  }
  const source = simulatedWeatherSource({
    ...{ seed: 1, place: { latitude, longitude }, everyMin: weatherEveryMin },
  });
  const everyMs = weatherEveryMin * minuteMs;
  const weather = new WeatherCycle({ source, store: database.weather, everyMs, log });
  for (let at = from; at <= now; at += everyMs) await weather.look(instant(at));
  await readings.close();
  database.close();
  return { rows, devices: devices.length };
}

/** One run of each horizon as the service makes it, the store read from its files. */
async function forecast(folder: string) {
  const { readings, database } = await stores(folder);
  const engine = forecastWorker();
  const { weather, forecasts, models } = database;
  const year = new Date(now).getUTCFullYear();
  const clock = { now: () => now };
  const cycle = new ForecastCycle({
    ...{ readings, weather, forecasts, models, directory, engine, timeZone, clock },
    specialDays: specialDaysOfChina(year - 1, year + 1),
  });
  const tookS: Record<string, number> = {};
  for (const horizon of forecastHorizons) {
    const began = performance.now();
    await cycle.run(horizon, now);
    tookS[horizon] = (performance.now() - began) / 1_000;
  }
  await engine.close();
  await readings.close();
  database.close();
  return { tookS, rssBytesMax, areas: config.network.areas.length };
}

const handlers = { fill, forecast };
export type ForecastHandlers = typeof handlers;

answerParent(handlers);
