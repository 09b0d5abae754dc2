/** Writes readings to InfluxDB 1.x, through the store or as ready lines by plain HTTP. */
import { Agent, request } from 'node:http';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import type { ReadingColumns } from '../../src/service/ports.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import { LineWriter } from '../../src/storage/influx/lines.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { deviceId } from './bench-county.ts';
import { answerParent } from './child.ts';
import { days, devices, kind, quarters, readings } from './week.ts';

/** As many readings in a request as the store sends. */
const minutesAtOnce = 5;
const requests = 40;
/** The service hands over what has gathered, up to 50,000 readings of them in one call. */
const requestsOfWrite = 10;
const quartersAtOnce = 4;

export interface Server {
  readonly url: string;
  readonly database: string;
}

export interface Writing {
  readonly readings: number;
  readonly seconds: number;
  /** Processor time of this process alone. */
  readonly cpuUs: number;
}

const known = {
  byKey: (key: number) => ({ id: deviceId(kind, key - 1), area: 'zhao' }),
  keyOf: (id: string) => Number(id.slice(kind.length + 1)),
};

/** What the store makes of the readings, for those who need not make it. */
function linesOf(columns: ReadingColumns): Buffer {
  const lines = new LineWriter(columns.kind, 'raw', known);
  const rows = Array.from({ length: columns.length }, (_, row) => lines.readingLine(columns, row));
  return Buffer.from(rows.join(''));
}

function batchesFrom(minute: number): ReadingColumns[] {
  return Array.from({ length: requests }, (_, nth) =>
    readings(minute + nth * minutesAtOnce, minutesAtOnce),
  );
}

async function timed(count: number, task: () => Promise<void>): Promise<Writing> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await task();
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { readings: count, seconds, cpuUs: user + system };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function post({ url, database }: Server, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const target = `${url}/write?db=${database}&precision=ms`;
    const headers = { 'content-length': body.length };
    const call = request(target, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 204 ? resolve() : reject(new Error(`${response.statusCode}`)),
      );
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** The same values again and again, until there is one for each point of the inverters of the load. */
function asInverters(columns: ReadingColumns): ReadingColumns {
  const measured = columns.values.filter((column) => !Number.isNaN(column[0]));
  const points = kindSpecOf('pv').points;
  const values = points.map((_, place) => measured[place % measured.length] as Float64Array);
  return { ...columns, kind: 'pv', values };
}

async function writeRaw(options: Server & { minute: number; isWide: boolean }): Promise<Writing> {
  const batches = batchesFrom(options.minute);
  const bodies = (options.isWide ? batches.map(asInverters) : batches).map(linesOf);
  return timed(bodies.length * minutesAtOnce * devices, async () => {
    for (const body of bodies) await post(options, body);
  });
}

async function writeThroughStore(
  options: Server & { minute: number; folder: string },
): Promise<Writing> {
  const batches = batchesFrom(options.minute);
  const { folder } = options;
  const store = openInfluxStore({ folder, transport: influx1Transport(options), devices: known });
  try {
    // What the store asks for once, at its first write.
    await store.write([readings(options.minute - 1, 1)], 1, []);
    return await timed(batches.length * minutesAtOnce * devices, async () => {
      for (let first = 0; first < batches.length; first += requestsOfWrite) {
        await store.write(batches.slice(first, first + requestsOfWrite), first + 2, []);
      }
    });
  } finally {
    await store.close();
  }
}

/** Fills a database with the week, its 15-minute slots included. */
async function fillWeek(options: Server & { folder: string }): Promise<void> {
  const { folder } = options;
  const store = openInfluxStore({ folder, transport: influx1Transport(options), devices: known });
  for (let minute = 0; minute < days * 1_440; minute += minutesAtOnce) {
    await store.write([readings(minute, minutesAtOnce)], minute + 1, []);
  }
  for (let slot = 0; slot < days * 96; slot += quartersAtOnce) {
    await store.writeSlots('15m', [quarters(slot, quartersAtOnce)], []);
  }
  await store.close();
}

const handlers = { writeRaw, writeThroughStore, fillWeek };
export type InfluxHandlers = typeof handlers;

answerParent(handlers);
