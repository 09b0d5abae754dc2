import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hourMs, type Instant, instant, minuteMs } from '../../../src/domain/instant.ts';
import { fail, type Outcome, succeed } from '../../../src/domain/outcome.ts';
import type { WeatherFault, WeatherRun } from '../../../src/service/forecast-ports.ts';
import { WeatherCycle } from '../../../src/service/weather-cycle.ts';
import { openForecastDatabase } from '../../../src/storage/sqlite/forecast-database.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const start = instant(Date.UTC(2026, 6, 1));
const after = (minutes: number): Instant => instant(start + minutes * minuteMs);

function ground(answers: Outcome<true, WeatherFault>[]) {
  const asked: Instant[] = [];
  const { weather: store } = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  const log = capturedLog();
  const fetch = async (now: Instant): Promise<Outcome<WeatherRun, WeatherFault>> => {
    asked.push(now);
    const answer = answers.shift() ?? succeed(true as const);
    return answer.ok ? succeed(runAt(now)) : answer;
  };
  const source = { id: 'own', fetch };
  const cycle = new WeatherCycle({ source, store, everyMs: hourMs, log });
  const lookAt = async (...minutes: number[]): Promise<void> => {
    for (const minute of minutes) await cycle.look(after(minute));
  };
  return { asked, store, log, cycle, lookAt };
}

function runAt(now: Instant): WeatherRun {
  return {
    sourceId: 'own',
    place: { latitude: 34.8, longitude: 114.8 },
    issuedAt: now,
    receivedAt: now,
    slots: { from: now, slotMs: hourMs, count: 1 },
    columns: { tempC: Float64Array.of(20) },
  };
}

const away = fail({ retryable: true, detail: 'The service is away.' });
const refused = fail({ retryable: false, detail: 'The service refuses.' });

test('asks as often as it was told, and keeps every run', async () => {
  const { asked, store, lookAt, cycle } = ground([]);
  await lookAt(0, 1, 59, 60, 61, 125);
  expect(asked).toEqual([after(0), after(60), after(125)]);
  expect(store.receivedIn({ from: start, to: after(999) })).toHaveLength(3);
  expect(cycle.trouble(after(125))).toBeNull();
});

test('a source that is away is asked soon, then more rarely, and told of once', async () => {
  const { asked, log, lookAt, cycle } = ground([away, away, away, away]);
  await lookAt(...Array.from({ length: 60 }, (_, minute) => minute));
  expect(asked.map((at) => (at - start) / minuteMs)).toEqual([0, 1, 3, 7, 15]);
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  expect(log.lines.at(-1)?.message).toContain('answers again');
  expect(cycle.trouble(after(60))).toBeNull();
});

test('what a repetition would not mend waits for its time', async () => {
  const { asked, lookAt, cycle } = ground([refused]);
  await lookAt(0, 1, 30);
  expect(cycle.trouble(after(30))).toBe('The service refuses.');
  await lookAt(60);
  expect(asked).toEqual([after(0), after(60)]);
});

test('a clock that is set back is no reason to wait', async () => {
  const { asked, lookAt } = ground([]);
  await lookAt(600, 30);
  expect(asked).toEqual([after(600), after(30)]);
});

test('a break is told to people when it has lasted', async () => {
  const { lookAt, cycle } = ground([succeed(true), ...Array.from({ length: 9 }, () => refused)]);
  await lookAt(0, 60, 120);
  expect(cycle.trouble(after(120))).toBeNull();
  expect(cycle.trouble(after(361))).toBe('The service refuses.');
});
