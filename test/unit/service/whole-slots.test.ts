import { expect, test } from 'vitest';
import { instant, minuteMs, secondMs } from '../../../src/domain/instant.ts';
import type { TableAnswer } from '../../../src/service/application.ts';
import { curveTable } from '../../../src/service/curve-table.ts';
import { readingsTable } from '../../../src/service/device-readings.ts';
import { Directory } from '../../../src/service/directory.ts';
import { openMemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { deviceWith, smallTopology } from '../../support/devices.ts';
import { readings, slots } from '../../support/store-columns.ts';

const noon = Date.parse('2026-05-04T12:00:00Z');
const pv = deviceWith({ id: 'pv', kind: 'pv', reportIntervalS: 5 });

/** A roof that reports its minute every 5 s: 0 kW in the first, 1 kW in the second … */
async function minutes(first: number, last: number) {
  const store = openMemoryStore();
  const count = ((last - first) * minuteMs) / (5 * secondMs);
  const rows = Array.from({ length: count }, (_, index) => {
    const at = noon + first * minuteMs + index * 5 * secondMs;
    return { device: pv.key, at, values: { powerKw: Math.floor((at - noon) / minuteMs) } };
  });
  await store.write([readings('pv', rows)], 1, []);
  return { store, directory: new Directory(smallTopology, [pv]), timeZone: 'Asia/Shanghai' };
}

async function rowsOf({ columns, pages }: TableAnswer) {
  const pick = ['at', 'powerKw', 'pvPowerKw', 'completeness'].flatMap((name) =>
    columns.includes(name) ? columns.indexOf(name) : [],
  );
  const rows: unknown[][] = [];
  for await (const page of pages) rows.push(...page.map((row) => pick.map((cell) => row[cell])));
  return rows;
}

test('minutes are whole and begin at whole minutes, wherever the range begins and ends', async () => {
  const deps = await minutes(0, 4);
  const range = { from: instant(noon + 90_500), to: instant(noon + 150_000) };
  const query = { ...range, resolution: '1m' as const, points: ['powerKw'] };
  const members = deps.directory.curveMembers('area-1');
  if (members === null) throw new Error('area-1 is no node');
  const curve = await curveTable(members, query, deps);
  const table = readingsTable(pv, query, deps);
  if (!curve.ok || !table.ok) throw new Error('a table was refused');
  const curveRows = await rowsOf(curve.value);
  expect(curveRows).toEqual([
    ['2026-05-04T12:01:00.000Z', 1, 1],
    ['2026-05-04T12:02:00.000Z', 2, 1],
  ]);
  const tableRows = await rowsOf(table.value);
  expect(tableRows.map(([at]) => at)).toEqual(curveRows.map(([at]) => at));
});

test('hours are made of all their quarters, also at the ends of the range', async () => {
  const deps = await minutes(0, 1);
  const quarter = (minute: number) => ({
    ...{ device: pv.key, at: noon + minute * minuteMs, completeness: 1 },
    values: { powerKw: minute },
  });
  await deps.store.writeSlots('15m', [slots('pv', [0, 15, 30, 45].map(quarter))], []);
  const from = instant(noon + 20 * minuteMs);
  const query = { from, to: instant(noon + 40 * minuteMs), resolution: '1h' as const };
  const table = readingsTable(pv, { ...query, points: ['powerKw'] }, deps);
  if (!table.ok) throw new Error('the table was refused');
  expect(await rowsOf(table.value)).toEqual([['2026-05-04T12:00:00.000Z', 22.5, 1]]);
});
