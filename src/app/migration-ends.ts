/** Opens the two stores of a migration, and keeps everyone else off them meanwhile. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '../domain/device.ts';
import type { CountedStore } from '../service/counted-store.ts';
import type { IsKnown } from '../service/migration-plan.ts';
import type { JournalPosition, Log } from '../service/ports.ts';
import { lockFolder } from '../storage/journal/folder-lock.ts';
import { openStateDatabase } from '../storage/sqlite/state-database.ts';
import type { Closers } from './closers.ts';
import type { Config } from './config/config.ts';
import { toDevices } from './config/topology.ts';
import { makeDataFolder } from './data-folder.ts';
import { copyDatabase, stateFiles } from './state-copy.ts';
import { openReadings } from './stores.ts';
import { systemClock } from './system.ts';

export interface MigrationEnds {
  readonly source: CountedStore;
  readonly target: CountedStore;
  readonly devices: readonly Device[];
  readonly isKnown: IsKnown;
  /** Where the service goes on in its journal; null where the two have no journal in common. */
  readonly position: JournalPosition | null;
}

/** @throws Error that names the remedy where the two cannot be opened, or are one. */
export async function openEnds(
  { from, to }: { from: Config; to: Config },
  log: Log,
  opened: Closers,
): Promise<MigrationEnds> {
  if (storeName(from) === storeName(to)) {
    throw new Error(`Both files name the same store, ${storeName(from)}.`);
  }
  if (!existsSync(join(from.store.folder, 'state.sqlite'))) {
    throw new Error(`There is no data in ${from.store.folder}.`);
  }
  makeDataFolder(to.store.folder, 'store.folder of --to');
  for (const folder of new Set([from.journal.folder, to.journal.folder])) {
    if (existsSync(folder)) opened.add(lockFolder(folder));
  }
  const devices = devicesOf(from, log);
  if (from.store.folder !== to.store.folder) {
    copyState(from.store.folder, to.store.folder);
    refuseOtherKeys(devices, devicesOf(to, log), to.store.folder);
  }
  const source = await openReadings(from, log);
  opened.add(() => source.close());
  const target = await openReadings(to, log);
  opened.add(() => target.close());
  const sameJournal = from.journal.folder === to.journal.folder;
  return {
    ...{ source, target, devices, isKnown: knownFrom(devices) },
    position: sameJournal ? await source.position() : null,
  };
}

/** The store as a person would say it; two that are one have one name. */
export function storeName({ store }: Config): string {
  switch (store.kind) {
    case 'embedded':
      return `the embedded store in ${store.folder}`;
    case 'influxdb1':
      return `the database ${store.influxdb1.database} of InfluxDB at ${store.influxdb1.url}`;
    case 'influxdb2':
      return `the bucket ${store.influxdb2.bucket} of InfluxDB at ${store.influxdb2.url}`;
  }
}

/** Every device that ever was, retired ones too. */
function devicesOf(config: Config, log: Log): Device[] {
  const parts = { clock: systemClock, log };
  const state = openStateDatabase(join(config.store.folder, 'state.sqlite'), parts);
  try {
    return state.registry.reconcile(toDevices(config));
  } finally {
    state.close();
  }
}

function knownFrom(devices: readonly Device[]): IsKnown {
  const kinds = new Map(devices.map(({ key, kind }) => [key, kind]));
  return (kind, deviceKey) => kinds.get(deviceKey) === kind;
}

/** Devices, credentials and accounts go along where the target has none of its own yet. */
function copyState(from: string, to: string): void {
  for (const name of stateFiles) {
    if (!existsSync(join(to, name))) copyDatabase(join(from, name), join(to, name));
  }
}

/** Readings are kept under the keys of devices, so both sides must mean the same devices by them. */
function refuseOtherKeys(source: readonly Device[], target: readonly Device[], folder: string) {
  const keys = new Map(target.map(({ id, key }) => [id, key]));
  const other = source.find(({ id, key }) => keys.get(id) !== key);
  if (other === undefined) return;
  throw new Error(
    `${folder} has devices of its own: ${other.id} has another key there. Migrate into another folder, whose devices are then copied as well.`,
  );
}
