import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JournalPosition } from '../../../src/service/ports.ts';
import { segmentPath } from '../../../src/storage/journal/segment.ts';
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
  textOf,
  until,
} from '../../support/journal-ground.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Writes a journal, closes it, and answers where its records are. */
async function writtenJournal(texts: readonly string[], folder = tempFolder()) {
  const journal = await openTestJournal({ folder });
  await appendTexts(journal, texts);
  const positions = (await readAll(journal)).map(({ position }) => position);
  const { end } = journal.range();
  await journal.close();
  return { folder, positions, end, at: (index: number) => positions.at(index) ?? Number.NaN };
}

/** Overwrites bytes of the first segment. */
function overwrite(folder: string, position: JournalPosition, bytes: Uint8Array): void {
  const descriptor = openSync(segmentPath(folder, 0), 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, position);
  closeSync(descriptor);
}

async function reopened(folder: string) {
  const log = capturedLog();
  const journal = await openTestJournal({ folder, log });
  return { journal, log, texts: await readTexts(journal) };
}

test('a restart goes on behind the last record', async () => {
  const { folder, end } = await writtenJournal(numbered(10));
  const { journal, texts, log } = await reopened(folder);
  expect(texts).toEqual(numbered(10));
  expect(journal.range()).toEqual({ start: 0, end });
  await appendTexts(journal, numbered(5, 10));
  const records = await readAll(journal);
  expect(records.map(textOf)).toEqual(numbered(15));
  expect(records[10]?.position).toBe(end);
  expect(journal.stats().damagedBytes).toBe(0);
  expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
});

test.each([
  { part: 'the payload', offset: 62 },
  { part: 'the magic', offset: 0 },
  { part: 'the checksum', offset: 4 },
  { part: 'the length', offset: 9 },
  { part: 'the length of the topic', offset: 12 },
  { part: 'the position', offset: 18 },
])('a record with damage in $part is skipped, counted and named', async ({ offset }) => {
  const { folder, at } = await writtenJournal(numbered(10));
  overwrite(folder, at(4) + offset, new Uint8Array([0xee]));
  const { journal, texts, log } = await reopened(folder);
  expect(texts).toEqual([...numbered(4), ...numbered(5, 5)]);
  expect(journal.stats().damagedBytes).toBe(at(5) - at(4));
  expect(log.text()).toContain('0000000000000000.segment');
  await appendTexts(journal, ['after']);
  expect((await readTexts(journal)).at(-1)).toBe('after');
});

test('damage names the sender of the record, and costs nothing where the store has it', async () => {
  const { folder, at } = await writtenJournal(numbered(10));
  overwrite(folder, at(4) + 62, new Uint8Array([0xee]));
  const log = capturedLog();
  const journal = await openTestJournal({ folder, log, notBefore: at(5) });
  expect(journal.stats()).toMatchObject({ damagedBytes: at(5) - at(4), lostBytes: 0 });
  expect(log.lines.find(({ level }) => level === 'warn')?.facts).toEqual({
    segment: '0000000000000000.segment',
    topic: 'paulownia/v1/pv-1/telemetry',
    receivedAt: '2023-11-14T22:13:20.000Z',
    ...{ from: at(4), to: at(5), lostBytes: 0 },
  });
  await journal.close();
  const behind = await openTestJournal({ folder, notBefore: at(4) });
  expect(behind.stats().lostBytes).toBe(at(5) - at(4));
});

test('damage that arises while the journal is open is skipped and logged too', async () => {
  const folder = tempFolder();
  const log = capturedLog();
  const journal = await openTestJournal({ folder, log });
  await appendTexts(journal, numbered(10));
  const [first, second] = await readAll(journal);
  overwrite(folder, (first?.position ?? 0) + 40, new Uint8Array([0xee]));
  expect(await readTexts(journal)).toEqual(numbered(9, 1));
  const to = second?.position;
  expect(log.lines.at(-1)?.facts).toEqual({ from: 0, to, lostBytes: to });
  const told = log.lines.length;
  expect(await readTexts(journal)).toEqual(numbered(9, 1));
  expect(log.lines).toHaveLength(told);
  expect(journal.stats()).toMatchObject({ damagedBytes: to, lostBytes: to });
});

test('a blank page in the middle does not hide what is behind it', async () => {
  const { folder, at, positions } = await writtenJournal(numbered(120));
  overwrite(folder, 4_096, new Uint8Array(4_096));
  const { journal, texts } = await reopened(folder);
  const isHit = (index: number) => at(index) < 8_192 && at(index + 1) > 4_096;
  expect(texts).toEqual(numbered(120).filter((_, index) => !isHit(index)));
  const hit = positions.flatMap((position, index) =>
    isHit(index) ? at(index + 1) - position : [],
  );
  expect(journal.stats().damagedBytes).toBe(hit.reduce((sum, bytes) => sum + bytes, 0));
});

test('a payload that holds a whole record is not taken for one', async () => {
  const { folder, at } = await writtenJournal(['inner', 'x']);
  const inner = readFileSync(segmentPath(folder, 0)).subarray(0, at(1));
  const journal = await openTestJournal({ folder });
  await appended(journal, { ...message(''), payload: inner });
  await appendTexts(journal, ['last']);
  const outer = (await readAll(journal))[2]?.position ?? Number.NaN;
  await journal.close();
  overwrite(folder, outer + 8, new Uint8Array([0xee]));
  expect((await reopened(folder)).texts).toEqual(['inner', 'x', 'last']);
});

test('a torn last record is cut once, and its place is used again', async () => {
  const { folder, at, end } = await writtenJournal(numbered(5));
  overwrite(folder, at(4) + 60, new Uint8Array(end - at(4) - 60));
  const first = await reopened(folder);
  expect(first.texts).toEqual(numbered(4));
  expect(first.journal.range().end).toBe(at(4));
  expect(first.journal.stats().damagedBytes).toBe(end - at(4));
  expect(first.log.text()).toContain('torn tail');
  await first.journal.close();
  const second = await reopened(folder);
  expect(second.journal.stats().damagedBytes).toBe(0);
  await appendTexts(second.journal, ['again']);
  expect(await readTexts(second.journal)).toEqual([...numbered(4), 'again']);
});

test('recycled segments never show the records of their earlier life', async () => {
  const folder = tempFolder();
  const maxBytes = 3 * segmentBytes;
  const journal = await openTestJournal({ folder, maxBytes });
  let position = 0;
  for (let n = 0; n < 400; n += 1) {
    await appended(journal, message(`${n}`, 500));
    position = (await journal.read(position, 4_000)).next;
    journal.release(position);
  }
  const { start, end } = journal.range();
  expect(end).toBeGreaterThan(8 * segmentBytes);
  const kept = await readTexts(journal);
  await journal.close();

  const log = capturedLog();
  const again = await openTestJournal({ folder, maxBytes, log });
  expect(again.range()).toEqual({ start, end });
  expect(await readTexts(again)).toEqual(kept);
  expect(kept.at(-1)).toBe('399');
  expect(again.stats().damagedBytes).toBe(0);
});

test('a torn record in a recycled segment is noticed among the old bytes', async () => {
  const folder = tempFolder();
  const maxBytes = 2 * segmentBytes;
  const journal = await openTestJournal({ folder, maxBytes });
  for (let n = 0; n < 70; n += 1) {
    await appended(journal, message(`${n}`, 500));
    journal.release(journal.range().end);
  }
  const { end } = journal.range();
  await journal.close();
  const base = Math.floor(end / segmentBytes) * segmentBytes;
  expect(base).toBeGreaterThanOrEqual(2 * segmentBytes);
  const descriptor = openSync(segmentPath(folder, base), 'r+');
  writeSync(descriptor, Buffer.from('PWJ1 begun'), 0, 10, end - base);
  closeSync(descriptor);
  const { journal: again, texts } = await reopened(folder);
  expect(texts.at(-1)).toBe('69');
  expect(again.range().end).toBe(end);
  expect(again.stats().damagedBytes).toBeGreaterThan(0);
});

test('a journal that lost its folder goes on behind what the store has', async () => {
  const journal = await openTestJournal({ folder: tempFolder(), notBefore: 1_000_000 });
  expect(journal.range()).toEqual({ start: 1_000_000, end: 1_000_000 });
  await appendTexts(journal, ['new']);
  expect((await readAll(journal))[0]?.position).toBe(1_000_000);
});

test('a journal that ends before what the store has gives up its old records', async () => {
  const { folder, end } = await writtenJournal(numbered(5));
  const log = capturedLog();
  const journal = await openTestJournal({ folder, log, notBefore: end + 77 });
  await appendTexts(journal, ['new']);
  expect(await readTexts(journal)).toEqual(['new']);
  expect(journal.range().start).toBeGreaterThanOrEqual(end + 77);
  expect(log.text()).toContain('ends before what the store has');
  await journal.close();
  expect((await reopened(folder)).texts).toEqual(['new']);
});

test('a journal that is level with the store keeps what it has', async () => {
  const { folder, end } = await writtenJournal(numbered(5));
  const journal = await openTestJournal({ folder, notBefore: end });
  expect(await readTexts(journal)).toEqual(numbered(5));
});

test('another segment size takes effect with the next segment', async () => {
  const { folder } = await writtenJournal(numbered(300));
  for (const bytes of [2 * segmentBytes, segmentBytes / 2]) {
    const sizes = { segmentBytes: bytes, maxBytes: 40 * segmentBytes };
    const journal = await openTestJournal({ folder, ...sizes });
    const before = await readTexts(journal);
    const more = numbered(300, before.length);
    await appendTexts(journal, more);
    expect(await readTexts(journal)).toEqual([...before, ...more]);
    await journal.close();
  }
  expect((await reopened(folder)).texts).toEqual(numbered(900));
});

test('a missing segment is counted, and the rest is read', async () => {
  const { folder } = await writtenJournal(numbered(500));
  rmSync(segmentPath(folder, segmentBytes));
  const { journal, texts, log } = await reopened(folder);
  expect(texts[0]).toBe('message 0');
  expect(texts.at(-1)).toBe('message 499');
  expect(texts.length).toBeLessThan(400);
  expect(journal.stats().damagedBytes).toBe(segmentBytes);
  expect(log.text()).toContain('missing');
});

test('a half-made segment and foreign files do no harm', async () => {
  const { folder } = await writtenJournal(numbered(3));
  writeFileSync(join(folder, 'preparing.tmp'), 'half');
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const { texts } = await reopened(folder);
  expect(texts).toEqual(numbered(3));
  await until(() => readdirSync(folder).filter((name) => name.endsWith('.segment')).length === 3);
  expect(readdirSync(folder)).toContain('notes.txt');
  expect(readdirSync(folder)).not.toContain('preparing.tmp');
});
