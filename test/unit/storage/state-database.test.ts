import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { verifyDeviceSecret } from '../../../src/contract/device-secret.ts';
import type { NewDevice } from '../../../src/service/ports.ts';
import { openSqlite } from '../../../src/storage/sqlite/open-sqlite.ts';
import { openStateDatabase } from '../../../src/storage/sqlite/state-database.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const pv = (id: string, changes: Partial<NewDevice> = {}): NewDevice => ({
  id,
  name: `PV ${id}`,
  kind: 'pv',
  nodeId: 'area-1',
  cooperativeId: 'coop-1',
  ratingKw: 17.5,
  reportIntervalS: 5,
  profile: null,
  ...changes,
});

function openState(file = join(tempFolder(), 'state', 'state.db')) {
  const clock = fixedClock();
  const log = capturedLog();
  const state = openStateDatabase(file, { clock, log });
  return { ...state, file, clock, log };
}

test('the state file is for its owner alone, side files too', () => {
  const { file, registry, close } = openState();
  registry.reconcile([pv('a')]);
  for (const name of [file, `${file}-wal`, `${file}-shm`]) {
    expect(statSync(name).mode & 0o777).toBe(0o600);
  }
  close();
});

test('a file of a newer release is refused and left as it is', () => {
  const { file, close } = openState();
  close();
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA user_version = 99');
  raw.close();
  expect(() => openState(file)).toThrow(/version 99.*newer release/);
});

test('migrations run once each, and one that fails leaves nothing behind', () => {
  const file = join(tempFolder(), 'm.db');
  openSqlite(file, ['CREATE TABLE one (n)']).close();
  expect(() =>
    openSqlite(file, ['CREATE TABLE one (n)', 'CREATE TABLE two (n); SELECT nonsense']),
  ).toThrow(/nonsense/);
  const database = openSqlite(file, ['CREATE TABLE one (n)', 'CREATE TABLE two (n)']);
  expect(database.prepare('PRAGMA user_version').get()?.user_version).toBe(2);
  database.close();
});

test('devices keep their keys over restarts, and a new one gets a new key', () => {
  const first = openState();
  expect(first.registry.reconcile([pv('a'), pv('b')]).map((d) => [d.key, d.id])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
  first.close();
  const second = openState(first.file);
  const devices = second.registry.reconcile([pv('c'), pv('b', { ratingKw: 20 }), pv('a')]);
  expect(devices.map((d) => [d.key, d.id, d.ratingKw])).toEqual([
    [1, 'a', 17.5],
    [2, 'b', 20],
    [3, 'c', 17.5],
  ]);
  second.close();
});

test('a device that left the configuration is retired, and returns with its key', () => {
  const { registry, clock, close } = openState();
  registry.reconcile([pv('a'), pv('b')]);
  const without = registry.reconcile([pv('b')]);
  expect(without.map((d) => [d.id, d.retiredAt])).toEqual([
    ['a', clock.now()],
    ['b', null],
  ]);
  const back = registry.reconcile([pv('a'), pv('b')]);
  expect(back.map((d) => [d.key, d.id, d.retiredAt])).toEqual([
    [1, 'a', null],
    [2, 'b', null],
  ]);
  close();
});

test('a registered device survives a configuration that does not name it', () => {
  const { registry, close } = openState();
  registry.reconcile([pv('a')]);
  expect(registry.register(pv('mine'))).toMatchObject({
    ok: true,
    value: { key: 2, id: 'mine', origin: 'registration', retiredAt: null },
  });
  expect(registry.register(pv('mine'))).toEqual({ ok: false, fault: 'id_taken' });
  expect(registry.register(pv('a'))).toEqual({ ok: false, fault: 'id_taken' });
  expect(registry.reconcile([pv('a')]).map((d) => [d.id, d.origin, d.retiredAt])).toEqual([
    ['a', 'configuration', null],
    ['mine', 'registration', null],
  ]);
  close();
});

test('a configured device takes over a registered one of the same id, with a word in the log', () => {
  const { registry, log, close } = openState();
  registry.register(pv('a', { name: 'old', ratingKw: 5 }));
  const [device] = registry.reconcile([pv('a', { name: 'new', ratingKw: 6 })]);
  expect(device).toMatchObject({ key: 1, name: 'new', ratingKw: 6, origin: 'configuration' });
  expect(log.lines).toMatchObject([{ level: 'warn', facts: { device: 'a' } }]);
  close();
});

test('what an operator retired stays retired while it is configured', () => {
  const { registry, clock, close } = openState();
  registry.reconcile([pv('a')]);
  expect(registry.retire('a', clock.now())?.retiredAt).toBe(clock.now());
  expect(registry.reconcile([pv('a')])[0]?.retiredAt).toBe(clock.now());
  registry.reconcile([]);
  expect(registry.reconcile([pv('a')])[0]?.retiredAt).toBeNull();
  expect(registry.retire('nobody', clock.now())).toBeNull();
  close();
});

test('a device whose kind changed gets a key that no device ever had', async () => {
  const { registry, close } = openState();
  registry.reconcile([pv('a'), pv('b')]);
  const secret = await registry.issueCredential('a');
  const changed = registry.reconcile([pv('a', { kind: 'load' }), pv('b')]);
  expect(changed.map((d) => [d.key, d.id, d.kind])).toEqual([
    [2, 'b', 'pv'],
    [3, 'a', 'load'],
  ]);
  expect(registry.register(pv('c'))).toMatchObject({ value: { key: 4 } });
  expect(await registry.checkCredential('a', secret)).toBe(true);
  close();
});

test('a credential opens only its own device, until the next one or until retirement', async () => {
  const { registry, clock, close } = openState();
  registry.reconcile([pv('a'), pv('b')]);
  expect(registry.hasCredential('a')).toBe(false);
  const secret = await registry.issueCredential('a');
  expect(registry.hasCredential('a')).toBe(true);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(24);
  expect(await registry.checkCredential('a', secret)).toBe(true);
  expect(await registry.checkCredential('b', secret)).toBe(false);
  expect(await registry.checkCredential('nobody', secret)).toBe(false);
  expect(await registry.checkCredential('a', `${secret}x`)).toBe(false);

  const next = await registry.issueCredential('a');
  expect(await registry.checkCredential('a', secret)).toBe(false);
  expect(await registry.checkCredential('a', next)).toBe(true);
  const [entry] = registry.credentialHashes();
  expect(entry?.deviceId).toBe('a');
  expect(await verifyDeviceSecret(next, entry?.hash ?? '')).toBe(true);

  registry.retire('a', clock.now());
  expect(await registry.checkCredential('a', next)).toBe(false);
  expect(registry.credentialHashes()).toEqual([]);
  close();
});

test('a credential for a device that does not exist is a bug of the caller', async () => {
  const { registry, close } = openState();
  await expect(registry.issueCredential('nobody')).rejects.toThrow(/Invariant/);
  close();
});

test('no secret is in the file', async () => {
  const { registry, file, close } = openState();
  registry.reconcile([pv('a')]);
  const secret = await registry.issueCredential('a');
  const raw = new DatabaseSync(file);
  const row = JSON.stringify(raw.prepare('SELECT * FROM devices').all());
  raw.close();
  expect(row).not.toContain(secret);
  close();
});

test('the last birth of each device is kept', () => {
  const { registry, births, file, close } = openState();
  const [a, b] = registry.reconcile([pv('a'), pv('b')]).map(({ key }) => key);
  births.keep([
    { deviceKey: a ?? 0, birth: { kind: 'pv', firmware: '1.0' } },
    { deviceKey: b ?? 0, birth: { kind: 'pv' } },
  ]);
  births.keep([{ deviceKey: a ?? 0, birth: { kind: 'pv', firmware: '1.1', phases: [1, 2, 3] } }]);
  close();
  const again = openState(file);
  expect(again.births.all()).toEqual([
    { deviceKey: a, birth: { kind: 'pv', firmware: '1.1', phases: [1, 2, 3] } },
    { deviceKey: b, birth: { kind: 'pv' } },
  ]);
  again.close();
});
