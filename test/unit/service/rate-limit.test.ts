import { expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { RateLimit } from '../../../src/service/rate-limit.ts';

const at = (seconds: number) => instant(1_750_000_000_000 + seconds * 1_000);
const taken = (limit: RateLimit, key: string, seconds: number, tries: number) =>
  Array.from({ length: tries }, () => limit.take(key, at(seconds))).filter(Boolean).length;

test('as many as a minute has may come at once, and no more', () => {
  expect(taken(new RateLimit({ perMinute: 6 }), 'a', 0, 10)).toBe(6);
});

test('tokens come back evenly, up to those of one minute', () => {
  const limit = new RateLimit({ perMinute: 6 });
  taken(limit, 'a', 0, 6);
  expect(taken(limit, 'a', 9, 1)).toBe(0);
  expect(taken(limit, 'a', 11, 9)).toBe(1);
  expect(taken(limit, 'a', 32, 9)).toBe(2);
  expect(taken(limit, 'a', 3_600, 99)).toBe(6);
});

test('each key has its own', () => {
  const limit = new RateLimit({ perMinute: 1 });
  expect(limit.take('a', at(0))).toBe(true);
  expect(limit.take('b', at(0))).toBe(true);
  expect(limit.take('a', at(0))).toBe(false);
});

test('a clock that goes back gives nothing and takes nothing', () => {
  const limit = new RateLimit({ perMinute: 2 });
  expect(taken(limit, 'a', 100, 1)).toBe(1);
  expect(taken(limit, 'a', 50, 2)).toBe(1);
});

test('keys without end do not take memory without end', () => {
  const limit = new RateLimit({ perMinute: 1 });
  expect(limit.take('first', at(0))).toBe(true);
  for (let key = 0; key < 20_000; key += 1) limit.take(String(key), at(0));
  expect(limit.take('first', at(0))).toBe(true);
});
