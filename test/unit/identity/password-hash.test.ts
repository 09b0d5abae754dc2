import { expect, test } from 'vitest';
import { scryptHashing } from '../../../src/identity/password-hash.ts';

const hashing = scryptHashing();

test('a hash carries its cost and salt, and verifies its own password only', async () => {
  const hash = await hashing.hash('正确的密码 battery');
  expect(hash).toMatch(/^scrypt\$16384\$8\$5\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(await hashing.verify('正确的密码 battery', hash)).toBe(true);
  expect(await hashing.verify('正确的密码 Battery', hash)).toBe(false);
});

test('equal passwords have different hashes', async () => {
  const weak = scryptHashing({ N: 2 ** 10, r: 8, p: 1 });
  expect(await weak.hash('the same')).not.toBe(await weak.hash('the same'));
});

test('a hash is verified at the cost it was made with', async () => {
  const weak = await scryptHashing({ N: 2 ** 10, r: 8, p: 1 }).hash('of an older release');
  expect(await hashing.verify('of an older release', weak)).toBe(true);
});

test('full-width letters of an input method are the same letters', async () => {
  const weak = scryptHashing({ N: 2 ** 10, r: 8, p: 1 });
  expect(await weak.verify('ａｂｃ１２３', await weak.hash('abc123'))).toBe(true);
});

test('an unknown name costs the time of a known one', async () => {
  const hash = await hashing.hash('right');
  const timeOf = async (kept: string | null): Promise<number> => {
    const start = process.cpuUsage();
    await hashing.verify('wrong', kept);
    return process.cpuUsage(start).user;
  };
  const known = await timeOf(hash);
  expect(await timeOf(null)).toBeGreaterThan(known / 3);
});
