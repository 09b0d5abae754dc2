import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  countOf,
  type Fleet,
  fleetOf,
  lostOf,
  publishersOf,
  storedOf,
} from '../support/fleet-ground.ts';
import { startLoad } from '../support/fleet-load.ts';
import { payloadOf } from '../support/fleet-plan.ts';
import { metric, patiently, untilCondition, untilStored } from '../support/health.ts';
import { apiClient } from '../support/running-service.ts';
import { logLevels, type ServiceProcess, serve } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const readingsOfEach = 200;
const spacingMs = 1_000;
const headerBytes = 32;

/** Four devices have sent their readings, the service was killed, and the journal has them all. */
async function killedWithFullJournal() {
  const fleet = await fleetOf({ folder: tempFolder(), devices: 4 });
  const from = Date.now() - 3_600_000;
  const service = await serve(fleet.file);
  const load = startLoad({
    port: fleet.port,
    publishers: publishersOf(fleet, from, spacingMs),
    windowMax: 50,
    acknowledgedFile: join(tempFolder(), 'acknowledged'),
  });
  load.order({ more: readingsOfEach });
  await patiently(load.counts, ({ acknowledged }) => acknowledged === 4 * readingsOfEach);
  await service.end('SIGKILL');
  return { fleet, load, at: (number: number) => from + number * spacingMs };
}

/** Overwrites bytes of the journal, `shift` after where the record of the reading begins. */
function damage(
  fleet: Fleet,
  reading: { readonly deviceId: string; readonly measuredAt: number },
  change: { readonly shift: number; readonly bytes: Uint8Array },
): void {
  const topic = `paulownia/v1/${reading.deviceId}/telemetry`;
  const text = topic + payloadOf(reading.measuredAt);
  for (const name of readdirSync(fleet.journalFolder)) {
    const path = join(fleet.journalFolder, name);
    const found = readFileSync(path).indexOf(text);
    if (found < 0) continue;
    const file = openSync(path, 'r+');
    writeSync(file, change.bytes, 0, change.bytes.length, found - headerBytes + change.shift);
    closeSync(file);
    return;
  }
  throw new Error(`${text} is not in the journal`);
}

function warnings({ log }: ServiceProcess): readonly string[] {
  return log
    .filter(({ level, msg }) => level === logLevels.warn && msg.includes('journal'))
    .map((line) => JSON.stringify(line));
}

async function restarted(fleet: Fleet) {
  const service = await serve(fleet.file);
  const api = apiClient(service.consoleUrl, fleet.token);
  await untilStored(api);
  return { service, api };
}

test('a damaged journal: the rest is read, and what is lost is counted, named and told', {
  timeout: 240_000,
}, async () => {
  const { fleet, load, at } = await killedWithFullJournal();
  const one = new Uint8Array([0xee]);
  const inTheMiddle = { deviceId: 'roof-1', measuredAt: at(77) };
  const withoutMagic = { deviceId: 'roof-2', measuredAt: at(120) };
  damage(fleet, inTheMiddle, { shift: 80, bytes: one });
  damage(fleet, withoutMagic, { shift: 0, bytes: one });
  // The store is lost as well, so the journal is all there is.
  rmSync(join(fleet.storeFolder, 'readings'), { recursive: true });

  const { service, api } = await restarted(fleet);
  const [first = '', second = ''] = warnings(service);
  expect(first).toMatch(/0{16}\.segment.*paulownia\/v1\/roof-1\/telemetry.*damaged part/);
  expect(second).toMatch(/0{16}\.segment.*damaged part/);
  expect(warnings(service)).toHaveLength(2);
  const damaged = await metric(api, 'paulownia_journal_damaged_bytes');
  expect(damaged).toBeGreaterThan(2 * headerBytes);
  expect(await metric(api, 'paulownia_journal_lost_bytes')).toBe(damaged);
  const { status, part } = await untilCondition(api, 'journal', 'journal_damaged');
  expect(status).toBe(200);
  expect(part.detail).toContain(`${damaged} bytes were damaged`);
  expect(part.remedy).toContain('send that time again');
  await service.end('SIGTERM');

  const stored = await storedOf(fleet);
  const lost = [inTheMiddle, withoutMagic].map(
    ({ deviceId, measuredAt }) => `${deviceId} ${measuredAt}`,
  );
  expect(lostOf(load.acknowledged(), stored).toSorted()).toEqual(lost);
  expect(stored.wrong).toEqual([]);
  expect(countOf(stored.instants)).toBe(4 * readingsOfEach - lost.length);
});

test('a torn tail is cut, and damage to what the store has costs nothing', {
  timeout: 240_000,
}, async () => {
  const { fleet, load, at } = await killedWithFullJournal();
  const before = await restarted(fleet);
  await before.service.end('SIGKILL');
  damage(
    fleet,
    { deviceId: 'roof-3', measuredAt: at(10) },
    { shift: 80, bytes: new Uint8Array([1]) },
  );
  tearTail(fleet);

  const { service, api } = await restarted(fleet);
  expect(warnings(service).join('\n')).toMatch(/roof-3.*"lostBytes":0.*\n.*torn tail/);
  await untilCondition(api, 'journal', 'journal_damaged');
  const damaged = await metric(api, 'paulownia_journal_damaged_bytes');
  expect(await metric(api, 'paulownia_journal_lost_bytes')).toBeLessThan(damaged);
  const load2 = load.counts();
  load.order({ more: 10 });
  const { due } = await load.finish();
  expect(due).toBe(load2.due + 4 * 10);
  await untilStored(api);
  await service.end('SIGTERM');

  const stored = await storedOf(fleet);
  expect(lostOf(load.acknowledged(), stored)).toEqual([]);
  expect(stored.wrong).toEqual([]);
});

/** Leaves the beginning of a record behind the last one, as a power cut does. */
function tearTail({ journalFolder }: Fleet): void {
  const [name = ''] = readdirSync(journalFolder).filter((one) => one.endsWith('.segment'));
  const path = join(journalFolder, name);
  const bytes = readFileSync(path);
  const last = bytes.lastIndexOf('PWJ1');
  const end = last + bytes.readUInt32LE(last + 8);
  const torn = Buffer.from(bytes.subarray(last, last + 60));
  torn.writeDoubleLE(end, 16);
  const file = openSync(path, 'r+');
  writeSync(file, torn, 0, torn.length, end);
  closeSync(file);
}
