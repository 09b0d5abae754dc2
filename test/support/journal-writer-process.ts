// Writes to a journal at full speed until it is killed. Numbers that were acknowledged are appended
// to a file, four bytes each. Arguments: folder, file of the acknowledged, first number, policy.
import { openSync, writeSync } from 'node:fs';
import { instant } from '../../src/domain/instant.ts';
import { openJournal } from '../../src/storage/journal/journal.ts';

const [folder = '', acknowledgedFile = '', first = '0', policy = 'always'] = process.argv.slice(2);
const appendsInFlightMax = 2_000;
const keptBytes = 1 * 1_024 * 1_024;

const journal = await openJournal({
  folder,
  maxBytes: 2 * 1_024 * 1_024,
  segmentBytes: 256 * 1_024,
  sync: policy === 'always' ? { policy } : { policy: 'every', ms: 50 },
  log: { info() {}, warn() {}, error() {} },
});
const acknowledged = openSync(acknowledgedFile, 'a');
const four = Buffer.alloc(4);
const payload = Buffer.alloc(180, ' ');
let next = Number(first);
let inFlight = 0;

function appendNext(): void {
  const number = next;
  next += 1;
  inFlight += 1;
  payload.write(String(number).padEnd(12));
  journal.append({ receivedAt: instant(number), topic: 'a/telemetry', payload }, () => {
    inFlight -= 1;
    four.writeUInt32LE(number);
    writeSync(acknowledged, four);
  });
}

for (;;) {
  for (let n = 0; n < 300 && inFlight < appendsInFlightMax; n += 1) appendNext();
  journal.release(journal.range().end - keptBytes);
  await new Promise((resolve) => setImmediate(resolve));
}
