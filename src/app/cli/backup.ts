import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../service/ports.ts';
import { restoreDuckDbStore } from '../../storage/duckdb/backup.ts';
import { restoreInfluxStore } from '../../storage/influx/backup.ts';
import type { Config } from '../config/config.ts';
import { makeDataFolder } from '../data-folder.ts';
import { copyDatabase, missingFrom, stateFiles } from '../state-copy.ts';
import { influxTransportOf, openReadings } from '../stores.ts';
import type { Command } from './command.ts';
import { configOf } from './serve.ts';

const quietLog: Log = {
  info() {},
  warn() {},
  error(facts, message) {
    process.stderr.write(`${message} ${JSON.stringify(facts)}\n`);
  },
};

export const backupCommand: Command = {
  name: 'backup',
  operands: ['FILE', 'FOLDER'],
  summary: 'Copies readings, registry and accounts of a stopped service into a new folder.',
  options: {},
  async run([file = '', target = '']) {
    const config = configOf(file);
    const { folder } = config.store;
    if (!existsSync(folder)) throw new Error(`There is no data in ${folder}.`);
    // Hashes of passwords are in it: for the owner only, as the data itself.
    mkdirSync(target, { recursive: true, mode: 0o700 });
    const readings = await openReadings(config, quietLog);
    try {
      await readings.backup(join(target, 'readings'));
      const { rows } = await readings.stats();
      for (const name of stateFiles) copyDatabase(join(folder, name), join(target, name));
      process.stdout.write(
        `Backed up ${rows} readings, the registry, the accounts and the forecasts to ${target}.\n`,
      );
    } finally {
      await readings.close();
    }
    return 0;
  },
};

export const restoreCommand: Command = {
  name: 'restore',
  operands: ['FILE', 'FOLDER'],
  summary: 'Puts a backup in the place of the data of a stopped service.',
  options: {
    overwrite: { type: 'boolean', help: 'replaces the data that is there' },
  },
  async run([file = '', source = ''], options) {
    const { store } = configOf(file);
    const { folder } = store;
    const overwrite = options.overwrite === true;
    const missing = missingFrom(source);
    if (missing !== null) throw new Error(`${source} holds no backup: ${missing} is missing.`);
    const taken = stateFiles.find((name) => existsSync(join(folder, name)));
    if (taken !== undefined && !overwrite) {
      throw new Error(`There is data in ${folder} already; add --overwrite to replace it.`);
    }
    makeDataFolder(folder, 'store.folder');
    const { rows } = await restoreReadings(store, join(source, 'readings'), overwrite);
    for (const name of stateFiles) {
      for (const part of ['', '-wal', '-shm']) rmSync(join(folder, name + part), { force: true });
      if (existsSync(join(source, name))) copyFileSync(join(source, name), join(folder, name));
    }
    process.stdout.write(
      `Restored ${rows} readings, the registry and the accounts to ${folder}.\n`,
    );
    return 0;
  },
};

async function restoreReadings(
  store: Config['store'],
  backupFolder: string,
  overwrite: boolean,
): Promise<{ readonly rows: number }> {
  const { folder } = store;
  if (store.kind === 'embedded') {
    return restoreDuckDbStore({ backupFolder, folder: join(folder, 'readings'), overwrite });
  }
  const transport = influxTransportOf(store);
  try {
    return await restoreInfluxStore({ backupFolder, folder, transport, overwrite });
  } finally {
    await transport.close();
  }
}
