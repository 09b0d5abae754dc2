/** Writes to a store until it is killed; says each journal position once it is committed. */
import { stdout } from 'node:process';
import { minuteMs } from '../../src/domain/instant.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { capturedLog } from './captured-log.ts';
import { at, readings } from './store-columns.ts';

const [folder = ''] = process.argv.slice(2);
const store = await openDuckDbStore({ folder, log: capturedLog() });
const devices = Array.from({ length: 200 }, (_, index) => index + 1);
let position = ((await store.position()) ?? 0) + 1;
for (; ; position++) {
  const rows = devices.map((device) => ({
    device,
    at: at(position * minuteMs),
    values: { powerKw: device + position / 1_000 },
  }));
  await store.write([readings('load', rows)], position, []);
  stdout.write(`${position}\n`);
}
