import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serviceBackups } from '../../src/app/backups.ts';
import type { DeviceDetail, LatestView } from '../../src/contract/http.ts';
import type { BackupView } from '../../src/contract/http-backups.ts';
import { instant } from '../../src/domain/instant.ts';
import type { ReadingStore } from '../../src/service/ports.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import { type Api, eventually, quietLog } from '../support/running-service.ts';
import { started } from '../support/service-ground.ts';
import { paulownia, writeConfig } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const influxdb = sharedInfluxdb();

async function listed(api: Api): Promise<BackupView[]> {
  return (await api.get<{ items: BackupView[] }>('/backups')).body.items;
}

/** The store as the configuration has it, with a database of its own where it is InfluxDB. */
const stores = {
  embedded: (folder: string) => `store: { folder: ${join(folder, 'data')} }`,
  influxdb1: (folder: string) =>
    `store: { kind: influxdb1, folder: ${join(folder, 'data')}, influxdb1: { url: '${influxdb().url}', database: ${freshDatabase()} } }`,
};

test.each(['embedded', 'influxdb1'] as const)(
  'a backup of the running service holds what was stored, and is restored elsewhere: %s',
  async (kind) => {
    const [from, to] = [tempFolder(), tempFolder()];
    const first = await started({ folder: from, store: stores[kind](from) });
    const device = { id: 'roof', name: 'roof', kind: 'pv', nodeId: 'qian', ratingKw: 30 };
    await first.api.post('/devices', device);
    const { password } = await first.credential('roof');
    const stored = (count: number) =>
      eventually(
        () => first.service.core.writer.stats(),
        ({ inserted }) => inserted === count,
      );
    await first.publish('roof', { measuredAt: Date.now(), values: { powerKw: 12.5 } });
    await stored(1);

    const begun = await first.api.post<BackupView>('/backups');
    expect(begun).toMatchObject({ status: 202, body: { state: 'running', detail: null } });
    await first.publish('roof', { measuredAt: Date.now(), values: { powerKw: 13 } });
    await stored(2);
    const [backup] = await eventually(
      () => listed(first.api),
      ([newest]) => newest?.state !== 'running',
    );
    expect(backup).toEqual({ ...begun.body, state: 'done' });
    expect(backup?.folder.startsWith(join(from, 'data/backups/'))).toBe(true);

    const file = writeConfig(to);
    const store = stores[kind](to);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^store: .*$/m, store));
    const forecasts = join(backup?.folder ?? '', 'forecasts.sqlite');
    expect(existsSync(forecasts)).toBe(true);
    // As a backup of a release before there were forecasts.
    if (kind === 'influxdb1') rmSync(forecasts);
    const restored = await paulownia('restore', file, backup?.folder ?? '');
    expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(join(to, 'data/forecasts.sqlite'))).toBe(kind === 'embedded');
    const second = await started({ folder: to, store });
    const { body: latest } = await second.api.get<LatestView>('/devices/roof/latest');
    expect([12.5, 13]).toContain(latest.values.powerKw);
    const { body: detail } = await second.api.get<DeviceDetail>('/devices/roof');
    expect(detail).toMatchObject({ origin: 'registration', hasCredential: true });
    expect(await second.service.registry.checkCredential('roof', password)).toBe(true);
    expect(second.service.accounts.bearer(first.api.token)).toMatchObject({ role: 'admin' });
  },
);

const now = 1_800_000_000_000;

/** Backups of a store whose copies end when they are told to; a second goes by between two. */
function backupsOf(backup: ReadingStore['backup'], leaveBytes = 0) {
  const folder = join(tempFolder(), 'data');
  mkdirSync(folder);
  let second = 0;
  const clock = { now: () => instant(now + 1_000 * second++) };
  const readings = { backup, stats: async () => ({ rows: 0, points: 0, diskBytes: 1_000 }) };
  const backups = serviceBackups({
    folder,
    readings,
    leaveBytes: () => leaveBytes,
    clock,
    log: quietLog,
  });
  const kept = () => readdirSync(join(folder, 'backups'));
  return { backups, kept };
}

const emptyCopy = async (folder: string) => void mkdirSync(folder);

test('only one runs at a time', async () => {
  const copy = Promise.withResolvers<void>();
  const { backups } = backupsOf(() => copy.promise);
  await backups.begin();
  const second = await backups.begin();
  expect(second).toMatchObject({ ok: false, fault: { code: 'backup_running' } });
  copy.resolve();
  await eventually(
    () => backups.list(),
    ([newest]) => newest?.state === 'done',
  );
  expect((await backups.begin()).ok).toBe(true);
});

test('one that fails says why, and leaves nothing behind', async () => {
  const { backups, kept } = backupsOf(async (folder) => {
    mkdirSync(folder);
    throw new Error('No space left on device');
  });
  await backups.begin();
  const [failed] = await eventually(
    () => backups.list(),
    ([newest]) => newest?.state === 'failed',
  );
  expect(failed?.detail).toBe('No space left on device');
  await eventually(kept, (names) => names.length === 0);
});

test('what a crash left of one is cleared away by the next', async () => {
  const { backups, kept } = backupsOf(emptyCopy);
  const first = await backups.begin();
  if (!first.ok) throw new Error(first.fault.detail);
  await eventually(
    () => backups.list(),
    ([newest]) => newest?.state === 'done',
  );
  const broken = `${first.value.folder}-broken.unfinished`;
  mkdirSync(broken);
  expect(await backups.list()).toHaveLength(1);
  await backups.begin();
  await eventually(kept, (names) => names.length === 2);
  expect(existsSync(broken)).toBe(false);
});

test('the newest seven are kept', async () => {
  const { backups, kept } = backupsOf(emptyCopy);
  const names: string[] = [];
  for (let count = 1; count <= 9; count += 1) {
    const begun = await backups.begin();
    if (begun.ok) names.push(begun.value.name);
    await eventually(
      () => backups.list(),
      ([newest]) => newest?.state === 'done',
    );
  }
  await eventually(kept, (folders) => folders.length === 7);
  expect(kept().sort()).toEqual(names.slice(2));
});

test("none is begun where it would take the journal's room", async () => {
  const { backups, kept } = backupsOf(emptyCopy, Number.MAX_SAFE_INTEGER);
  const refused = await backups.begin();
  expect(refused).toMatchObject({ ok: false, fault: { code: 'no_room' } });
  expect(kept()).toEqual([]);
});
