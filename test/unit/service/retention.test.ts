import { expect, test } from 'vitest';
import { dayMs, instant } from '../../../src/domain/instant.ts';
import { type JudgedReading, type Reading, reasonBit } from '../../../src/domain/reading.ts';
import { quietMsMax, removeExpired } from '../../../src/service/retention.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { deviceWith, readingOf } from '../../support/devices.ts';
import { RollUpWorld } from '../../support/roll-up-world.ts';

const t0 = instant(Date.parse('2026-05-04T02:00:00Z'));
const pv = deviceWith({ key: 1, id: 'pv-1' });

/** A store with a reading of `t0`, what else is given, and retention that is asked for at `now`. */
async function asked(now: number, ...others: readonly (Reading | JudgedReading)[]) {
  const world = new RollUpWorld([pv]);
  await world.store(readingOf(pv, t0, { powerKw: 4 }), ...others);
  const log = capturedLog();
  const before = instant(now - 90 * dayMs);
  const limits = { rawBefore: before, quartersBefore: before, daysBefore: before };
  await removeExpired(world.faulty.store, instant(now), { limits, log });
  const range = { from: instant(0), to: instant(Number.MAX_SAFE_INTEGER) };
  const { length } = await world.faulty.store.read({ kind: 'pv', deviceKeys: [pv.key], ...range });
  return { length, log };
}

test('what is too old is removed while new readings come', async () => {
  const now = t0 + 100 * dayMs;
  const { length, log } = await asked(now, readingOf(pv, now - quietMsMax, { powerKw: 5 }));
  expect(length).toBe(1);
  expect(log.lines).toEqual([]);
});

test('nothing is removed by a clock that is far ahead of all that was measured', async () => {
  const { length, log } = await asked(t0 + 100 * dayMs);
  expect(length).toBe(1);
  expect(log.text()).toContain('nothing is removed');
});

test('a reading from the future does not vouch for the clock', async () => {
  const now = t0 + 100 * dayMs;
  const reading = readingOf(pv, now, { powerKw: 5 });
  const other = { reading, quality: 2, reasons: reasonBit('clock_ahead') } as const;
  expect((await asked(now, other)).length).toBe(2);
});

test('a store without readings is asked all the same', async () => {
  const world = new RollUpWorld([pv]);
  const limits = { rawBefore: t0, quartersBefore: t0, daysBefore: t0 };
  const log = capturedLog();
  await removeExpired(world.faulty.store, t0, { limits, log });
  expect(log.lines).toEqual([]);
});
