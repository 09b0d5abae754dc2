import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dayMs, hourMs, instant, minuteMs } from '../../../src/domain/instant.ts';
import { accountMigrations } from '../../../src/identity/account-migrations.ts';
import { localAccounts } from '../../../src/identity/accounts.ts';
import { scryptHashing } from '../../../src/identity/password-hash.ts';
import { openSqlite } from '../../../src/storage/sqlite/open-sqlite.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const wang = {
  name: '王芳',
  password: 'correct horse battery',
  role: 'operator',
  cooperativeId: null,
} as const;

const weak = scryptHashing({ N: 2 ** 10, r: 8, p: 1 });

function openAccounts(file = join(tempFolder(), 'accounts.db'), hashing = weak) {
  const database = openSqlite(file, accountMigrations);
  onTestFinished(() => database.close());
  const clock = fixedClock();
  return { accounts: localAccounts(database, clock, hashing), clock, database, file };
}

test('who signs in with the right password is known by the session until signing out', async () => {
  const { accounts } = openAccounts();
  await accounts.create(wang);
  const session = await accounts.signIn('王芳', wang.password);
  const user = { name: '王芳', role: 'operator', cooperativeId: null };
  expect(session?.user).toEqual(user);
  expect(accounts.session(session?.id ?? '')).toEqual(user);
  accounts.signOut(session?.id ?? '');
  expect(accounts.session(session?.id ?? '')).toBeNull();
});

test('wrong passwords, unknown names and invented sessions are refused', async () => {
  const { accounts } = openAccounts();
  await accounts.create(wang);
  expect(await accounts.signIn('王芳', 'correct horse battery ')).toBeNull();
  expect(await accounts.signIn('nobody', wang.password)).toBeNull();
  expect(accounts.session('invented')).toBeNull();
  expect(accounts.bearer('plw_invented')).toBeNull();
});

test('a name is the same in either case and any Unicode form', async () => {
  const { accounts } = openAccounts();
  await accounts.create({ ...wang, name: 'Zoë' });
  expect(await accounts.create({ ...wang, name: 'Zoe\u0308' })).toEqual({
    ok: false,
    fault: 'name_taken',
  });
  expect(await accounts.create({ ...wang, name: 'zoë' })).toMatchObject({ ok: false });
  expect((await accounts.signIn('ZOe\u0308', wang.password))?.user.name).toBe('Zoë');
});

test('a session ends twelve hours after its last use', async () => {
  const { accounts, clock } = openAccounts();
  await accounts.create(wang);
  const id = (await accounts.signIn(wang.name, wang.password))?.id ?? '';
  clock.advance(11 * hourMs);
  expect(accounts.session(id)).not.toBeNull();
  clock.advance(11 * hourMs);
  expect(accounts.session(id)).not.toBeNull();
  clock.advance(12 * hourMs);
  expect(accounts.session(id)).toBeNull();
});

test('a session ends seven days after its beginning, however busy', async () => {
  const { accounts, clock } = openAccounts();
  await accounts.create(wang);
  const id = (await accounts.signIn(wang.name, wang.password))?.id ?? '';
  for (let hour = 6; hour < 7 * 24; hour += 6) {
    clock.advance(6 * hourMs);
    expect(accounts.session(id)).not.toBeNull();
  }
  clock.advance(6 * hourMs);
  expect(accounts.session(id)).toBeNull();
});

test('sessions survive a restart', async () => {
  const first = openAccounts();
  await first.accounts.create(wang);
  const id = (await first.accounts.signIn(wang.name, wang.password))?.id ?? '';
  expect(openAccounts(first.file).accounts.session(id)?.name).toBe(wang.name);
});

test('a new password ends all sessions of the account and no others', async () => {
  const { accounts } = openAccounts();
  await accounts.create(wang);
  await accounts.create({ ...wang, name: 'li' });
  const wangs = (await accounts.signIn(wang.name, wang.password))?.id ?? '';
  const lis = (await accounts.signIn('li', wang.password))?.id ?? '';
  expect(await accounts.setPassword(wang.name, 'another long one')).toBe(true);
  expect(accounts.session(wangs)).toBeNull();
  expect(accounts.session(lis)?.name).toBe('li');
  expect(await accounts.signIn(wang.name, wang.password)).toBeNull();
  expect(await accounts.signIn(wang.name, 'another long one')).not.toBeNull();
  expect(await accounts.setPassword('nobody', 'another long one')).toBe(false);
});

test('the last administrator cannot be removed, and a removed account is out at once', async () => {
  const { accounts } = openAccounts();
  await accounts.create({ ...wang, name: 'a1', role: 'admin' });
  expect(accounts.remove('a1')).toEqual({ ok: false, fault: 'last_admin' });
  await accounts.create({ ...wang, name: 'a2', role: 'admin' });
  const id = (await accounts.signIn('a1', wang.password))?.id ?? '';
  expect(accounts.remove('a1')).toEqual({ ok: true, value: null });
  expect(accounts.session(id)).toBeNull();
  expect(accounts.remove('a2')).toEqual({ ok: false, fault: 'last_admin' });
  expect(accounts.remove('nobody')).toEqual({ ok: false, fault: 'unknown' });
  expect(accounts.list().map(({ name }) => name)).toEqual(['a2']);
});

test('a token is good until it is revoked or expires', () => {
  const { accounts, clock } = openAccounts();
  const expiresAt = instant(clock.now() + 30 * dayMs);
  const asked = {
    label: 'scada',
    role: 'cooperative',
    cooperativeId: 'coop-1',
    expiresAt,
  } as const;
  const { token, issued } = accounts.issueToken(asked);
  expect(token).toMatch(/^plw_[\w-]{43}$/);
  expect(issued).toEqual({ ...asked, id: issued.id, createdAt: clock.now() });
  const user = { name: 'token:scada', role: 'cooperative', cooperativeId: 'coop-1' };
  expect(accounts.bearer(token)).toEqual(user);

  const other = accounts.issueToken(asked);
  expect(accounts.tokens()).toHaveLength(2);
  expect(accounts.revokeToken(other.issued.id)).toBe(true);
  expect(accounts.revokeToken(other.issued.id)).toBe(false);
  expect(accounts.bearer(other.token)).toBeNull();

  clock.advance(30 * dayMs - 1);
  expect(accounts.bearer(token)).toEqual(user);
  clock.advance(1);
  expect(accounts.bearer(token)).toBeNull();
  expect(accounts.tokens()).toEqual([]);
});

test('the first administrator is made once, with a password to be read', async () => {
  const { accounts } = openAccounts();
  const first = await accounts.ensureFirstAdmin();
  expect(first?.password).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
  const session = await accounts.signIn(first?.name ?? '', first?.password ?? '');
  expect(session?.user.role).toBe('admin');
  expect(await accounts.ensureFirstAdmin()).toBeNull();
});

test('neither passwords, sessions nor tokens are in the file', async () => {
  const { accounts, clock, database } = openAccounts();
  await accounts.create(wang);
  const session = await accounts.signIn(wang.name, wang.password);
  const { token } = accounts.issueToken({
    label: 'x',
    role: 'viewer',
    cooperativeId: null,
    expiresAt: instant(clock.now() + minuteMs),
  });
  const kept = ['accounts', 'sessions', 'tokens']
    .flatMap((table) => database.prepare(`SELECT * FROM ${table}`).all())
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value))
    .join(' ');
  expect(kept).toContain('scrypt$1024$8$1$');
  for (const secret of [wang.password, session?.id ?? '', token])
    expect(kept).not.toContain(secret);
});

test('of many sign-ins at once all are answered', async () => {
  const { accounts } = openAccounts();
  await accounts.create(wang);
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      accounts.signIn(wang.name, index % 2 === 0 ? wang.password : 'wrong password'),
    ),
  );
  expect(answers.map((session) => session !== null)).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
});
