import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import type { Journal, JournalRead } from '../../../src/service/ports.ts';
import { type FaultyStore, StoreTrouble } from '../../support/faulty-store.ts';
import { ingestWorld, pendingReadingsMax, pv } from '../../support/ingest-world.ts';
import { eventually } from '../../support/running-service.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const receivedAt = Date.parse('2026-05-04T08:00:00Z');
const dayStart = Date.parse('2026-05-04T00:00:00Z');
const perMessage = 500;
/** More than may wait for the store, so that only the journal remembers. */
const messages = 1.5 * (pendingReadingsMax / perMessage);

/** One message with many readings, 100 ms apart; powers tell them apart. */
function columns(message: number, count = perMessage) {
  const rows = Array.from({ length: count }, (_, row) => message * perMessage + row);
  return {
    measuredAt: rows.map((row) => dayStart + row * 2_000),
    values: { powerKw: rows.map((row) => (row % 900) / 10) },
  };
}

async function storedRows({ store }: FaultyStore) {
  return store.read({
    kind: 'pv',
    deviceKeys: [pv.key],
    from: instant(0),
    to: instant(Number.MAX_SAFE_INTEGER),
  });
}

const fails = () => {
  throw new StoreTrouble('the disk is full');
};

describe('while the store does not take anything', () => {
  test('the live side goes on, the journal keeps all, and each reading is stored once afterwards', async () => {
    const world = await ingestWorld(tempFolder());
    world.faulty.before('write', fails);
    for (let message = 0; message < messages; message += 1) await world.send(columns(message));
    const last = messages * perMessage - 1;
    await eventually(
      () => world.live.of(pv).measuredAt,
      (at) => at === dayStart + last * 2_000,
    );
    expect(world.writer.stats().fault).toBe('the disk is full');
    expect(world.ingest.stats().storeBacklogBytes).toBe(world.journal.range().end);
    expect(world.journal.range().start).toBe(0);
    expect(world.log.text()).toContain('The reading store is behind');

    world.faulty.before('write', null);
    await eventually(
      () => world.ingest.stats().storeBacklogBytes,
      (bytes) => bytes === 0,
    );
    const rows = await storedRows(world.faulty);
    expect(rows.length).toBe(messages * perMessage);
    expect(rows.values[0]?.[last]).toBe((last % 900) / 10);
    expect(world.writer.stats()).toMatchObject({ duplicates: 0, replaced: 0, fault: null });
    expect(world.journal.range().start).toBeGreaterThan(0);
    expect(world.log.text()).toContain('The reading store has caught up');
    // What comes now goes the short way again.
    await world.send({ measuredAt: receivedAt, values: { powerKw: 7 } });
    await eventually(
      () => world.writer.stats().inserted,
      (inserted) => inserted === rows.length + 1,
    );
  });

  test('slots stay undue until their readings are stored, and all of them are due then', async () => {
    const world = await ingestWorld(tempFolder());
    world.faulty.before('write', fails);
    for (let message = 0; message < messages; message += 1) await world.send(columns(message));
    await eventually(
      () => world.ingest.stats().liveBacklogBytes,
      (bytes) => bytes === 0,
    );
    expect(world.dirty.list().some((slot) => world.dirty.isDue(slot))).toBe(false);
    world.faulty.before('write', null);
    await eventually(
      () => world.ingest.stats().storeBacklogBytes,
      (bytes) => bytes === 0,
    );
    const due = world.dirty.list().filter((slot) => world.dirty.isDue(slot));
    const quarters = Math.ceil((messages * perMessage * 2_000) / 900_000);
    expect(due.length).toBeGreaterThanOrEqual(quarters);
    expect(await world.faulty.store.dirtySlots(1_000)).toHaveLength(due.length);
  });

  test('a stop ends at once, and the next start goes on behind what was stored', async () => {
    const folder = tempFolder();
    const first = await ingestWorld(folder);
    await first.send(columns(0, 10));
    await eventually(
      () => first.writer.stats().inserted,
      (inserted) => inserted === 10,
    );
    first.faulty.before('write', fails);
    for (let message = 1; message < messages; message += 1) await first.send(columns(message));
    await eventually(
      () => first.writer.stats().failures,
      (failures) => failures > 0,
    );
    await first.stop();
    first.faulty.before('write', null);

    const second = await ingestWorld(folder, { faulty: first.faulty });
    await eventually(
      () => second.ingest.stats().storeBacklogBytes,
      (bytes) => bytes === 0,
    );
    expect(second.writer.stats().inserted).toBe((messages - 1) * perMessage);
    expect((await storedRows(second.faulty)).length).toBe((messages - 1) * perMessage + 10);
  });

  test('a bad message is told once, though the store side reads it again', async () => {
    const world = await ingestWorld(tempFolder());
    world.faulty.before('write', fails);
    for (let message = 0; message < messages; message += 1) await world.send(columns(message));
    await world.send('{"values":');
    await eventually(
      () => world.told.length,
      (told) => told > 0,
    );
    world.faulty.before('write', null);
    await eventually(
      () => world.ingest.stats().storeBacklogBytes,
      (bytes) => bytes === 0,
    );
    expect(world.told.map(({ code }) => code)).toEqual(['malformed_json']);
  });
});

test('a store that is merely slow gets everything once, and the live side does not wait for it', async () => {
  const world = await ingestWorld(tempFolder());
  let writing = 0;
  world.faulty.before('write', async () => {
    writing += 1;
    await new Promise((resolve) => setTimeout(resolve, 60));
  });
  for (let message = 0; message < 2 * messages; message += 1) await world.send(columns(message));
  await eventually(
    () => world.ingest.stats().liveBacklogBytes,
    (bytes) => bytes === 0,
  );
  await eventually(
    () => world.ingest.stats().storeBacklogBytes,
    (bytes) => bytes === 0,
  );
  expect(writing).toBeGreaterThan(1);
  expect((await storedRows(world.faulty)).length).toBe(2 * messages * perMessage);
  expect(world.writer.stats()).toMatchObject({ duplicates: 0, replaced: 0, failures: 0 });
});

/** A journal with another way of reading. */
function readBy(read: (own: Journal, position: number, maxBytes: number) => Promise<JournalRead>) {
  return (journal: Journal): Journal =>
    new Proxy(journal, {
      get: (target, name) => {
        if (name === 'read') return (at: number, max: number) => read(target, at, max);
        const own: unknown = Reflect.get(target, name);
        return typeof own === 'function' ? own.bind(target) : own;
      },
    });
}

test('what the live side has not read yet is left to it, so that nothing is written twice', async () => {
  const held = { from: Number.POSITIVE_INFINITY, until: Promise.withResolvers<void>() };
  const world = await ingestWorld(tempFolder(), {
    journal: readBy(async (own, position, maxBytes) => {
      const read = await own.read(position, maxBytes);
      if (position >= held.from) await held.until.promise;
      return read;
    }),
  });
  world.faulty.before('write', fails);
  for (let message = 0; message < messages; message += 1) await world.send(columns(message));
  await eventually(
    () => world.ingest.stats().liveBacklogBytes,
    (bytes) => bytes === 0,
  );
  held.from = world.journal.range().end;
  for (let message = messages; message < messages + 4; message += 1) {
    await world.send(columns(message));
  }
  world.faulty.before('write', null);
  await eventually(
    () => world.writer.committed,
    (committed) => committed === held.from,
  );
  held.until.resolve();
  await eventually(
    () => world.ingest.stats().storeBacklogBytes,
    (bytes) => bytes === 0,
  );
  expect(world.writer.stats()).toMatchObject({ duplicates: 0, replaced: 0 });
  expect((await storedRows(world.faulty)).length).toBe((messages + 4) * perMessage);
});

test('a journal that cannot be read for a while is read again', async () => {
  let failures = 0;
  const world = await ingestWorld(tempFolder(), {
    journal: readBy((own, position, maxBytes) => {
      if (failures === 2) return own.read(position, maxBytes);
      failures += 1;
      return Promise.reject(new Error('EIO'));
    }),
  });
  await world.send({ measuredAt: receivedAt, values: { powerKw: 7 } });
  await eventually(
    () => world.writer.stats().inserted,
    (inserted) => inserted === 1,
  );
  expect(world.log.text()).toContain('The journal cannot be read');
});

test('a message that our own fault cannot decode does not stop those behind it', async () => {
  const world = await ingestWorld(tempFolder(), {
    decode: (decode) => (message) => {
      if (message.payload.byteLength < 5) throw new TypeError('a bug');
      return decode(message);
    },
  });
  await world.send('oops');
  await world.send({ measuredAt: receivedAt, values: { powerKw: 7 } });
  await eventually(
    () => world.writer.stats().inserted,
    (inserted) => inserted === 1,
  );
  expect(world.log.text()).toContain('could not be decoded');
});

test.each([
  ['a year ahead', receivedAt + 365 * 86_400_000],
  ['a year behind', receivedAt - 365 * 86_400_000],
])('a clock %s is kept, and makes no slot dirty', async (_, measuredAt) => {
  const world = await ingestWorld(tempFolder());
  await world.send({ measuredAt, values: { powerKw: 7, energyTotalKwh: 5 } });
  await eventually(
    () => world.writer.stats().inserted,
    (inserted) => inserted === 1,
  );
  expect((await storedRows(world.faulty)).quality[0]).toBe(2);
  expect(world.dirty.size).toBe(0);
});

test('births, deaths and acknowledgements go their ways, and move the store on as well', async () => {
  const world = await ingestWorld(tempFolder());
  await world.send({ kind: 'pv', points: ['powerKw'] }, 'paulownia/v1/pv-1/birth');
  await world.send('offline', 'paulownia/v1/pv-1/status');
  await world.send({ commandId: 'c-1', state: 'acked' }, 'paulownia/v1/pv-1/ack');
  await eventually(
    () => world.ingest.stats().storeBacklogBytes,
    (bytes) => bytes === 0,
  );
  expect(world.told).toEqual([]);
  expect(world.ingest.stats()).toMatchObject({ messages: 3, readings: 0, acks: 1 });
  expect(world.live.of(pv)).toMatchObject({ online: false, birth: { kind: 'pv' } });
  expect(world.births).toEqual([{ deviceKey: 1, birth: { kind: 'pv', points: ['powerKw'] } }]);
  expect(await world.faulty.store.position()).toBe(world.journal.range().end);
});
