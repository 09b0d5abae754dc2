import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LatestView } from '../../src/contract/http.ts';
import {
  countOf,
  type Fleet,
  fleetOf,
  lostOf,
  publishersOf,
  storedOf,
} from '../support/fleet-ground.ts';
import { type FleetLoad, startLoad } from '../support/fleet-load.ts';
import type { PublisherPlan } from '../support/fleet-plan.ts';
import { metric, patiently, untilStored } from '../support/health.ts';
import { type Api, apiClient } from '../support/running-service.ts';
import { serve } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const crowdSize = 1_000;
/** What each device of the crowd has to tell when it comes back: a minute at a reading a second. */
const keptByEach = 60;
const dayMs = 86_400_000;
const backlogSpacingMs = 5_000;
const backlogReadings = dayMs / backlogSpacingMs;
/** What the process may grow by, in MB; 115 to 150 were measured. */
const growthMbMax = 300;
/** How old the newest value on the screen may get meanwhile, in ms; 2,400 were measured. */
const shownAgeMsMax = 12_000;

/** Memory of a process as the system counts it, in MB: now, and at most so far. */
function memoryMb(pid: number | undefined): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kilobytes('VmRSS') / 1_024, peak: kilobytes('VmHWM') / 1_024 };
}

function loadOf(fleet: Fleet, publishers: readonly PublisherPlan[]): FleetLoad {
  const acknowledgedFile = join(tempFolder(), 'acknowledged');
  return startLoad({ port: fleet.port, publishers, windowMax: 1_000, acknowledgedFile });
}

/** Asks again and again how old the newest value of a device is; answers the ages at the end. */
function watchedAges(api: Api, deviceId: string): { stop(): Promise<readonly number[]> } {
  const ages: number[] = [];
  let isWatching = true;
  const watching = (async () => {
    while (isWatching) {
      const { body } = await api.get<LatestView>(`/devices/${deviceId}/latest`);
      if (body.measuredAt !== null) ages.push(Date.now() - Date.parse(body.measuredAt));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    stop: async () => {
      isWatching = false;
      await watching;
      return ages;
    },
  };
}

async function untilAllHeard(load: FleetLoad, due: number): Promise<void> {
  await patiently(load.counts, ({ acknowledged }) => acknowledged === due);
}

test('1,000 devices that come back at once, and one with a day of backlog: live first, memory bounded, nothing lost', {
  timeout: 240_000,
}, async () => {
  const fleet = await fleetOf({ folder: tempFolder(), devices: crowdSize + 1 });
  const service = await serve(fleet.file);
  const api = apiClient(service.consoleUrl, fleet.token);
  const witnessId = fleet.deviceIds[crowdSize] ?? '';
  const [late, ...others] = publishersOf(fleet, Date.now() - keptByEach * 1_000, 1_000);
  if (late === undefined) throw new Error('the crowd has a first device');
  const witness = loadOf(fleet, [{ ...others.at(-1), from: Date.now() } as PublisherPlan]);
  witness.order({ rate: 1 });
  const crowd = loadOf(fleet, [late, ...others.slice(0, -1)]);
  crowd.order({ more: 1 });
  await untilAllHeard(crowd, crowdSize);
  const watched = watchedAges(api, witnessId);
  const quietMb = memoryMb(service.child.pid).now;

  crowd.order({ drop: true, more: keptByEach });
  await untilAllHeard(crowd, crowdSize * (1 + keptByEach));
  expect(crowd.counts().greetings).toBe(2 * crowdSize);
  await patiently(
    () => metric(api, 'paulownia_devices{state="online"}'),
    (online) => online === crowdSize + 1,
  );

  const shown = (await api.get<LatestView>(`/devices/${late.deviceId}/latest`)).body.measuredAt;
  const from = late.from - dayMs - backlogSpacingMs / 2;
  const backlog = loadOf(fleet, [
    { ...late, clientId: 'backlog', from, spacingMs: backlogSpacingMs },
  ]);
  backlog.order({ more: backlogReadings });
  await untilAllHeard(backlog, backlogReadings);
  await crowd.finish();
  await untilStored(api);
  expect((await api.get<LatestView>(`/devices/${late.deviceId}/latest`)).body.measuredAt).toBe(
    shown,
  );
  const ages = await watched.stop();
  // How often it was looked depends on the machine; that it was is what the rest rests on.
  expect(ages.length).toBeGreaterThan(0);
  expect(Math.max(...ages)).toBeLessThan(shownAgeMsMax);
  await witness.finish();
  await untilStored(api);
  expect(memoryMb(service.child.pid).peak - quietMb).toBeLessThan(growthMbMax);

  expect((await service.end('SIGTERM')).code).toBe(0);
  const stored = await storedOf(fleet);
  const loads = [witness, crowd, backlog];
  expect(loads.flatMap((load) => lostOf(load.acknowledged(), stored))).toEqual([]);
  expect(stored.wrong).toEqual([]);
  expect(countOf(stored.instants)).toBe(loads.reduce((sum, load) => sum + load.counts().due, 0));
});
