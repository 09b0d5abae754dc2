import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { openJournal } from '../../../src/storage/journal/journal.ts';
import { capturedLog } from '../../support/captured-log.ts';
import {
  appended,
  appendTexts,
  message,
  numbered,
  openTestJournal,
  readAll,
  readTexts,
  segmentBytes,
} from '../../support/journal-ground.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('what was appended is read back as it was', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  const messages = [
    { receivedAt: instant(1), topic: 'a/b', payload: new Uint8Array([0, 255, 7]) },
    { receivedAt: instant(1_700_000_000_123.5), topic: '兰考/光伏/😀', payload: new Uint8Array() },
    { receivedAt: instant(3), topic: '', payload: new Uint8Array(9_000).fill(5) },
  ];
  await Promise.all(messages.map((each) => appended(journal, each)));
  const records = await readAll(journal);
  expect(
    records.map(({ receivedAt, topic, payload }) => ({
      receivedAt,
      topic,
      payload: new Uint8Array(payload),
    })),
  ).toEqual(messages);
});

test('appends of one turn share one commit, and are called back in their order', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  await appended(journal, message('warm'));
  const before = journal.stats().commits;
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      appended(journal, message('x')).then(() => order.push(n)),
    ),
  );
  expect(order).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(journal.stats().commits - before).toBe(1);
  expect(journal.stats().appendedRecords).toBe(101);
});

test('positions grow, and a read goes on where the last one ended', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  await appendTexts(journal, numbered(300));
  const records = await readAll(journal, 0, 700);
  const positions = records.map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  expect(await readTexts(journal)).toEqual(numbered(300));
  expect(await readTexts(journal, positions[250])).toEqual(numbered(50, 250));
  expect(journal.range()).toEqual({ start: 0, end: expect.any(Number) });
  expect(journal.range().end).toBeGreaterThan(segmentBytes);
});

test('a read gives at least one record, however small the bound is', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  await appendTexts(journal, ['first', 'second']);
  const { records, next } = await journal.read(0, 1);
  expect(records).toHaveLength(1);
  expect((await journal.read(next, 1)).records).toHaveLength(1);
});

test('a reader that waits is woken by the next durable record, and by the end', async () => {
  const journal = await openTestJournal({ folder: tempFolder() });
  let woken = 0;
  const first = journal.waitFor(0).then(() => {
    woken += 1;
  });
  expect(woken).toBe(0);
  await appended(journal, message('x'));
  await first;
  const second = journal.waitFor(journal.range().end);
  await journal.close();
  await second;
  expect((await journal.read(0, 100)).records).toEqual([]);
});

test('a callback that throws does not keep the others from theirs', async () => {
  const log = capturedLog();
  const journal = await openTestJournal({ folder: tempFolder(), log });
  journal.append(message('x'), () => {
    throw new Error('socket is gone');
  });
  await appended(journal, message('y'));
  await appended(journal, message('z'));
  expect(log.text()).toContain('socket is gone');
});

test('closing commits what was appended; an append afterwards is refused', async () => {
  const folder = tempFolder();
  const journal = await openTestJournal({ folder });
  await appended(journal, message('warm'));
  let calls = 0;
  for (const text of numbered(20)) journal.append(message(text), () => (calls += 1));
  await journal.close();
  expect(calls).toBe(20);
  journal.append(message('late'), () => (calls += 1));
  expect(journal.stats().refusedAppends).toBe(1);
  const again = await openTestJournal({ folder });
  expect(await readTexts(again)).toEqual(['warm', ...numbered(20)]);
  expect(calls).toBe(20);
});

test('a folder is for one journal at a time, and the error says what to do', async () => {
  const folder = tempFolder();
  const journal = await openTestJournal({ folder });
  await expect(openTestJournal({ folder })).rejects.toThrow(
    /in use by another process.*configure another folder/,
  );
  await journal.close();
  await openTestJournal({ folder });
});

test('only the owner can read the files', async () => {
  const folder = join(tempFolder(), 'deep', 'journal');
  const journal = await openTestJournal({ folder });
  await appended(journal, message('x'));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
  }
});

test.each([
  { maxBytes: 1_000, segmentBytes: 1_000, has: 'has 1 segments' },
  { maxBytes: 2 ** 40, segmentBytes: 1_024, has: '2 to 1024 are possible' },
])('bounds that cannot work are refused: $has', async ({ has, ...bounds }) => {
  const opening = openJournal({
    folder: tempFolder(),
    sync: { policy: 'never' },
    log: capturedLog(),
    ...bounds,
  });
  await expect(opening).rejects.toThrow(has);
});
