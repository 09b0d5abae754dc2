import { describe, expect, test } from 'vitest';
import { kindSpecOf } from '../../../src/contract/device-kinds.ts';
import type { DeviceKind } from '../../../src/domain/device.ts';
import { instant } from '../../../src/domain/instant.ts';
import type {
  DirtySlot,
  ReadingColumns,
  ReadingStore,
  RejectedRow,
} from '../../../src/service/ports.ts';
import {
  aheadReadingsMax,
  type OnRejected,
  pendingReadingsMax,
  StoreWriter,
} from '../../../src/service/store-writer.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

function columnsOf(kind: DeviceKind, firstAt: number, length = 1): ReadingColumns {
  const places = Array.from({ length }, (_, place) => place);
  return {
    kind,
    length,
    deviceKeys: Int32Array.from(places, () => 7),
    measuredAt: Float64Array.from(places, (place) => firstAt + place),
    quality: new Uint8Array(length),
    reasons: new Uint16Array(length),
    values: kindSpecOf(kind).points.map((_, point) =>
      Float64Array.from(places, (place) => firstAt + place + point / 10),
    ),
  };
}

/** A writer whose waits end when the test says so, over a store that can be made to fail. */
function ground() {
  const writes: {
    columns: readonly ReadingColumns[];
    next: number | null;
    dirty: readonly DirtySlot[];
  }[] = [];
  const store = {
    failing: false,
    reason: 'disk full',
    answering: Promise.resolve(),
    rejected: [] as readonly RejectedRow[],
  };
  const rejections: Parameters<OnRejected>[] = [];
  const stored: number[] = [];
  const released: number[] = [];
  const waits: (() => void)[] = [];
  const clock = fixedClock();
  const log = capturedLog();
  const writer = new StoreWriter({
    store: {
      write: async (columns, next, dirty) => {
        await store.answering;
        if (store.failing) throw new Error(store.reason);
        writes.push({ columns, next, dirty });
        const { rejected } = store;
        return { inserted: columns.length, duplicates: 0, replaced: 0, rejected };
      },
    } as Pick<ReadingStore, 'write'> as ReadingStore,
    journal: { release: (position) => released.push(position) },
    delay: () => new Promise((resolve) => waits.push(resolve)),
    onRejected: (...rejection) => rejections.push(rejection),
    clock,
    log,
    from: 0,
  });
  const enqueue = (next: number, columns: readonly ReadingColumns[], dirty: DirtySlot[] = []) =>
    writer.enqueue({ columns, next, dirty, messages: 1, onStored: () => stored.push(next) });
  const turn = async () => {
    for (const end of waits.splice(0)) end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { writer, writes, clock, log, store, rejections, stored, released, enqueue, turn };
}

test('batches that come close together are one write, with the readings in their order', async () => {
  const { writer, writes, stored, released, enqueue, turn } = ground();
  const slot = { deviceKey: 7, slotStart: instant(900_000) };
  enqueue(10, [columnsOf('pv', 1, 2)], [slot]);
  enqueue(20, [columnsOf('load', 5)]);
  enqueue(30, [columnsOf('pv', 3)]);
  await turn();
  expect(writes).toHaveLength(1);
  expect(writes[0]).toMatchObject({ next: 30, dirty: [slot] });
  const [pv, load] = writes[0]?.columns ?? [];
  expect(pv).toEqual({ ...columnsOf('pv', 1, 3) });
  expect(load).toEqual(columnsOf('load', 5));
  expect({ stored, released }).toEqual({ stored: [10, 20, 30], released: [30] });
  expect(writer.committed).toBe(30);
});

test('what comes during a write is in the next one', async () => {
  const { writes, enqueue, turn } = ground();
  enqueue(10, [columnsOf('pv', 1)]);
  await turn();
  enqueue(20, [columnsOf('pv', 2)]);
  await turn();
  await turn();
  expect(writes.map(({ next }) => next)).toEqual([10, 20]);
});

test('a write that fails is tried again with all that has come since', async () => {
  const { writer, writes, store, stored, released, enqueue, turn } = ground();
  store.failing = true;
  enqueue(10, [columnsOf('pv', 1)]);
  await turn();
  expect(writer.stats()).toMatchObject({ failures: 1, fault: 'disk full' });
  expect({ stored, released, committed: writer.committed }).toEqual({
    stored: [],
    released: [],
    committed: 0,
  });
  store.failing = false;
  enqueue(20, [columnsOf('pv', 2)]);
  await turn();
  expect(writes.map(({ next, columns }) => [next, columns[0]?.length])).toEqual([[20, 2]]);
  expect(writer.stats()).toMatchObject({ failures: 1, fault: null });
});

test('a store that is away is given no more until it takes what it refused', async () => {
  const { writer, clock, store, enqueue, turn } = ground();
  store.failing = true;
  enqueue(10, [columnsOf('pv', 1)]);
  await turn();
  const awaySince = clock.now();
  clock.advance(60_000);
  await turn();
  expect(writer.stats()).toMatchObject({ failures: 2, awaySince });
  expect(await writer.roomWithin(0)).toBe(false);
  store.failing = false;
  await turn();
  expect(writer.stats()).toMatchObject({ fault: null, awaySince: null });
  expect(await writer.roomWithin(0)).toBe(true);
});

test('an outage is told once when it begins, when its reason changes, and when it is over', async () => {
  const { writer, clock, store, log, enqueue, turn } = ground();
  store.failing = true;
  enqueue(10, [columnsOf('pv', 1)]);
  for (let tries = 0; tries < 5; tries += 1) await turn();
  store.reason = 'no route to host';
  for (let tries = 0; tries < 5; tries += 1) await turn();
  clock.advance(60_000);
  store.failing = false;
  await turn();
  expect(writer.stats().failures).toBe(10);
  expect(log.lines.map(({ level, facts }) => [level, facts])).toEqual([
    ['error', { err: new Error('disk full') }],
    ['error', { err: new Error('no route to host') }],
    ['info', { awayMs: 60_000 }],
  ]);
});

test('a store that does not answer counts as away before its time limit', async () => {
  const { writer, clock, store, enqueue, turn } = ground();
  const answer = Promise.withResolvers<void>();
  store.answering = answer.promise;
  enqueue(10, [columnsOf('pv', 1)]);
  await turn();
  const awaySince = clock.now();
  clock.advance(5_000);
  expect(writer.stats().awaySince).toBeNull();
  clock.advance(1);
  expect(writer.stats()).toMatchObject({ fault: 'the store does not answer', awaySince });
  answer.resolve();
  await turn();
  expect(writer.stats()).toMatchObject({ fault: null, awaySince: null });
});

test('there is no room past the bound of readings until they are stored', async () => {
  const { writer, enqueue, turn } = ground();
  enqueue(10, [columnsOf('pv', 1, pendingReadingsMax)]);
  expect(await writer.roomWithin(0)).toBe(false);
  await turn();
  expect(await writer.roomWithin(0)).toBe(true);
});

test('a long queue is written in parts, without a pause between them', async () => {
  const { writes, enqueue, turn } = ground();
  for (const next of [10, 20, 30]) enqueue(next, [columnsOf('pv', next, 24_000)]);
  enqueue(40, [columnsOf('pv', 40, 80_000)]);
  for (let write = 0; write < 3; write += 1) await turn();
  expect(writes.map(({ next }) => next)).toEqual([20, 30, 40]);
});

describe('what is newest', () => {
  const at = (write: { columns: readonly ReadingColumns[] } | undefined) =>
    write?.columns.map(({ measuredAt }) => Array.from(measuredAt));

  test('is written ahead of what waits, and moves neither position nor dirty slots', async () => {
    const { writer, writes, stored, enqueue, turn } = ground();
    enqueue(10, [columnsOf('pv', 1)], [{ deviceKey: 7, slotStart: instant(0) }]);
    writer.writeAhead([columnsOf('pv', 100)]);
    writer.writeAhead([columnsOf('pv', 200), columnsOf('load', 200)]);
    await turn();
    expect(writes.map(({ next, dirty }) => [next, dirty.length])).toEqual([
      [null, 0],
      [10, 1],
    ]);
    expect(at(writes[0])).toEqual([[100, 200], [200]]);
    expect({ stored, ahead: writer.stats().ahead }).toEqual({ stored: [10], ahead: 3 });
  });

  test('goes first when the store is back, as much of it as is kept', async () => {
    const { writer, writes, store, enqueue, turn } = ground();
    store.failing = true;
    enqueue(10, [columnsOf('pv', 1)]);
    await turn();
    writer.writeAhead([columnsOf('pv', 100)]);
    writer.writeAhead([columnsOf('pv', 200, aheadReadingsMax - 1)]);
    writer.writeAhead([columnsOf('pv', 300)]);
    await turn();
    store.failing = false;
    await turn();
    expect(writes.map(({ next }) => next)).toEqual([null, 10]);
    const newest = at(writes[0])?.[0] ?? [];
    expect([newest[0], newest.length]).toEqual([200, aheadReadingsMax]);
  });

  test('is the last of each kind where it alone is too much', async () => {
    const { writer, writes, enqueue, turn } = ground();
    enqueue(10, [columnsOf('pv', 1)]);
    const loads = columnsOf('load', 0, aheadReadingsMax);
    writer.writeAhead([columnsOf('pv', 0, 3 * aheadReadingsMax), loads]);
    await turn();
    const [pv = [], load = []] = at(writes[0]) ?? [];
    expect([pv.length, load.length]).toEqual([0.75 * aheadReadingsMax, 0.25 * aheadReadingsMax]);
    expect([pv.at(-1), load.at(-1)]).toEqual([3 * aheadReadingsMax - 1, aheadReadingsMax - 1]);
  });

  test('is not written once it stands in the queue', async () => {
    const { writer, writes, enqueue, turn } = ground();
    enqueue(10, [columnsOf('pv', 1)]);
    writer.writeAhead([columnsOf('pv', 100)]);
    enqueue(20, [columnsOf('pv', 100)]);
    writer.dropAhead();
    await turn();
    expect(writes.map(({ next }) => next)).toEqual([20]);
  });
});

test('what the store rejects is told once, and keeps nothing else back', async () => {
  const { writer, store, rejections, released, enqueue, turn } = ground();
  store.rejected = [{ batch: 0, row: 1, reason: 'field type conflict' }];
  enqueue(10, [columnsOf('pv', 1, 3)]);
  writer.writeAhead([columnsOf('pv', 1, 3)]);
  await turn();
  expect(rejections).toEqual([[[columnsOf('pv', 1, 3)], store.rejected]]);
  expect({ released, rejected: writer.stats().rejected }).toEqual({ released: [10], rejected: 1 });
});

test('a stop leaves what waits to the journal', async () => {
  const { writer, writes, enqueue, turn } = ground();
  enqueue(10, [columnsOf('pv', 1)]);
  const stopped = writer.stop();
  await turn();
  await stopped;
  expect(writes).toEqual([]);
});
