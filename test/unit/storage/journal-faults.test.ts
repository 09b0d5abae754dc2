import { expect, test, vi } from 'vitest';
import { capturedLog } from '../../support/captured-log.ts';
import { faultyFiles } from '../../support/faulty-files.ts';
import {
  appended,
  appendTexts,
  message,
  numbered,
  openTestJournal,
  readTexts,
  segmentBytes,
  until,
} from '../../support/journal-ground.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const firstSegment = '0000000000000000.segment';

/** A journal whose background work is done, so that what follows is the appends' own. */
async function settledJournal(sync: Parameters<typeof openTestJournal>[0]['sync']) {
  const folder = tempFolder();
  const log = capturedLog();
  const disk = faultyFiles();
  const first = await openTestJournal({ folder, files: disk.files, maxBytes: 2 * segmentBytes });
  await appendTexts(first, ['warm']);
  await until(() => disk.trace.filter((line) => line.startsWith('sync')).length >= 2);
  await first.close();
  disk.trace.length = 0;
  const options = { folder, log, files: disk.files, maxBytes: 2 * segmentBytes };
  const journal = await openTestJournal({ ...options, ...(sync === undefined ? {} : { sync }) });
  return { journal, disk, log };
}

test('policy always: nothing is acknowledged or readable before the sync is done', async () => {
  const { journal, disk } = await settledJournal({ policy: 'always' });
  const { end } = journal.range();
  const letSync = disk.holdSyncs();
  const done = vi.fn();
  journal.append(message('x'), done);
  await until(() => disk.trace.includes(`write ${firstSegment}`));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).not.toHaveBeenCalled();
  expect(journal.range().end).toBe(end);
  expect(await readTexts(journal, end)).toEqual([]);
  letSync();
  await until(() => done.mock.calls.length > 0);
  expect(disk.trace).toEqual([`write ${firstSegment}`, `sync ${firstSegment}`]);
  expect(await readTexts(journal, end)).toEqual(['x']);
});

test('policy always: what is appended during a commit goes with the next one', async () => {
  const { journal, disk } = await settledJournal({ policy: 'always' });
  const letSync = disk.holdSyncs();
  const first = appendTexts(journal, ['a', 'b']);
  await until(() => disk.trace.length > 0);
  const second = appendTexts(journal, ['c', 'd', 'e']);
  letSync();
  await Promise.all([first, second]);
  expect(journal.stats().commits).toBe(2);
  expect(await readTexts(journal)).toEqual(['warm', 'a', 'b', 'c', 'd', 'e']);
});

test('policy every: the acknowledgement does not wait for the sync, which comes in time', async () => {
  const { journal, disk } = await settledJournal({ policy: 'every', ms: 25 });
  await appended(journal, message('x'));
  expect(disk.trace).toEqual([`write ${firstSegment}`]);
  await until(() => disk.trace.includes(`sync ${firstSegment}`));
  const syncs = disk.trace.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(disk.trace.length).toBe(syncs);
});

test('policy never: only closing syncs', async () => {
  const { journal, disk } = await settledJournal({ policy: 'never' });
  await appended(journal, message('x'));
  expect(disk.trace).toEqual([`write ${firstSegment}`]);
  await journal.close();
  expect(disk.trace).toEqual([`write ${firstSegment}`, `sync ${firstSegment}`]);
});

test.each([
  { code: 'ENOSPC', only: 'write' },
  { code: 'EIO', only: 'sync' },
] as const)('$code at $only holds the acknowledgement until it is over', async ({ code, only }) => {
  const { journal, disk, log } = await settledJournal({ policy: 'always' });
  disk.failWith(code, only);
  const done = vi.fn();
  for (const text of numbered(5)) journal.append(message(text), done);
  await until(() => journal.stats().lastError?.includes(code) === true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(done).not.toHaveBeenCalled();
  expect(journal.stats().acknowledges).toBe(false);
  disk.failWith(null);
  await until(() => done.mock.calls.length === 5);
  expect(journal.stats()).toMatchObject({ lastError: null, acknowledges: true });
  expect(await readTexts(journal)).toEqual(['warm', ...numbered(5)]);
  expect(log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
    'The journal cannot write, and tries again.',
    'The journal takes nothing; devices are not acknowledged.',
  ]);
  expect(log.text()).toContain('can write again');
  expect(log.text()).toContain('devices are acknowledged');
});

test('after a failed sync the group is written again before it is synced again', async () => {
  const { journal, disk } = await settledJournal({ policy: 'always' });
  disk.failWith('EIO', 'sync');
  const done = appended(journal, message('x'));
  await until(() => journal.stats().lastError !== null);
  disk.failWith(null);
  await done;
  const [write, sync] = [`write ${firstSegment}`, `sync ${firstSegment}`];
  expect(disk.trace.slice(-3)).toEqual([write, write, sync]);
});

test('a disk that is full at the start holds appends, and they go on by themselves', async () => {
  const disk = faultyFiles();
  disk.failWith('ENOSPC');
  const journal = await openTestJournal({ folder: tempFolder(), files: disk.files });
  const all = appendTexts(journal, numbered(50));
  await until(() => journal.stats().lastError !== null);
  expect(journal.stats()).toMatchObject({ heldAppends: 50, appendedRecords: 0 });
  disk.failWith(null);
  await all;
  expect(journal.stats()).toMatchObject({ heldAppends: 0, heldBytes: 0, lastError: null });
  expect(await readTexts(journal)).toEqual(numbered(50));
});

test('closing does not wait for a disk that stays broken, and acknowledges nothing', async () => {
  const { journal, disk } = await settledJournal({ policy: 'always' });
  disk.failWith('EIO');
  const done = vi.fn();
  journal.append(message('x'), done);
  await until(() => journal.stats().lastError !== null);
  await journal.close();
  expect(done).not.toHaveBeenCalled();
});
