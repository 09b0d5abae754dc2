import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newPasswordCommand } from '../../../src/app/cli/new-password.ts';
import { accountMigrations } from '../../../src/identity/account-migrations.ts';
import { localAccounts } from '../../../src/identity/accounts.ts';
import { openSqlite } from '../../../src/storage/sqlite/open-sqlite.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { testConfig } from '../../support/running-service.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function installation() {
  const folder = tempFolder();
  const file = join(folder, 'county.yaml');
  writeFileSync(file, testConfig(folder));
  const said: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  return { file, data: join(folder, 'data'), said };
}

/** The accounts as a running service has them open. */
function openAccounts(data: string) {
  mkdirSync(data, { recursive: true });
  const database = openSqlite(join(data, 'accounts.sqlite'), accountMigrations, 'power_cut');
  onTestFinished(() => database.close());
  return localAccounts(database, fixedClock());
}

test('a forgotten password is replaced while the service runs, and its sessions end', async () => {
  const { file, data, said } = installation();
  const accounts = openAccounts(data);
  const first = await accounts.ensureFirstAdmin();
  const session = await accounts.signIn('admin', first?.password ?? '');
  expect(await newPasswordCommand.run([file, 'admin'], {})).toBe(0);

  const [, password = ''] = /shown this once: (\S+)\n/.exec(said.join('')) ?? [];
  expect(await accounts.signIn('admin', first?.password ?? '')).toBeNull();
  expect(await accounts.signIn('admin', password)).not.toBeNull();
  expect(accounts.session(session?.id ?? '')).toBeNull();
});

test('an account that is not there is answered with those that are', async () => {
  const { file, data } = installation();
  await openAccounts(data).ensureFirstAdmin();
  const call = newPasswordCommand.run([file, 'root'], {});
  await expect(call).rejects.toThrow('There is no account root; there are: admin.');
});

test('an installation that has never run has no accounts, and none are made', async () => {
  const { file } = installation();
  const call = newPasswordCommand.run([file, 'admin'], {});
  await expect(call).rejects.toThrow('There are no accounts in');
});
