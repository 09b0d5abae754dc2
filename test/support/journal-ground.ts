// What the journal's tests share: a journal that is closed when the test ends, and messages.
import { onTestFinished } from 'vitest';
import { instant } from '../../src/domain/instant.ts';
import type { Journal, JournalRecord } from '../../src/service/ports.ts';
import { diskFiles, type JournalFile, type JournalFiles } from '../../src/storage/journal/files.ts';
import { type JournalOptions, openJournal } from '../../src/storage/journal/journal.ts';
import type { JournalMessage } from '../../src/storage/journal/record.ts';
import { capturedLog } from './captured-log.ts';

export const segmentBytes = 16 * 1_024;

const withoutSync = async (opening: Promise<JournalFile>): Promise<JournalFile> => ({
  ...(await opening),
  sync: async () => undefined,
});

/** The disk without syncs, which are the slow part and change nothing that a test can see. */
const unsyncedFiles: JournalFiles = {
  ...diskFiles,
  open: (path) => withoutSync(diskFiles.open(path)),
  create: (path) => withoutSync(diskFiles.create(path)),
  syncFolder: async () => undefined,
};

/** Opens a small journal that is closed when the test ends. */
export async function openTestJournal(
  options: Partial<JournalOptions> & { readonly folder: string },
): Promise<Journal> {
  const journal = await openJournal({
    maxBytes: 8 * segmentBytes,
    segmentBytes,
    sync: { policy: 'never' },
    log: capturedLog(),
    files: unsyncedFiles,
    ...options,
  });
  onTestFinished(() => journal.close());
  return journal;
}

export function message(text: string, bytes = text.length): JournalMessage {
  return {
    receivedAt: instant(1_700_000_000_000),
    topic: 'paulownia/v1/pv-1/telemetry',
    payload: Buffer.from(text.padEnd(bytes, ' ')),
  };
}

/** Appends and resolves when it is durable. */
export function appended(journal: Journal, what: JournalMessage): Promise<void> {
  return new Promise((resolve) => journal.append(what, resolve));
}

export async function appendTexts(journal: Journal, texts: readonly string[]): Promise<void> {
  await Promise.all(texts.map((text) => appended(journal, message(text))));
}

export async function readAll(
  journal: Journal,
  from = 0,
  maxBytes = 1_000,
): Promise<JournalRecord[]> {
  const all: JournalRecord[] = [];
  let position = from;
  for (;;) {
    const { records, next } = await journal.read(position, maxBytes);
    if (records.length === 0) return all;
    all.push(...records);
    position = next;
  }
}

export function textOf(record: JournalRecord): string {
  return Buffer.from(record.payload).toString().trimEnd();
}

export async function readTexts(journal: Journal, from = 0): Promise<string[]> {
  return (await readAll(journal, from)).map(textOf);
}

/** Polls until it holds; the test's own time limit bounds it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `message ${from + index}`);
}
