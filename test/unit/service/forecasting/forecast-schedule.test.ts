import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ForecastHorizon, ForecastRun } from '../../../../src/domain/forecast.ts';
import {
  dayMs,
  hourMs,
  type Instant,
  instant,
  minuteMs,
  secondMs,
} from '../../../../src/domain/instant.ts';
import { ForecastSchedule } from '../../../../src/service/forecasting/forecast-schedule.ts';
import { openForecastDatabase } from '../../../../src/storage/sqlite/forecast-database.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { timeZone, weatherRun } from '../../../support/forecast-ground.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const start = instant(Date.parse('2026-06-15T08:40:10+08:00'));
const after = (ms: number): Instant => instant(start + ms);

function ground({ failing = 0, hasWeather = false } = {}) {
  const { forecasts, weather } = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  const log = capturedLog();
  const issued: string[] = [];
  const run = async (horizon: ForecastHorizon, now: Instant): Promise<ForecastRun> => {
    issued.push(`${horizon} ${new Date(now + 8 * hourMs).toISOString().slice(11, 19)}`);
    if (failing-- > 0) throw new Error('the store is away');
    const made = { id: `${horizon}-${now}`, horizon, issuedAt: now, computedAt: now, inputs: [] };
    forecasts.add(made, []);
    return made;
  };
  const schedule = new ForecastSchedule({
    ...{ cycle: { run }, forecasts, timeZone, log },
    weather: hasWeather ? weather : null,
  });
  return { schedule, forecasts, weather, log, issued };
}

test('what is missing is issued at once, then quarter by quarter, and tomorrow at nine', async () => {
  const { schedule, issued } = ground();
  for (let ms = 0; ms < 40 * minuteMs; ms += 5 * secondMs) await schedule.look(after(ms));
  expect(issued).toEqual([
    'day_ahead 08:40:10',
    'ultra_short 08:40:10',
    'ultra_short 08:45:30',
    'day_ahead 09:00:00',
    'ultra_short 09:00:30',
    'ultra_short 09:15:30',
  ]);
});

test('a failure is told, and tried again soon', async () => {
  const { schedule, issued, log } = ground({ failing: 1 });
  for (let ms = 0; ms < 3 * minuteMs; ms += 5 * secondMs) await schedule.look(after(ms));
  expect(issued).toEqual(['day_ahead 08:40:10', 'ultra_short 08:40:10', 'day_ahead 08:42:10']);
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('the first run waits a little for the first weather', async () => {
  const { schedule, weather, issued } = ground({ hasWeather: true });
  await schedule.look(after(0));
  await schedule.look(after(10 * secondMs));
  expect(issued).toEqual([]);
  weather.add(weatherRun(after(11 * secondMs), { tempC: 20 }));
  await schedule.look(after(15 * secondMs));
  expect(issued).toHaveLength(2);
  const without = ground({ hasWeather: true });
  await without.schedule.look(after(0));
  await without.schedule.look(after(minuteMs));
  expect(without.issued).toHaveLength(2);
});

test('old short forecasts go, the days stay for a year', async () => {
  const { schedule, forecasts } = ground();
  for (const horizon of ['day_ahead', 'ultra_short'] as const) {
    const issuedAt = after(-40 * dayMs);
    const old = { id: `old-${horizon}`, horizon, issuedAt, computedAt: issuedAt, inputs: [] };
    forecasts.add(old, []);
  }
  await schedule.look(start);
  expect(forecasts.run('old-ultra_short')).toBeNull();
  expect(forecasts.run('old-day_ahead')).not.toBeNull();
});
