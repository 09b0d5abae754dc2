import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { capturedLog } from '../../support/captured-log.ts';
import {
  appended,
  message,
  openTestJournal,
  readAll,
  segmentBytes,
  textOf,
  until,
} from '../../support/journal-ground.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const maxBytes = 4 * segmentBytes;

function bytesOnDisk(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

test('at its bound the journal holds appends, and goes on by itself when it is released', async () => {
  const folder = tempFolder();
  const log = capturedLog();
  const journal = await openTestJournal({ folder, maxBytes, log });
  const done: number[] = [];
  const total = 200;
  for (let n = 0; n < total; n += 1) {
    journal.append(message(`${n}`, 1_000), () => done.push(n));
  }
  await until(() => journal.stats().heldAppends > 0 && log.text().includes('is full'));
  await new Promise((resolve) => setTimeout(resolve, 30));
  const held = journal.stats().heldAppends;
  expect(held + done.length).toBe(total);
  expect(journal.stats().usedBytes).toBeLessThanOrEqual(maxBytes);
  expect(bytesOnDisk(folder)).toBeLessThanOrEqual(maxBytes);

  const seen: string[] = [];
  for (let position = 0; done.length < total || seen.length < total; ) {
    await journal.waitFor(position);
    const { records, next } = await journal.read(position, 5_000);
    seen.push(...records.map(textOf));
    position = next;
    journal.release(position);
  }
  expect(done).toEqual(Array.from({ length: total }, (_, n) => n));
  expect(seen).toEqual(done.map(String));
  expect(bytesOnDisk(folder)).toBeLessThanOrEqual(maxBytes);
  expect(log.text()).toContain('has room again');
  expect(journal.stats()).toMatchObject({ heldAppends: 0, heldBytes: 0, refusedAppends: 0 });
});

test('beyond the bound of held bytes an append is refused and never called back', async () => {
  const journal = await openTestJournal({ folder: tempFolder(), maxBytes, heldBytesMax: 20_000 });
  const done = vi.fn();
  for (let n = 0; n < 200; n += 1) journal.append(message(`${n}`, 1_000), done);
  await until(() => done.mock.calls.length > 0);
  const { refusedAppends, heldBytes } = journal.stats();
  expect(refusedAppends).toBeGreaterThan(0);
  expect(heldBytes).toBeLessThanOrEqual(20_000);
  const accepted = 200 - refusedAppends;
  for (let position = 0; done.mock.calls.length < accepted; ) {
    await journal.waitFor(position);
    position = (await journal.read(position, 5_000)).next;
    journal.release(position);
  }
  await appended(journal, message('again'));
  expect(done).toHaveBeenCalledTimes(accepted);
});

test('a held message is a copy, so its sender may use the buffer again', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  const payload = Buffer.from('before');
  const done = new Promise<void>((resolve) => {
    journal.append({ ...message(''), payload }, resolve);
  });
  expect(journal.stats().heldAppends).toBe(1);
  payload.write('after!');
  await done;
  expect((await readAll(journal)).map(textOf)).toEqual(['before']);
});

test('a message larger than a record can be is refused, and stops nobody', async () => {
  const log = capturedLog();
  const journal = await openTestJournal({ folder: tempFolder(), log });
  const done = vi.fn();
  journal.append(message('big', segmentBytes), done);
  await appended(journal, message('small'));
  expect(done).not.toHaveBeenCalled();
  expect(journal.stats().refusedAppends).toBe(1);
  expect(log.text()).toContain('too large');
});

test('a position before the start is moved to the start', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  for (let n = 0; n < 60; n += 1) await appended(journal, message(`${n}`, 1_000));
  const { next } = await journal.read(0, 40_000);
  journal.release(next);
  const { start } = journal.range();
  expect(start).toBeGreaterThan(0);
  expect((await journal.read(0, 1)).records[0]?.position).toBe(start);
});

test('what is not released stays, also when all of it is durable', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  for (let n = 0; n < 40; n += 1) await appended(journal, message(`${n}`, 1_000));
  const [, second] = await readAll(journal);
  journal.release(second?.position ?? 0);
  expect(await readAll(journal)).toHaveLength(40);
  journal.release(journal.range().end);
  const rest = await readAll(journal);
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.map(textOf).at(-1)).toBe('39');
});
