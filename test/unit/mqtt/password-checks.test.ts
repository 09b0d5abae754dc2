import { beforeEach, expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { defaultBrokerLimits } from '../../../src/mqtt/limits.ts';
import { PasswordChecks } from '../../../src/mqtt/password-checks.ts';
import type { Principal } from '../../../src/service/ports.ts';

const limits = { ...defaultBrokerLimits, passwordChecksMax: 2, queuedPasswordChecksMax: 3 };
const wanted = () => true;
let now = instant(0);
let asked: string[] = [];
let running = 0;
let runningMax = 0;
let secrets: Record<string, string> = {};
let checks: PasswordChecks;

async function authenticate(username: string, secret: string): Promise<Principal | null> {
  asked.push(username);
  running += 1;
  runningMax = Math.max(runningMax, running);
  await new Promise((resolve) => setTimeout(resolve, 5));
  running -= 1;
  if (username === 'broken') throw new Error('the accounts cannot be read');
  if (secrets[username] !== secret) return null;
  return { type: 'device', deviceId: username, extraPublish: [] };
}

beforeEach(() => {
  now = instant(0);
  asked = [];
  running = 0;
  runningMax = 0;
  secrets = { a: 'one', b: 'two', c: 'three', d: 'four', e: 'five', f: 'six' };
  checks = new PasswordChecks({ authenticate, clock: { now: () => now }, limits });
});

test('a right secret is remembered for a while, and only that one', async () => {
  expect((await checks.check('a', 'one', wanted)).result).toBe('granted');
  expect((await checks.check('a', 'one', wanted)).result).toBe('granted');
  expect(asked).toEqual(['a']);
  expect((await checks.check('a', 'wrong', wanted)).result).toBe('refused');
  expect((await checks.check('a', 'one', wanted)).result).toBe('granted');
  expect(asked).toEqual(['a', 'a']);
  now = instant(limits.rememberSuccessMs);
  await checks.check('a', 'one', wanted);
  expect(asked).toHaveLength(3);
});

test('a wrong secret that is tried again and again is checked once in a while', async () => {
  for (let i = 0; i < 5; i += 1) await checks.check('a', 'wrong', wanted);
  expect(asked).toHaveLength(1);
  now = instant(limits.rememberFailureMs);
  await checks.check('a', 'wrong', wanted);
  expect(asked).toHaveLength(2);
});

test('many at once wait in a bounded queue, a few at a time', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const results = await Promise.all(
    names.map((name) => checks.check(name, secrets[name] ?? '', wanted)),
  );
  expect(results.map(({ result }) => result)).toEqual([
    'granted',
    'granted',
    'granted',
    'granted',
    'granted',
    'unavailable',
  ]);
  expect(runningMax).toBe(2);
});

test('who has hung up in the queue is not checked', async () => {
  const first = [checks.check('a', 'one', wanted), checks.check('b', 'two', wanted)];
  const gone = checks.check('c', 'three', () => false);
  await Promise.all(first);
  expect((await gone).result).toBe('unavailable');
  expect(asked).toEqual(['a', 'b']);
});

test('a name that is forgotten is checked anew, also when its check was under way', async () => {
  const underWay = checks.check('a', 'one', wanted);
  secrets.a = 'changed';
  checks.forget('a');
  await underWay;
  expect((await checks.check('a', 'one', wanted)).result).toBe('refused');
  expect((await checks.check('a', 'changed', wanted)).result).toBe('granted');
});

test('accounts that cannot be read are no refusal, and are asked again', async () => {
  expect((await checks.check('broken', 'x', wanted)).result).toBe('unavailable');
  expect((await checks.check('broken', 'x', wanted)).result).toBe('unavailable');
  expect(asked).toHaveLength(2);
});
