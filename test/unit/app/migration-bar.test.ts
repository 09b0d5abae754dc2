import { expect, test } from 'vitest';
import { MigrationBar } from '../../../src/app/cli/migration-bar.ts';
import type { MigrationProgress } from '../../../src/service/store-migration.ts';

function shownOn(isTTY: boolean) {
  const texts: string[] = [];
  const bar = new MigrationBar({ isTTY, write: (text: string) => texts.push(text) });
  const show = (atS: number, rowsDone: number, more: Partial<MigrationProgress> = {}) =>
    bar.show({ phase: 'copy', devices: 412, rows: 1_000_000, rowsDone, ...more }, atS * 1_000);
  return { texts, show };
}

test('a terminal has one line that fills, with speed and time left', () => {
  const { texts, show } = shownOn(true);
  show(0, 0);
  show(0.1, 10);
  show(10, 500_000);
  show(20, 1_000_000);
  expect(texts).toEqual([
    `\rCopying [${'-'.repeat(30)}] 0 %  412 devices  0 of 1,000,000 rows\u001b[K`,
    `\rCopying [${'#'.repeat(15)}${'-'.repeat(15)}] 50 %  412 devices  500,000 of 1,000,000 rows  50,000/s  10 s left\u001b[K`,
    `\rCopying [${'#'.repeat(30)}] 100 %  412 devices  1,000,000 of 1,000,000 rows  50,000/s  0 s left\u001b[K\n`,
  ]);
});

test('elsewhere a line comes every ten seconds, at the end, and when comparing begins', () => {
  const { texts, show } = shownOn(false);
  for (let second = 0; second <= 20; second += 1) show(second, second * 1_000);
  show(21, 1_000_000);
  show(21, 0, { phase: 'compare' });
  expect(texts).toHaveLength(5);
  expect(texts[1]).toMatch(/^Copying .* 10,000 of 1,000,000 rows {2}1,000\/s {2}17 min left\n$/);
  expect(texts[3]).toContain('100 %');
  expect(texts[4]).toMatch(/^Comparing .* 0 %/);
});

test('the speed is that of now, and hours are told as hours', () => {
  const { texts, show } = shownOn(false);
  show(0, 0);
  // What an earlier run had copied is gone through at once.
  show(1, 500_000);
  for (let second = 2; second <= 60; second += 1) show(second, 500_000 + second * 10);
  expect(texts.at(-1)).toMatch(/ {2}10\/s {2}13\.9 h left\n$/);
});

test('nothing to do is done', () => {
  const { texts, show } = shownOn(false);
  show(0, 0, { rows: 0, devices: 0 });
  expect(texts[0]).toMatch(/100 % {2}0 devices {2}0 of 0 rows\n$/);
});
