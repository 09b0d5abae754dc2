import { expect, test } from 'vitest';
import { reconnectDelayMs } from '../../../src/mqtt/backoff.ts';

test.each([
  [0, 1, 1_000],
  [0, 0, 500],
  [1, 1, 2_000],
  [3, 0.5, 6_000],
  [5, 1, 30_000],
  [5_000, 0, 15_000],
])('after %i failures and with chance %d it waits %i ms', (failures, random, delayMs) => {
  expect(reconnectDelayMs(failures, random)).toBe(delayMs);
});
