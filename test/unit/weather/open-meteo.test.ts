import { utimesSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { hourMs, instant } from '../../../src/domain/instant.ts';
import { weatherFileSource } from '../../../src/weather/file-source.ts';
import { readOpenMeteo } from '../../../src/weather/open-meteo-answer.ts';
import { openMeteoSource } from '../../../src/weather/open-meteo-source.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const midnight = Date.UTC(2026, 6, 1);
const receivedAt = instant(midnight + 90_000);
const receipt = { sourceId: 'own', receivedAt };

/** Three times of one hour apart, made for these tests. */
const answer = {
  latitude: 34.8,
  longitude: 114.8,
  utc_offset_seconds: 0,
  hourly_units: {
    time: 'unixtime',
    temperature_2m: '°C',
    shortwave_radiation: 'W/m²',
    wind_speed_10m: 'km/h',
    wind_direction_10m: '°',
    cloud_cover: '%',
    precipitation: 'mm',
  },
  hourly: {
    time: [0, 1, 2].map((hour) => (midnight + hour * hourMs) / 1_000),
    temperature_2m: [20, 22, null],
    shortwave_radiation: [0, 50, 150],
    wind_speed_10m: [3.6, 7.2, 10.8],
    wind_direction_10m: [350, 10, 30],
    cloud_cover: [0, 100, 50],
    precipitation: [9, 0.5, 0],
  },
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/forecast`;
}

function source(url: string) {
  const place = { latitude: 34.82, longitude: 114.82 };
  return openMeteoSource({ id: 'own', url, place, apiKey: 'secret-key', now: () => receivedAt });
}

test('what stands for the hour before a time belongs to the slot that ends there', () => {
  const run = readOpenMeteo(answer, receipt);
  if (!run.ok) throw new Error(run.fault);
  expect(run.value.slots).toEqual({ from: midnight, slotMs: hourMs, count: 2 });
  expect(run.value.issuedAt).toBe(receivedAt);
  const { columns } = run.value;
  expect([...(columns.ghiWm2 ?? [])]).toEqual([50, 150]);
  expect([...(columns.tempC ?? [])]).toEqual([21, Number.NaN]);
  expect([...(columns.windSpeedMps ?? [])]).toEqual(
    [1.5, 2.5].map((mps) => expect.closeTo(mps, 9)),
  );
  expect([...(columns.windDirectionDeg ?? [])]).toEqual([0, 20]);
  expect([...(columns.cloudRatio ?? [])]).toEqual([0.5, 0.75]);
  expect([...(columns.rainMmPerH ?? [])]).toEqual([0.5, 0]);
});

test('local times are placed by the offset that the answer names', () => {
  const time = ['2026-07-01T08:00', '2026-07-01T09:00', '2026-07-01T10:00'];
  const local = { ...answer, utc_offset_seconds: 28_800, hourly: { ...answer.hourly, time } };
  const run = readOpenMeteo(local, receipt);
  expect(run.ok && run.value.slots.from).toBe(midnight);
});

test('a run knows when its model ran, but never before it could', () => {
  const issued = (at: string) => {
    const run = readOpenMeteo({ ...answer, issued_at: at }, receipt);
    return run.ok ? run.value.issuedAt : run.fault;
  };
  expect(issued('2026-06-30T18:00:00Z')).toBe(midnight - 6 * hourMs);
  expect(issued('2026-07-02T00:00:00Z')).toBe(receivedAt);
});

test.each([
  ['no JSON object', null, 'the answer'],
  ['a time too many', { hourly: { ...answer.hourly, time: [0, 1, 2, 3] } }, 'hourly.time'],
  [
    'uneven steps',
    { hourly: { ...answer.hourly, time: [0, 3_600, 3_700] } },
    'hourly.time.2: 3700 breaks the even steps',
  ],
  [
    'a foreign unit',
    { hourly_units: { ...answer.hourly_units, temperature_2m: '°F' } },
    "hourly_units.temperature_2m: the unit '°F' is not known",
  ],
  ['nothing of use', { hourly: { time: answer.hourly.time } }, 'hourly: has none of'],
  ['a wrong place', { latitude: 100 }, 'latitude'],
])('%s is told with its place', (_, change, words) => {
  const run = readOpenMeteo(change === null ? null : { ...answer, ...change }, receipt);
  expect(run.ok).toBe(false);
  expect(run.ok ? '' : run.fault).toContain(words);
});

test('asks for its variables over HTTP, and reads the answer', async () => {
  let asked = new URL('http://none');
  const url = await served((request, response) => {
    asked = new URL(request.url ?? '', 'http://here');
    response.end(JSON.stringify(answer));
  });
  const run = await source(url).fetch(receivedAt);
  expect(run.ok && run.value.columns.ghiWm2?.[1]).toBe(150);
  expect(run.ok && run.value.sourceId).toBe('own');
  expect(asked.pathname).toBe('/v1/forecast');
  expect(asked.searchParams.get('latitude')).toBe('34.82');
  expect(asked.searchParams.get('hourly')).toContain('shortwave_radiation');
  expect(asked.searchParams.get('wind_speed_unit')).toBe('ms');
  expect(asked.searchParams.get('apikey')).toBe('secret-key');
});

test.each([
  [400, '{"error":true,"reason":"Latitude must be in range"}', false, '400: Latitude must be'],
  [429, '{"reason":"Hourly limit exceeded"}', true, '429: Hourly limit exceeded'],
  [502, '<html>Bad gateway</html>', true, '502: <html>'],
  [200, '<html>Sign in</html>', false, 'cannot be used: the answer'],
])('an answer of %i is a fault that says what to do', async (status, body, retryable, words) => {
  const url = await served((_, response) => response.writeHead(status).end(body));
  const run = await source(url).fetch(receivedAt);
  const fault = run.ok ? null : run.fault;
  expect(fault?.retryable).toBe(retryable);
  expect(fault?.detail).toContain(words);
  expect(fault?.detail).not.toContain('secret-key');
});

test('a service that is away is asked again, and no key is told', async () => {
  const url = await served(() => undefined);
  const [server] = servers.splice(0);
  await new Promise((resolve) => server?.close(resolve));
  const run = await source(url).fetch(receivedAt);
  const fault = run.ok ? null : run.fault;
  expect(fault?.retryable).toBe(true);
  expect(fault?.detail).toContain('cannot be reached: ECONNREFUSED');
  expect(fault?.detail).not.toContain('secret-key');
});

test('an endless answer is cut off', async () => {
  const url = await served((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      response.once('drain', more);
    };
    more();
  });
  const run = await source(url).fetch(receivedAt);
  expect(run.ok ? null : run.fault.detail).toContain('more than 4 MB');
});

test('a file is issued when it was written, unless it says better', async () => {
  const file = join(tempFolder(), 'weather.json');
  writeFileSync(file, JSON.stringify(answer));
  utimesSync(file, midnight / 1_000, midnight / 1_000);
  const inFile = weatherFileSource({ id: 'file', file });
  const run = await inFile.fetch(receivedAt);
  expect(run.ok && [run.value.issuedAt, run.value.receivedAt]).toEqual([midnight, receivedAt]);
  writeFileSync(file, '{');
  const broken = await inFile.fetch(receivedAt);
  expect(broken.ok ? '' : broken.fault.detail).toMatch(/weather\.json cannot be used/);
  const missing = await weatherFileSource({ id: 'x', file: `${file}.not` }).fetch(receivedAt);
  expect(missing.ok ? '' : missing.fault.detail).toContain('cannot be read (ENOENT)');
});
