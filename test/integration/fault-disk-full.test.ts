import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countOf, fleetOf, lostOf, publishersOf, storedOf } from '../support/fleet-ground.ts';
import { type FleetLoad, startLoad } from '../support/fleet-load.ts';
import { metric, patiently, untilCondition, untilStored } from '../support/health.ts';
import { apiClient } from '../support/running-service.ts';
import { logLevels, type ServiceProcess, serve } from '../support/service-process.ts';
import { noSmallDisk, type SmallDisk, smallDisk } from '../support/small-disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const leftOut = noSmallDisk();
const title = (text: string): string =>
  leftOut === null
    ? text
    : `${text} (left out: ${leftOut}; the journal's unit tests use faulty files)`;

if (leftOut !== null) process.stderr.write(`Left out: full disks. ${leftOut}\n`);

const diskMb = 48;
const messagesPerS = 1_000;
/** Of each of 20 devices: enough to take one more segment, and more than all that are prepared hold. */
const smallRushOfEach = 500;
const rushOfEach = 2_000;

/** A service whose store, and whose journal where `both` is set, are on a small disk, under load. */
async function underLoad(disk: SmallDisk, both: boolean) {
  const folder = tempFolder();
  const fleet = await fleetOf({
    ...{ folder, devices: 20, journal: 'maxMb: 32, segmentMb: 1' },
    storeFolder: join(disk.folder, 'data'),
    journalFolder: join(both ? disk.folder : folder, 'journal'),
  });
  disk.carryIn();
  const service = await serve(fleet.file, { through: disk.through });
  const load = startLoad({
    port: fleet.port,
    publishers: publishersOf(fleet, Date.now() - 7_200_000, 1_000),
    windowMax: 500,
    acknowledgedFile: join(folder, 'acknowledged'),
  });
  load.order({ rate: messagesPerS });
  const api = apiClient(service.consoleUrl, fleet.token);
  await patiently(
    () => metric(api, 'paulownia_store_inserted_total'),
    (inserted) => inserted > messagesPerS,
  );
  return { fleet, service, load, api };
}

/** Waits for acknowledgements that come after now. */
async function untilHeard(load: FleetLoad, more: number): Promise<void> {
  const before = load.counts().acknowledged;
  await patiently(load.counts, ({ acknowledged }) => acknowledged >= before + more);
}

/** Alarms with this text in the log, once there is one. */
function untilAlarm({ log }: ServiceProcess, text: string): Promise<number> {
  return patiently(
    () => log.filter(({ level, msg }) => level >= logLevels.error && msg.includes(text)).length,
    (count) => count > 0,
  );
}

test.skipIf(leftOut !== null)(
  title('a full disk of the store: the journal holds, and all is stored once there is room again'),
  { timeout: 240_000 },
  async () => {
    const disk = await smallDisk(diskMb);
    const { fleet, service, load, api } = await underLoad(disk, false);
    disk.fill();
    const { status, part } = await untilCondition(api, 'store', 'store_disk_full');
    expect(status).toBe(503);
    expect(part.detail).toContain('No space left on device');
    expect(part.remedy).toContain('Make room on the disk of store.folder');
    await untilAlarm(service, 'The reading store did not take a batch');
    const stored = await metric(api, 'paulownia_store_inserted_total');
    await untilHeard(load, 3 * messagesPerS);
    expect(await metric(api, 'paulownia_store_inserted_total')).toBe(stored);
    expect(await metric(api, 'paulownia_part_ok{part="store"}')).toBe(0);
    await untilCondition(api, 'journal', 'working');

    disk.empty();
    expect((await untilCondition(api, 'store', 'working')).status).toBe(200);
    const { due } = await load.finish();
    await untilStored(api);
    await service.end('SIGTERM');
    disk.carryOut();
    const found = await storedOf(fleet);
    expect(lostOf(load.acknowledged(), found)).toEqual([]);
    expect(found.wrong).toEqual([]);
    expect(countOf(found.instants)).toBe(due);
  },
);

test.skipIf(leftOut !== null)(
  title(
    'a full disk of journal and store: nothing is acknowledged until there is room again, also after a restart',
  ),
  { timeout: 240_000 },
  async () => {
    const disk = await smallDisk(diskMb);
    const { fleet, service, load, api: before } = await underLoad(disk, true);
    disk.fill();
    // What is preallocated is used first; rushes make that short.
    load.order({ more: smallRushOfEach });
    expect((await untilCondition(before, 'journal', 'journal_disk_low')).part.ok).toBe(true);
    load.order({ more: rushOfEach });
    await untilCondition(before, 'journal', 'journal_disk_full');
    await patiently(
      () => metric(before, 'paulownia_journal_held'),
      (held) => held > 0,
    );
    const { part } = await untilCondition(before, 'journal', 'journal_disk_full');
    expect(part.ok).toBe(false);
    expect(part.detail).toMatch(/ENOSPC.*devices are not acknowledged/);
    expect(part.remedy).toContain('Make room on the disk of journal.folder');
    expect(
      await untilAlarm(service, 'The journal takes nothing; devices are not acknowledged.'),
    ).toBe(1);
    const heard = await silence(load);
    expect(load.counts().due).toBeGreaterThan(heard);

    // It can be stopped and started like that.
    const ended = await service.end('SIGTERM');
    expect(ended.code).toBe(0);
    expect(ended.tookMs).toBeLessThan(10_000);
    const again = await serve(fleet.file, { through: disk.through });
    const api = apiClient(again.consoleUrl, fleet.token);
    await patiently(
      () => metric(api, 'paulownia_journal_held'),
      (held) => held > 0,
    );
    await untilCondition(api, 'journal', 'journal_disk_full');

    disk.empty();
    await untilCondition(api, 'journal', 'working');
    await untilHeard(load, messagesPerS);
    const over = 'The journal has room again; devices are acknowledged.';
    await patiently(
      () => again.log.some(({ msg }) => msg === over),
      (isTold) => isTold,
    );
    await untilCondition(api, 'store', 'working');
    const { due } = await load.finish();
    await untilStored(api);
    await again.end('SIGTERM');
    disk.carryOut();
    const found = await storedOf(fleet);
    expect(lostOf(load.acknowledged(), found)).toEqual([]);
    expect(found.wrong).toEqual([]);
    expect(countOf(found.instants)).toBe(due);
  },
);

/** The number of acknowledgements once it stands still, although messages go on coming. */
async function silence(load: FleetLoad): Promise<number> {
  let before = -1;
  await patiently(
    async () => {
      before = load.counts().acknowledged;
      const { due } = load.counts();
      await patiently(load.counts, (counts) => counts.due > due + messagesPerS);
      return load.counts().acknowledged;
    },
    (acknowledged) => acknowledged === before,
  );
  return before;
}
