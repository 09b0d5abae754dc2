import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NewQuarantineEntry } from '../../../src/service/ports.ts';
import { openSqlite } from '../../../src/storage/sqlite/open-sqlite.ts';
import {
  type QuarantineLimits,
  sqliteQuarantineStore,
} from '../../../src/storage/sqlite/quarantine-store.ts';
import { stateMigrations } from '../../../src/storage/sqlite/state-migrations.ts';
import { fixedClock } from '../../support/fixed-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const clock = fixedClock();

const entry = (changes: Partial<NewQuarantineEntry> = {}): NewQuarantineEntry => ({
  at: clock.now(),
  topic: 'paulownia/v1/a/telemetry',
  deviceId: 'a',
  code: 'malformed_json',
  detail: 'Unexpected end of JSON input',
  payload: Buffer.from('{"measuredAt"'),
  payloadBytes: 13,
  ...changes,
});

function openQuarantine(limits?: QuarantineLimits, file = join(tempFolder(), 'q.db')) {
  const database = openSqlite(file, stateMigrations, 'crash');
  return { store: sqliteQuarantineStore(database, limits), file, close: () => database.close() };
}

test('an entry comes back as it was, and remembers its replay', () => {
  const { store, close } = openQuarantine();
  store.add([entry()]);
  expect(store.get(1)).toEqual({
    ...entry(),
    id: 1,
    replayedAt: null,
    payload: new Uint8Array(entry().payload),
  });
  store.markReplayed(1, clock.now());
  expect(store.get(1)?.replayedAt).toBe(clock.now());
  expect(store.get(2)).toBeNull();
  close();
});

test('pages run from the newest to the oldest, of one code where asked', () => {
  const { store, close } = openQuarantine();
  store.add(['x', 'y', 'x', 'y', 'x'].map((code) => entry({ code })));
  const ids = (query: Parameters<typeof store.list>[0]) => store.list(query).map(({ id }) => id);
  expect(ids({ before: null, limit: 2, code: null })).toEqual([5, 4]);
  expect(ids({ before: 4, limit: 2, code: null })).toEqual([3, 2]);
  expect(ids({ before: null, limit: 9, code: 'x' })).toEqual([5, 3, 1]);
  expect(ids({ before: 3, limit: 9, code: 'x' })).toEqual([1]);
  close();
});

test('past the limit of entries the oldest go and are counted, also over a restart', () => {
  const limits = { entriesMax: 3, payloadBytesMax: 1e6 };
  const first = openQuarantine(limits);
  first.store.add(Array.from({ length: 5 }, () => entry()));
  expect(first.store.stats()).toEqual({ kept: 3, added: 5, dropped: 2 });
  first.close();
  const second = openQuarantine(limits, first.file);
  expect(second.store.stats()).toEqual({ kept: 3, added: 5, dropped: 2 });
  second.store.add([entry()]);
  expect(second.store.list({ before: null, limit: 9, code: null }).map(({ id }) => id)).toEqual([
    6, 5, 4,
  ]);
  second.close();
});

test('past the limit of bytes the oldest go', () => {
  const { store, close } = openQuarantine({ entriesMax: 100, payloadBytesMax: 2_500 });
  const payload = new Uint8Array(1_000);
  store.add([1, 2, 3].map(() => entry({ payload, payloadBytes: 1_000 })));
  expect(store.stats()).toEqual({ kept: 2, added: 3, dropped: 1 });
  close();
});

test('of a long payload the beginning is kept, and its true size', () => {
  const { store, close } = openQuarantine();
  store.add([
    entry({
      payload: new Uint8Array(10_000_000),
      payloadBytes: 10_000_000,
      topic: 't'.repeat(60_000),
    }),
  ]);
  const kept = store.get(1);
  expect(kept?.payload).toHaveLength(4_096);
  expect(kept?.payloadBytes).toBe(10_000_000);
  expect(kept?.topic).toHaveLength(512);
  close();
});

test('a batch that fails leaves neither entries nor counts', () => {
  const { store, close } = openQuarantine();
  store.add([entry()]);
  const broken = { ...entry(), code: null as unknown as string };
  expect(() => store.add([entry(), broken])).toThrow(/NOT NULL/);
  expect(store.stats()).toEqual({ kept: 1, added: 1, dropped: 0 });
  close();
});

test('1,000 bad messages are kept in well under a second', () => {
  const { store, close } = openQuarantine({ entriesMax: 500, payloadBytesMax: 1e7 });
  const start = performance.now();
  for (let batch = 0; batch < 10; batch += 1) {
    store.add(Array.from({ length: 100 }, () => entry({ payload: new Uint8Array(4_096) })));
  }
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(store.stats()).toEqual({ kept: 500, added: 1_000, dropped: 500 });
  close();
});
