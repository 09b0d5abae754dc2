import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LatestView } from '../../src/contract/http.ts';
import { countOf, fleetOf, lostOf, publishersOf, storedOf } from '../support/fleet-ground.ts';
import { startLoad } from '../support/fleet-load.ts';
import { metric, patiently, untilCondition, untilStored } from '../support/health.ts';
import { type Api, apiClient } from '../support/running-service.ts';
import { following } from '../support/service-ground.ts';
import { logLevels, serve } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const steppingClock = join(import.meta.dirname, '../support/stepping-clock.ts');
const hourMs = 3_600_000;
const devices = 20;
const messagesPerS = 20;

async function latestOf(api: Api): Promise<LatestView> {
  return (await api.get<LatestView>('/devices/roof-1/latest')).body;
}

/** The screen has a value that was measured after now. */
async function untilShown(api: Api): Promise<LatestView> {
  const from = Date.now();
  return patiently(
    () => latestOf(api),
    ({ measuredAt }) => measuredAt !== null && Date.parse(measuredAt) >= from,
  );
}

async function untilTaken(api: Api, more: number): Promise<void> {
  const before = await metric(api, 'paulownia_store_inserted_total');
  await patiently(
    () => metric(api, 'paulownia_store_inserted_total'),
    (inserted) => inserted >= before + more,
  );
}

test('a clock that is set an hour forward, back and back again is told, and costs no reading', {
  timeout: 240_000,
}, async () => {
  const fleet = await fleetOf({ folder: tempFolder(), devices });
  const service = await serve(fleet.file, { node: ['--import', steppingClock] });
  const api = apiClient(service.consoleUrl, fleet.token);
  const clockBy = (stepMs: number): void => void service.child.send({ stepMs });
  const load = startLoad({
    port: fleet.port,
    publishers: publishersOf(fleet, Date.now(), (devices / messagesPerS) * 1_000),
    windowMax: 500,
    acknowledgedFile: join(tempFolder(), 'acknowledged'),
  });
  load.order({ rate: messagesPerS });
  expect((await untilShown(api)).state).toBe('online');
  await untilCondition(api, 'clock', 'working');
  const { events } = await following(api, 'device=roof-1');

  // The machine's clock is wrong: the devices' readings are an hour old to it, and are shown as such.
  clockBy(hourMs);
  const forward = await untilCondition(api, 'clock', 'clock_stepped');
  expect(forward.status).toBe(200);
  expect(forward.part.detail).toMatch(/set forward by 3600 s/);
  expect(forward.part.remedy).toContain('chronyc tracking');
  expect((await untilShown(api)).state).toBe('stale');
  await untilTaken(api, 3 * messagesPerS);

  clockBy(0);
  const right = await patiently(untilShown.bind(null, api), ({ state }) => state === 'online');
  expect(right.quality).toBe('good');

  // To a clock that is behind, readings come from the future: kept, marked, and not shown as now.
  clockBy(-hourMs);
  const invalid = 'paulownia_readings_doubtful_total{quality="invalid"}';
  await patiently(
    () => metric(api, invalid),
    (count) => count > 2 * messagesPerS,
  );
  const shown = await latestOf(api);
  await untilTaken(api, 2 * messagesPerS);
  expect((await latestOf(api)).measuredAt).toBe(shown.measuredAt);
  const seen = events.length;
  await patiently(
    () => events.length,
    (count) => count > seen,
  );

  clockBy(0);
  expect((await untilShown(api)).state).toBe('online');
  await patiently(
    () => metric(api, 'paulownia_clock_steps_total'),
    (steps) => steps === 4,
  );
  const told = await patiently(
    () => service.log.filter(({ msg }) => msg === 'The clock of this machine was set.'),
    ({ length }) => length === 4,
  );
  expect(told.map(({ stepMs }) => Math.round(Number(stepMs) / hourMs))).toEqual([1, -1, -1, 1]);
  expect(service.log.filter(({ level }) => level >= logLevels.error)).toEqual([]);

  const { due } = await load.finish();
  await untilStored(api);
  expect((await service.end('SIGTERM')).code).toBe(0);
  const stored = await storedOf(fleet);
  expect(lostOf(load.acknowledged(), stored)).toEqual([]);
  expect(stored.wrong).toEqual([]);
  expect(countOf(stored.instants)).toBe(due);
});
