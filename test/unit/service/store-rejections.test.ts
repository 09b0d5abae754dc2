import { expect, test } from 'vitest';
import { decodeMessage } from '../../../src/contract/decode.ts';
import { kindSpecOf } from '../../../src/contract/device-kinds.ts';
import { Directory } from '../../../src/service/directory.ts';
import { newJudge } from '../../../src/service/judge.ts';
import type { NewQuarantineEntry } from '../../../src/service/ports.ts';
import { ReadingBatch } from '../../../src/service/reading-batch.ts';
import { storeRejections } from '../../../src/service/store-rejections.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { deviceWith, readingOf, smallTopology } from '../../support/devices.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

const pv = deviceWith({ key: 1, id: 'pv-1', profile: 'shelly-3em' });
const load = deviceWith({ key: 2, id: 'load-1', kind: 'load' });
const clock = fixedClock();
const reason =
  'field type conflict: input field "powerKw" is type float, already exists as integer';

function ground() {
  const kept: { sender: string; entry: NewQuarantineEntry }[] = [];
  const log = capturedLog();
  const directory = new Directory(smallTopology, [pv, load]);
  const desk = {
    keep: (sender: string, entry: NewQuarantineEntry) => kept.push({ sender, entry }),
  };
  const onRejected = storeRejections({ directory, desk, clock, log });
  return { kept, log, onRejected, directory };
}

function columnsOf(count: number) {
  const judge = newJudge();
  const batch = new ReadingBatch();
  for (let number = 0; number < count; number += 1) {
    const values = number % 2 === 0 ? { powerKw: number / 8 } : { powerKw: 1, voltageV: 230.5 };
    batch.add(judge(readingOf(pv, clock.now() - 1_000 * (count - number), values)));
  }
  batch.add(judge(readingOf(load, clock.now(), { powerKw: 3 })));
  return batch.columns();
}

test('a rejected reading is kept as its device could have sent it, and can be read again', () => {
  const { kept, log, onRejected, directory } = ground();
  const batches = columnsOf(3);
  onRejected(batches, [
    { batch: 0, row: 1, reason },
    { batch: 1, row: 0, reason },
    { batch: 0, row: 2, reason },
  ]);
  expect(kept.map(({ sender, entry }) => [sender, entry.code, entry.detail])).toEqual([
    ['rejected_by_store pv-1', 'rejected_by_store', reason],
    ['rejected_by_store load-1', 'rejected_by_store', reason],
  ]);
  const [first] = kept;
  const read = decodeMessage(
    { ...(first?.entry as NewQuarantineEntry), receivedAt: clock.now() },
    { deviceById: (id) => directory.device(id), profiles: [] },
  );
  expect(read.faults).toEqual([]);
  const values = read.messages.flatMap((message) =>
    message.type === 'telemetry' ? [[message.reading.measuredAt, ...message.reading.values]] : [],
  );
  const [columns] = batches;
  const expected = [1, 2].map((row) => [
    columns?.measuredAt[row],
    ...kindSpecOf('pv').points.map((_, point) => columns?.values[point]?.[row]),
  ]);
  expect(values).toEqual(expected);
  expect(log.lines).toMatchObject([{ level: 'warn', facts: { rejected: 3, reason } }]);
});

test('many of one device are kept in few entries, each of them whole', () => {
  const { kept, onRejected } = ground();
  const rows = Array.from({ length: 500 }, (_, row) => ({ batch: 0, row, reason }));
  onRejected(columnsOf(500), rows);
  const payloads = kept.map(({ entry }) => JSON.parse(Buffer.from(entry.payload).toString()));
  expect(payloads.flatMap(({ measuredAt }) => measuredAt)).toHaveLength(500);
  expect(kept.length).toBeLessThan(10);
  expect(Math.max(...kept.map(({ entry }) => entry.payload.byteLength))).toBeLessThanOrEqual(4_096);
});
