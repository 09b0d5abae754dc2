import { expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { TokenBucket } from '../../../src/mqtt/token-bucket.ts';

test('a burst passes, then the sustained rate', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, instant(0));
  const steps = [
    { at: 0, take: 5, waitMs: 0, rested: true },
    { at: 0, take: 0, waitMs: 100, rested: false },
    { at: 100, take: 11, waitMs: 0, rested: false },
    { at: 100, take: 0, waitMs: 1_100, rested: false },
    { at: 1_200, take: 0, waitMs: 0, rested: false },
    { at: 1_400, take: 0, waitMs: 0, rested: true },
    { at: 9_000, take: 5, waitMs: 0, rested: true },
    { at: 9_000, take: 0, waitMs: 100, rested: false },
  ];
  for (const [index, { at, take, waitMs, rested }] of steps.entries()) {
    expect(bucket.waitMs(instant(at)), `wait in step ${index}`).toBe(waitMs);
    expect(bucket.rested, `rested in step ${index}`).toBe(rested);
    bucket.take(take);
  }
});

test('a clock that is set back takes nothing away', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, instant(10_000));
  bucket.take(4);
  expect(bucket.waitMs(instant(1_000))).toBe(0);
  bucket.take(1);
  expect(bucket.waitMs(instant(1_100))).toBe(0);
});
