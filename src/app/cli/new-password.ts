import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accountMigrations } from '../../identity/account-migrations.ts';
import { localAccounts } from '../../identity/accounts.ts';
import { readablePassword } from '../../identity/random-secret.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { systemClock } from '../system.ts';
import type { Command } from './command.ts';
import { configOf } from './serve.ts';

/** Whoever may write the file of accounts is trusted with them; the service may be running or not. */
export const newPasswordCommand: Command = {
  name: 'new-password',
  operands: ['FILE', 'NAME'],
  summary: 'Gives an account a new password where the old one is forgotten, and ends its sessions.',
  options: {},
  async run([file = '', name = '']) {
    const { folder } = configOf(file).store;
    const accountsFile = join(folder, 'accounts.sqlite');
    if (!existsSync(accountsFile)) {
      throw new Error(
        `There are no accounts in ${folder} yet; the first start makes the first one.`,
      );
    }
    const database = openSqlite(accountsFile, accountMigrations, 'power_cut');
    try {
      const accounts = localAccounts(database, systemClock);
      const password = readablePassword();
      if (!(await accounts.setPassword(name, password))) {
        const names = accounts.list().map((account) => account.name);
        throw new Error(`There is no account ${name}; there are: ${names.join(', ')}.`);
      }
      process.stdout.write(`New password of ${name}, shown this once: ${password}\n`);
    } finally {
      database.close();
    }
    return 0;
  },
};
