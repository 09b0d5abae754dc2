import { expect, test } from 'vitest';
import {
  columnExtent,
  drawnReadings,
  qualityCounts,
  readingsOf,
  withLive,
} from '../../../dashboards/console/src/curve/readings.ts';

const row = (at: string, quality: string, powerKw: number | null) => [
  `2026-04-16T00:00:${at}Z`,
  quality,
  quality === 'good' ? [] : ['stuck'],
  1,
  powerKw,
];
const base = Date.parse('2026-04-16T00:00:00Z');
const readings = readingsOf({
  columns: ['at', 'quality', 'reasons', 'completeness', 'powerKw'],
  rows: [
    row('05', 'good', 2),
    row('00', 'good', 1),
    row('10', 'invalid', 900),
    row('15', 'questionable', 3),
    row('40', 'good', 4),
    row('45', 'good', null),
  ],
});
const drawn = drawnReadings(readings.records, 0, { base, holdMs: 12_000, slotMs: null });

test('readings are ordered, with reasons and the points of the device', () => {
  expect(readings.points).toEqual(['powerKw']);
  expect(readings.records.map(({ at }) => (at - base) / 1_000)).toEqual([0, 5, 10, 15, 40, 45]);
  expect(readings.records[2]?.reasons).toEqual(['stuck']);
});

test('the line leaves out what is invalid and breaks where nothing came', () => {
  expect(drawn.line).toEqual([
    [0, 1],
    [5_000, 2],
    [15_000, 3],
    [40_000, null],
    [40_000, 4],
  ]);
});

test('doubtful and invalid values are marked apart', () => {
  expect(drawn.questionable).toEqual([[15_000, 3]]);
  expect(drawn.invalid).toEqual([[10_000, 900]]);
  expect(qualityCounts(readings.records)).toEqual({ good: 4, questionable: 1, invalid: 1 });
});

test('an invalid spike does not stretch the axis', () => {
  expect(columnExtent(readings.records, 0)).toEqual({ min: 1, max: 4 });
  expect(columnExtent([], 0)).toBeNull();
});

test('means are level over their slot', () => {
  const slots = drawnReadings(readings.records.slice(0, 2), 0, { base, holdMs: 0, slotMs: 5_000 });
  expect(slots.line).toEqual([
    [0, 1],
    [5_000, 1],
    [5_000, 2],
    [10_000, 2],
  ]);
});

test('live values are added once, and only newer ones', () => {
  const live = (at: string) => ({
    device: 'd',
    state: 'online' as const,
    measuredAt: at,
    receivedAt: at,
    ageS: 0,
    quality: 'good' as const,
    reasons: [],
    values: { powerKw: 7 },
  });
  const more = withLive(readings, [live('2026-04-16T00:00:40Z'), live('2026-04-16T00:00:50Z')]);
  expect(more.records).toHaveLength(7);
  expect(more.records.at(-1)?.values).toEqual([7]);
});
