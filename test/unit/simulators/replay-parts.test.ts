import { expect, test } from 'vitest';
import { FaultBook, faultText } from '../../../simulators/replay/faults.ts';
import type { ReplayPlan } from '../../../simulators/replay/plan.ts';
import { type ReplayRun, runReplay } from '../../../simulators/replay/run.ts';
import { parseTable } from '../../../simulators/replay/table.ts';
import { instantReader, labelReader, wallMsOf } from '../../../simulators/replay/time-labels.ts';
import { columnPayloads } from '../../../simulators/telemetry.ts';
import { hourMs, type Instant, instant, minuteMs } from '../../../src/domain/instant.ts';

test.each([
  ['2024-02-29 23:45', Date.UTC(2024, 1, 29, 23, 45)],
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['2023-02-29 00:00', null],
  ['2024-01-01 24:00', null],
  ['1.1.2024', null],
  ['', null],
])("'%s' is read as %s", (label, wallMs) => {
  expect(wallMsOf(label)).toBe(wallMs);
});

test('a local time can mean one instant, two, or none', () => {
  const read = instantReader('Europe/Berlin');
  const iso = (label: string): string[] =>
    read(wallMsOf(label) ?? 0).map((at) => new Date(at).toISOString());
  expect(iso('2024-07-01 12:00')).toEqual(['2024-07-01T10:00:00.000Z']);
  expect(iso('2024-10-27 02:30')).toEqual(['2024-10-27T00:30:00.000Z', '2024-10-27T01:30:00.000Z']);
  expect(iso('2024-03-31 02:30')).toEqual([]);
  expect(iso('2024-03-31 03:00')).toEqual(['2024-03-31T01:00:00.000Z']);
});

test('labels must go forward', () => {
  const read = labelReader({ timeZone: 'UTC', stepMin: 60, labelsEnd: true });
  expect(read('2024-01-01 01:00')).toEqual({ startAt: Date.UTC(2024, 0, 1), fault: null });
  expect(read('2024-01-01 01:00').fault).toContain('not later');
  expect(read('2024-01-01 00:30').fault).toContain('not later');
  expect(read('noon').fault).toContain('no time');
  expect(read('2024-01-01 02:00').startAt).toBe(Date.UTC(2024, 0, 1, 1));
});

test.each([
  ['a,b\n1,2', 'the header'],
  ['time,a,a\n', 'the header'],
  ['time\n', 'the header'],
])('a table that is none is told: %s', (text, detail) => {
  const faults = new FaultBook('f.csv');
  expect(parseTable(text, faults)).toBeNull();
  expect(faultText(faults.faults[0] ?? { file: '', line: null, what: '' })).toContain(detail);
});

test('very many faults are counted but not kept', () => {
  const faults = new FaultBook('f.csv');
  parseTable(`time,a\n${'2024-01-01 00:00,x\n'.repeat(3_000)}`, faults);
  expect(faults.count).toBe(3_000);
  expect(faults.faults).toHaveLength(1_000);
});

test('columns are split until they fit, and lose no row', () => {
  const rows = Array.from({ length: 5_000 }, (_, row) => ({
    at: instant(row * minuteMs),
    values: Object.fromEntries(Array.from({ length: 30 }, (__, point) => [`p${point}`, row / 7])),
  }));
  const parts = columnPayloads(rows, true);
  expect(parts.flatMap((part) => part.rows)).toEqual(rows);
  expect(Math.max(...parts.map(({ payload }) => payload.length))).toBeLessThanOrEqual(200_000);
  expect(columnPayloads([], true)).toEqual([]);
});

function planWith(rows: number, stepMs: number, firstAt: number): ReplayPlan {
  const device = { id: 'd', name: 'd', kind: 'pv', ratingKw: 1, reportIntervalS: 60 } as const;
  const measuredAt = Float64Array.from({ length: rows }, (_, row) => firstAt + row * stepMs);
  const values = [measuredAt.map((at) => at / stepMs)];
  const series = [{ device, stepMs, points: ['powerKw'], measuredAt, values }];
  return { set: 's', series, faults: [], faultCount: 0, notices: [], rows };
}

interface Heard {
  readonly run: Omit<ReplayRun, 'speed'>;
  readonly payloads: { measuredAt: number | number[]; historical?: boolean }[];
  now(): Instant;
}

/** A run in which waiting is the only thing that takes time. */
function virtualRun(startMs: number, publish?: ReplayRun['publish']): Heard {
  let now = startMs;
  const payloads: Heard['payloads'] = [];
  return {
    payloads,
    now: () => instant(now),
    run: {
      now: () => instant(now),
      delay: (ms) => {
        now += ms;
        return Promise.resolve();
      },
      publish: (deviceId, payload) => {
        payloads.push(JSON.parse(payload));
        return publish?.(deviceId, payload) ?? Promise.resolve(true);
      },
    },
  };
}

test('as fast as possible sends everything once, in order, in batches', async () => {
  const heard = virtualRun(1e12);
  const plan = planWith(1_234, minuteMs, 1e12 - 1_234 * minuteMs);
  const result = await runReplay(plan, { ...heard.run, speed: Number.POSITIVE_INFINITY });
  expect(result).toEqual({ rowsSent: 1_234, messages: 3, failed: 0 });
  expect(heard.payloads.flatMap(({ measuredAt }) => measuredAt)).toEqual([
    ...(plan.series[0]?.measuredAt ?? []),
  ]);
  expect(heard.payloads[0]?.historical).toBe(true);
});

test('a thousand times real time takes a thousandth of the time', async () => {
  const heard = virtualRun(1e12);
  const plan = planWith(97, 15 * minuteMs, 1e12 - 40 * hourMs);
  await runReplay(plan, { ...heard.run, speed: 1_000 });
  expect(heard.now() - 1e12).toBeGreaterThan((24 * hourMs) / 1_000 - 200);
  expect(heard.now() - 1e12).toBeLessThan((24 * hourMs) / 1_000 + 400);
});

test('in real time the backlog comes at once and the rest when it is due, as live readings', async () => {
  const heard = virtualRun(1e12);
  const plan = planWith(20, minuteMs, 1e12 - 10 * minuteMs);
  await runReplay(plan, { ...heard.run, speed: 1 });
  expect(heard.payloads[0]?.measuredAt).toHaveLength(11);
  expect(heard.payloads.slice(1).map(({ measuredAt }) => measuredAt)).toEqual(
    Array.from({ length: 9 }, (_, row) => 1e12 + (row + 1) * minuteMs),
  );
  expect(heard.payloads.every(({ historical }) => historical !== true)).toBe(true);
});

test('what is never acknowledged is counted, also when publishing throws', async () => {
  let count = 0;
  const heard = virtualRun(1e12, () => {
    count += 1;
    return count === 1 ? Promise.resolve(false) : Promise.reject(new Error('line cut'));
  });
  const plan = planWith(1_000, minuteMs, 1e12 - 1_000 * minuteMs);
  const result = await runReplay(plan, { ...heard.run, speed: Number.POSITIVE_INFINITY });
  expect(result).toMatchObject({ messages: 2, failed: 2 });
});

test('at most so many messages are on their way', async () => {
  let open = 0;
  let most = 0;
  const heard = virtualRun(1e12, async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return true;
  });
  const plan = planWith(200 * 500, minuteMs, 1e12 - 200 * 500 * minuteMs);
  await runReplay(plan, { ...heard.run, speed: Number.POSITIVE_INFINITY });
  expect(most).toBe(64);
});
