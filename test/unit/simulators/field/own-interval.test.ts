import { expect, test } from 'vitest';
import { ownIntervalMs } from '../../../../simulators/field/own-interval.ts';
import { deviceKinds } from '../../../../src/domain/device.ts';

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

test.each(deviceKinds)('a %s measures every 1 to 60 s, each at its own interval', (kind) => {
  const intervals = seeds.map((seed) => ownIntervalMs({ kind, seed }, 1_000));
  expect(Math.min(...intervals)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...intervals)).toBeLessThanOrEqual(60_000);
  expect(new Set(intervals).size).toBeGreaterThan(1);
  expect(seeds.map((seed) => ownIntervalMs({ kind, seed }, 1_000))).toEqual(intervals);
});

test('an interval is a whole number of steps, and at most what is registered', () => {
  for (const seed of seeds) {
    const device = { kind: 'load', seed, reportIntervalS: 20 } as const;
    const intervalMs = ownIntervalMs(device, 7_000);
    expect(intervalMs % 7_000).toBe(0);
    expect(intervalMs).toBeLessThanOrEqual(20_000);
  }
  expect(ownIntervalMs({ kind: 'wind', seed: 1, reportIntervalS: 1 }, 5_000)).toBe(5_000);
});
