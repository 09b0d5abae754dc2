import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openTestJournal, readAll, textOf, until } from '../support/journal-ground.ts';
import { tempFolder } from '../support/temp-folder.ts';

const writer = join(import.meta.dirname, '../support/journal-writer-process.ts');
const sizes = { maxBytes: 2 * 1_024 * 1_024, segmentBytes: 256 * 1_024 };

function startWriter(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [writer, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function acknowledgedIn(file: string): number {
  return existsSync(file) ? Math.floor(statSync(file).size / 4) : 0;
}

/** Starts a writer at number `first`, kills it at full speed, and answers what it acknowledged. */
async function killedWhileWriting(folder: string, file: string, first: number, policy: string) {
  const before = acknowledgedIn(file);
  const child = startWriter([folder, file, String(first), policy]);
  const exit = once(child, 'exit');
  await until(() => acknowledgedIn(file) - before > 8_000);
  child.kill('SIGKILL');
  expect((await exit)[1]).toBe('SIGKILL');
  const bytes = readFileSync(file);
  return Array.from({ length: acknowledgedIn(file) - before }, (_, index) =>
    bytes.readUInt32LE((before + index) * 4),
  );
}

test.each(['always', 'every'])(
  'kill -9 at full speed, policy %s: every acknowledged record is there afterwards',
  async (policy) => {
    const folder = join(tempFolder(), 'journal');
    const file = join(tempFolder(), 'acknowledged');
    let first = 0;
    for (let round = 0; round < 3; round += 1) {
      const acknowledged = await killedWhileWriting(folder, file, first, policy);
      const journal = await openTestJournal({ folder, ...sizes });
      const numbers = (await readAll(journal, 0, 256 * 1_024)).map((record) =>
        Number(textOf(record)),
      );
      const oldest = numbers[0] ?? Number.NaN;
      const newest = numbers.at(-1) ?? Number.NaN;
      expect(numbers).toEqual(Array.from(numbers, (_, index) => oldest + index));
      expect(acknowledged).toEqual(Array.from(acknowledged, (_, index) => first + index));
      expect(newest).toBeGreaterThanOrEqual(acknowledged.at(-1) ?? Number.NaN);
      expect(oldest).toBeLessThan(acknowledged.at(-1) ?? 0);
      first = newest + 1;
      await journal.close();
    }
    expect(first).toBeGreaterThan(24_000);
  },
);

test('a second process is told that the folder is in use, and gets it after a kill -9', async () => {
  const folder = join(tempFolder(), 'journal');
  const file = join(tempFolder(), 'acknowledged');
  const child = startWriter([folder, file, '0', 'every']);
  await until(() => acknowledgedIn(file) > 0);
  await expect(openTestJournal({ folder, ...sizes })).rejects.toThrow('in use by another process');
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  const journal = await openTestJournal({ folder, ...sizes });
  expect(journal.range().end).toBeGreaterThan(0);
});
