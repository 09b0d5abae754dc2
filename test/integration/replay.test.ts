import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { ApiClient } from '../../src/app/api-client.ts';
import { replayInto } from '../../src/app/replay.ts';
import { systemClock } from '../../src/app/system.ts';
import { dayMs, quarterMs } from '../../src/domain/instant.ts';
import { eventually, quietLog, startTestService } from '../support/running-service.ts';
import { sharedFolder } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Table {
  readonly columns: string[];
  readonly rows: (string | number | null)[][];
}

/** One column of a measured file by the UTC start of its interval, read without the product's code. */
function columnOf(
  file: string,
  options: { column: string; labelMs: number; utcOffsetH: number; from: string; to: string },
): Map<number, number> {
  const bytes = readFileSync(file);
  const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const [header = '', ...lines] = text.toString().trim().split('\n');
  const names = header.split(',');
  const place = names.indexOf(options.column);
  const values = new Map<number, number>();
  for (const line of lines) {
    const cells = line.split(',');
    if (cells.length < names.length) continue;
    const [label = ''] = cells;
    const start = Date.parse(`${label.replace(' ', 'T')}:00Z`) - options.labelMs;
    const local = new Date(start).toISOString().slice(0, 16).replace('T', ' ');
    const value = Number.parseFloat(cells[place] ?? '');
    if (local < options.from || local >= options.to || Number.isNaN(value)) continue;
    values.set(start - options.utcOffsetH * 3_600_000, value);
  }
  return values;
}

/** Replays two weeks into a fresh service and gives a column of a node's 15-minute curve. */
async function replayed(folder: string, range: { from: string; to: string }) {
  const test = await startTestService(tempFolder());
  onTestFinished(() => test.close());
  const starts: number[] = [];
  const result = await replayInto({
    folder,
    api: ApiClient.withToken(test.service.consoleUrl, test.api.token),
    mqttUrl: test.service.mqttUrl,
    nodeId: 'qian',
    speed: Number.POSITIVE_INFINITY,
    range: { shift: 'past', ...range },
    onPlan: ({ series }) => {
      for (const { measuredAt } of series) starts.push(measuredAt[0] ?? Number.NaN);
    },
    onProgress: () => {},
    stopped: () => false,
    log: quietLog,
  });
  expect(result.failed).toBe(0);
  const { ingest, writer, rollUps } = test.service.core;
  await eventually(
    () => ingest.stats().storeBacklogBytes,
    (bytes) => bytes === 0,
    30_000,
  );
  expect(writer.stats().inserted).toBe(result.rowsSent);
  expect(ingest.stats()).toMatchObject({ faults: 0, invalid: 0 });
  await rollUps.run(systemClock.now());
  const from = Math.min(...starts);
  const to = from + 15 * dayMs;
  const curve = async (path: string, column: string): Promise<Map<number, number>> => {
    const query = `resolution=15m&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
    const { body } = await test.api.get<Table>(`${path}?${query}`);
    const place = body.columns.indexOf(column);
    return new Map(
      body.rows.flatMap((row) =>
        typeof row[place] === 'number' ? [[Date.parse(String(row[0])), row[place]] as const] : [],
      ),
    );
  };
  return { from, curve };
}

/** Same instants after moving by whole weeks, and the same values. */
function expectSame(
  actual: ReadonlyMap<number, number>,
  measured: ReadonlyMap<number, number>,
  scale: number,
): void {
  const shiftMs = Math.min(...actual.keys()) - Math.min(...measured.keys());
  expect(shiftMs % (7 * dayMs)).toBe(0);
  expect([...actual.keys()]).toEqual([...measured.keys()].map((at) => at + shiftMs));
  for (const [at, value] of measured) {
    expect(actual.get(at + shiftMs)).toBeCloseTo(value * scale, 6);
  }
}

test('a week of a made-up roof comes back point by point', async () => {
  const folder = join(import.meta.dirname, '../fixtures/replay-tiny');
  const week = { from: '2024-06-01 00:00', to: '2024-06-08 00:00' };
  const { curve } = await replayed(folder, week);
  const measured = columnOf(join(folder, 'roof.csv'), {
    ...{ column: 'power', labelMs: 0, utcOffsetH: 8 },
    ...week,
  });
  expect(measured.size).toBeGreaterThan(7 * 96 - 20);
  expectSame(await curve('/devices/tiny-roof-pv/readings', 'powerKw'), measured, 1_000);
});

const nl = sharedFolder('forecast/rural-nl');
const range = { from: '2021-09-01 00:00', to: '2021-09-15 00:00' };

test.skipIf(nl.absent)(
  nl.title('two measured weeks of rural substations come back point by point'),
  async () => {
    const { curve } = await replayed(nl.path, range);
    const measured = (name: string, column: string) =>
      columnOf(join(nl.path, `${name}.csv.gz`), {
        column,
        labelMs: quarterMs,
        utcOffsetH: 0,
        ...range,
      });
    const [owd, mnzl] = ['OWD', 'MNZL'].map((name) => measured(name, 'solar_mw'));
    if (owd === undefined || mnzl === undefined) throw new Error('unreachable');
    expect(owd.size).toBe(14 * 96);
    expectSame(await curve('/devices/rural-nl-OWD-pv/readings', 'powerKw'), owd, -1_000);
    expectSame(
      await curve('/devices/rural-nl-OWD-net/readings', 'powerKw'),
      measured('OWD', 'net_mw'),
      1_000,
    );
    const both = new Map([...owd].map(([at, value]) => [at, value + (mnzl.get(at) ?? 0)]));
    expectSame(await curve('/nodes/qian/curve', 'pvPowerKw'), both, -1_000);
    expectSame(await curve('/nodes/lankao/curve', 'pvPowerKw'), both, -1_000);
  },
  120_000,
);

const china = sharedFolder('forecast/load-china');

test.skipIf(china.absent)(
  china.title('two measured weeks of a Chinese supply area come back point by point'),
  async () => {
    const weeks = { from: '2019-03-04 00:00', to: '2019-03-18 00:00' };
    const { curve } = await replayed(china.path, weeks);
    const measured = columnOf(join(china.path, 'load.csv.gz'), {
      ...{ column: 'load_kw', labelMs: 0, utcOffsetH: 8 },
      ...weeks,
    });
    expectSame(await curve('/nodes/lankao/curve', 'loadPowerKw'), measured, 1);
  },
  120_000,
);
