import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dayMs, instant } from '../../src/domain/instant.ts';
import type { ReadingStore, SlotLevel } from '../../src/service/ports.ts';
import { composeFile, mountsOf } from '../support/deployment-files.ts';
import {
  type Board,
  filledIn,
  grafanaFolder,
  type Panel,
  rangeValues,
  readBoards,
  type Variable,
} from '../support/grafana-boards.ts';
import { deviceKeysOf, fillCounty } from '../support/grafana-county.ts';
import type { InfluxdbSeries } from '../support/influxdb-process.ts';
import { sharedInfluxdb } from '../support/influxdb-server.ts';

const database = 'paulownia';
const boards = readBoards();
const server = sharedInfluxdb();
const now = Date.now();
const range = rangeValues(now - 3 * dayMs, now);

let store: ReadingStore;
const folder = mkdtempSync(join(tmpdir(), 'paulownia-grafana-'));

beforeAll(async () => {
  store = await fillCounty({ url: server().url, database, folder, now });
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** What Grafana offers for a variable that it asks the database for. */
async function offered(variable: Variable & { type: 'query' }, values: Record<string, string>) {
  const series = await server().ask(database, filledIn(variable.query, values));
  const [, pattern] = /^\/(.*)\/$/.exec(variable.regex) ?? [];
  const names = series.flatMap(({ columns, values: rows }) => {
    const column = columns.findIndex((name) => ['value', 'fieldKey', 'name'].includes(name));
    return rows.map((row) => String(row[column]));
  });
  return [...new Set(names)].filter((name) => new RegExp(pattern ?? '').test(name)).sort();
}

/** Values of a board's variables: every choice of the fixed ones, the first of the others. */
async function choicesOf(board: Board): Promise<Record<string, string>[]> {
  let choices: Record<string, string>[] = [{}];
  for (const variable of board.templating.list) {
    const next = choices.map(async (values) => {
      const found =
        variable.type === 'query'
          ? (await offered(variable, values)).slice(0, 1)
          : variable.query.split(',');
      expect(found, `${board.uid}: ${variable.name}`).not.toEqual([]);
      return found.map((value) => ({ ...values, [variable.name]: value }));
    });
    choices = (await Promise.all(next)).flat();
  }
  return choices;
}

function targetsOf(panel: Panel) {
  return panel.type === 'text' ? [] : panel.targets;
}

function hasData(series: readonly InfluxdbSeries[]): boolean {
  return series.some(({ columns, values }) =>
    values.some((row) => row.some((value, index) => columns[index] !== 'time' && value !== null)),
  );
}

describe.each(boards)('$title', (board) => {
  test('finds data for each of its queries', async () => {
    for (const choice of await choicesOf(board)) {
      for (const panel of board.panels) {
        for (const { query, refId } of targetsOf(panel)) {
          const influxQl = filledIn(query, { ...range, ...choice });
          const series = await server().ask(database, influxQl);
          expect(hasData(series), `${panel.title} ${refId}: ${influxQl}`).toBe(true);
        }
      }
    }
  });

  test('has its panels beside each other, each once', () => {
    const ids = board.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from(
        { length: w * h },
        (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('shows all choices of its fixed variables', () => {
    for (const variable of board.templating.list) {
      if (variable.type !== 'custom') continue;
      expect(variable.options.map(({ value }) => value)).toEqual(variable.query.split(','));
    }
  });
});

test.each<SlotLevel>(['15m', '1d'])(
  'the county board shows the sums of %s that the store answers',
  async (level) => {
    const board = boards.find(({ uid }) => uid === 'paulownia-county');
    if (board === undefined) throw new Error('There is no board of the county.');
    const [pv] = board.panels.flatMap(targetsOf);
    const choices = await choicesOf(board);
    const choice = choices.find((values) => values.level === level);
    const [shown] = await server().ask(
      database,
      filledIn(pv?.query ?? '', { ...range, ...choice }),
    );
    const kind = 'pv';
    const to = instant(now + 1);
    const query = {
      kind,
      deviceKeys: deviceKeysOf(kind),
      from: instant(now - 3 * dayMs),
      to,
    } as const;
    const stored = await store.sumSlots(level, { ...query, point: 'powerKw' });
    expect(stored.sum.length).toBeGreaterThan(1);
    expect(shown?.values.map(([time]) => time)).toEqual([...stored.slotStart]);
    for (const [index, sum] of stored.sum.entries())
      expect(shown?.values[index]?.[1]).toBeCloseTo(sum, 9);
  },
);

describe('provisioning', () => {
  const read = (path: string) =>
    parse(readFileSync(join(grafanaFolder, 'provisioning', path), 'utf8'));
  const grafana = composeFile().services.grafana;
  const mounts = grafana === undefined ? [] : mountsOf(grafana);

  test('gives the data source that the boards name, from the environment of the container', () => {
    const { datasources } = read('datasources/influxdb.yaml');
    expect(datasources).toHaveLength(1);
    expect(datasources[0]).toMatchObject({ type: 'influxdb', uid: 'paulownia', access: 'proxy' });
    const named = [...JSON.stringify(datasources).matchAll(/\$(\w+)/g)].map(([, name]) => name);
    expect(named.length).toBe(4);
    expect(Object.keys(grafana?.environment ?? {})).toEqual(expect.arrayContaining(named));
  });

  test('reads the boards where they are mounted', () => {
    const { providers } = read('dashboards/paulownia.yaml');
    const mount = mounts.find(({ target }) => target === providers[0].options.path);
    expect(mount?.source).toBe('./dashboards/grafana/boards');
    expect(mounts.map(({ target }) => target)).toContain('/etc/grafana/provisioning');
  });

  test('has a board for the county, an area, a device and the service', () => {
    expect(boards.map(({ uid }) => uid)).toEqual(
      ['area', 'county', 'device', 'health'].map((name) => `paulownia-${name}`),
    );
  });
});
