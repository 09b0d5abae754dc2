// A county of many equal devices for tests that load the service and break it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadConfig } from '../../src/app/config/load.ts';
import { systemSources } from '../../src/app/config/system-sources.ts';
import { toDevices } from '../../src/app/config/topology.ts';
import { systemClock } from '../../src/app/system.ts';
import { pointIndexesOf } from '../../src/contract/device-kinds.ts';
import { instant } from '../../src/domain/instant.ts';
import { accountMigrations } from '../../src/identity/account-migrations.ts';
import { localAccounts } from '../../src/identity/accounts.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openSqlite } from '../../src/storage/sqlite/open-sqlite.ts';
import { openStateDatabase } from '../../src/storage/sqlite/state-database.ts';
import { powerAt } from './fleet-plan.ts';
import { quietLog } from './running-service.ts';
import { secretsOf } from './service-process.ts';

export interface FleetOptions {
  readonly devices: number;
  /** Folder of the configuration. */
  readonly folder: string;
  readonly storeFolder?: string;
  readonly journalFolder?: string;
  readonly journal?: string;
  /** More of the section `store`, such as another kind of store. */
  readonly store?: string;
}

export interface Fleet {
  readonly file: string;
  readonly storeFolder: string;
  readonly journalFolder: string;
  readonly port: number;
  readonly deviceIds: readonly string[];
  readonly secrets: ReadonlyMap<string, string>;
  /** Bearer token of an operator. */
  readonly token: string;
}

/** Writes the configuration and issues credentials; the service is started on `file` afterwards. */
export async function fleetOf(options: FleetOptions): Promise<Fleet> {
  const { folder } = options;
  const storeFolder = options.storeFolder ?? join(folder, 'data');
  const journalFolder = options.journalFolder ?? join(folder, 'journal');
  const deviceIds = Array.from({ length: options.devices }, (_, index) => `roof-${index + 1}`);
  const port = await freePort();
  const file = join(folder, 'paulownia.yaml');
  const journal = options.journal ?? 'maxMb: 64, segmentMb: 4';
  writeFileSync(
    file,
    `county: { id: lankao, name: 兰考县, latitude: 34.82, longitude: 114.82 }
network:
  substations: [{ id: east, name: 东变 }]
  feeders: [{ id: east-1, name: 东一线, parent: east }]
  areas: [{ id: zhao, name: 赵庄, parent: east-1, ratingKva: 400 }]
devices:
${deviceIds.map((id) => `  - { id: ${id}, name: ${id}, kind: pv, node: zhao, ratingKw: 100 }\n`).join('')}
store: { folder: ${storeFolder}${options.store === undefined ? '' : `, ${options.store}`} }
journal: { folder: ${journalFolder}, ${journal} }
http: { port: 0 }
mqtt: { mode: embedded, port: ${port} }
`,
  );
  mkdirSync(storeFolder, { recursive: true });
  const secrets = await secretsOf(file, deviceIds);
  return {
    file,
    storeFolder,
    journalFolder,
    port,
    deviceIds,
    secrets,
    token: tokenIn(storeFolder),
  };
}

/** Publishers of all devices whose first readings were measured at `from`, one reading a `spacingMs`. */
export function publishersOf({ deviceIds, secrets }: Fleet, from: number, spacingMs: number) {
  return deviceIds.map((deviceId) => ({
    ...{ deviceId, from, spacingMs },
    clientId: deviceId,
    password: secrets.get(deviceId) ?? '',
  }));
}

/** The same port is used again and again, as devices know only one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function tokenIn(folder: string): string {
  const database = openSqlite(join(folder, 'accounts.sqlite'), accountMigrations, 'power_cut');
  try {
    const expiresAt = instant(systemClock.now() + 7 * 86_400_000);
    const asked = { label: 'test', role: 'operator', cooperativeId: null, expiresAt } as const;
    return localAccounts(database, systemClock).issueToken(asked).token;
  } finally {
    database.close();
  }
}

export interface Stored {
  /** Instants of the stored readings by device. */
  readonly instants: ReadonlyMap<string, ReadonlySet<number>>;
  /** Readings that stand in the store a second time, or with another value than was sent. */
  readonly wrong: readonly string[];
}

/** What is in the embedded store of a service that is gone. */
export async function storedOf(fleet: Fleet): Promise<Stored> {
  const keys = deviceKeysOf(fleet);
  const folder = join(fleet.storeFolder, 'readings');
  const store = await openDuckDbStore({ folder, memoryLimit: '512MB', log: quietLog });
  try {
    const rows = await store.read({
      kind: 'pv',
      deviceKeys: [...keys.keys()],
      from: instant(0),
      to: instant(Number.MAX_SAFE_INTEGER),
    });
    const power = rows.values[pointIndexesOf('pv').get('powerKw') ?? -1];
    const instants = new Map(fleet.deviceIds.map((id) => [id, new Set<number>()]));
    const wrong: string[] = [];
    for (const [row, measuredAt] of rows.measuredAt.entries()) {
      const id = keys.get(rows.deviceKeys[row] ?? -1) ?? '';
      const seen = instants.get(id);
      const isTwice = seen?.has(measuredAt) !== false;
      if (isTwice || power?.[row] !== powerAt(measuredAt)) wrong.push(`${id} ${measuredAt}`);
      seen?.add(measuredAt);
    }
    return { instants, wrong };
  } finally {
    await store.close();
  }
}

function deviceKeysOf({ file, storeFolder }: Fleet): Map<number, string> {
  const loaded = loadConfig(file, systemSources());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const state = openStateDatabase(join(storeFolder, 'state.sqlite'), {
    clock: systemClock,
    log: quietLog,
  });
  try {
    const devices = state.registry.reconcile(toDevices(loaded.value));
    return new Map(devices.map(({ key, id }) => [key, id]));
  } finally {
    state.close();
  }
}

/** Acknowledged readings that are not in the store. */
export function lostOf(
  acknowledged: ReadonlyMap<string, ReadonlySet<number>>,
  { instants }: Stored,
): string[] {
  return [...acknowledged].flatMap(([id, heard]) =>
    [...heard.difference(instants.get(id) ?? new Set())].map((at) => `${id} ${at}`),
  );
}

export function countOf(instants: ReadonlyMap<string, ReadonlySet<number>>): number {
  return [...instants.values()].reduce((sum, { size }) => sum + size, 0);
}
