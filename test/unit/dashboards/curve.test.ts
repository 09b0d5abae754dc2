import { describe, expect, test } from 'vitest';
import { coverageOf } from '../../../dashboards/console/src/curve/coverage.ts';
import {
  type PartValues,
  parts,
  type Sample,
  type Slot,
  samplesMax,
  slotsOf,
  withSample,
} from '../../../dashboards/console/src/curve/slots.ts';
import {
  drawnExtent,
  flowShares,
  linePoints,
  measuredParts,
  stackedAreas,
} from '../../../dashboards/console/src/curve/sources.ts';
import { indexAt, stopsOf } from '../../../dashboards/console/src/curve/stops.ts';
import { holesOf, traceOf } from '../../../dashboards/console/src/curve/trace.ts';

const quarter = 900_000;
const minute = 60_000;

function values(some: Partial<PartValues>): PartValues {
  return { ...(Object.fromEntries(parts.map((part) => [part, null])) as PartValues), ...some };
}

function slot(start: number, pvPowerKw: number, more: Partial<Slot> = {}): Slot {
  const base = { residualKw: null, completeness: 1, quality: 'good' as const };
  return { start, end: start + quarter, values: values({ pvPowerKw }), ...base, ...more };
}

function sample(at: number, pvPowerKw: number): Sample {
  return { at, values: values({ pvPowerKw }), residualKw: null, completeness: 1 };
}

const range = { from: 0, to: 96 * quarter };

describe('a curve’s table', () => {
  test('is read by the names of its columns, in the order of time', () => {
    const table = {
      columns: ['quality', 'at', 'loadPowerKw', 'completeness'],
      rows: [
        ['good', '1970-01-01T00:15:00Z', 7, 1],
        ['questionable', '1970-01-01T00:00:00Z', null, 0.5],
        ['good', 'not a time', 1, 1],
      ],
    };
    const slots = slotsOf(table, '15m');
    expect(slots.map(({ start, end }) => [start, end])).toEqual([
      [0, quarter],
      [quarter, 2 * quarter],
    ]);
    expect(slots[0]).toMatchObject({ completeness: 0.5, quality: 'questionable' });
    expect(slots[1]?.values).toMatchObject({ loadPowerKw: 7, pvPowerKw: null });
  });
});

describe('live samples', () => {
  test('an older or repeated update changes nothing', () => {
    const kept = withSample([], sample(5, 1));
    expect(withSample(kept, sample(5, 2))).toBe(kept);
    expect(withSample(kept, sample(4, 2))).toBe(kept);
  });

  test('the oldest go at the limit', () => {
    let kept: readonly Sample[] = [];
    for (let at = 0; at <= samplesMax; at += 1) kept = withSample(kept, sample(at, at));
    expect(kept).toHaveLength(samplesMax);
    expect(kept[0]?.at).toBe(1);
  });
});

describe('the trace', () => {
  const readAt = 2 * quarter + 5 * minute;
  const input = {
    slots: [slot(0, 1), slot(quarter, 2), slot(2 * quarter, 3)],
    fineSlots: [],
    samples: [],
    range,
    slotMs: quarter,
    readAt,
    now: readAt,
  };

  test('the running slot stands by its own row, up to when it was read', () => {
    const { pieces, provisionalFrom } = traceOf(input);
    expect(pieces.map(({ end }) => end)).toEqual([quarter, 2 * quarter, readAt]);
    expect(provisionalFrom).toBe(2 * quarter);
  });

  test('finer slots take the place of the running slot’s row', () => {
    const fine = [0, 1, 2].map((index) => {
      const start = 2 * quarter + index * minute;
      return { ...slot(start, 9), end: start + minute };
    });
    const { pieces } = traceOf({ ...input, fineSlots: fine });
    expect(pieces.map(({ values: { pvPowerKw } }) => pvPowerKw)).toEqual([1, 2, 9, 9, 9]);
  });

  test('live samples follow what was read and reach to now', () => {
    const now = readAt + 10_000;
    const samples = [sample(readAt - 3_000, 5), sample(readAt + 4_000, 6)];
    const { pieces } = traceOf({ ...input, samples, now });
    expect(pieces.slice(-2).map(({ start, end }) => [start - readAt, end - readAt])).toEqual([
      [0, 4_000],
      [4_000, 10_000],
    ]);
  });

  test('a sample does not stand for ever when the stream is lost', () => {
    const samples = [sample(readAt, 5)];
    const { pieces } = traceOf({ ...input, samples, now: readAt + 10 * minute });
    expect(pieces.at(-1)?.end).toBe(readAt + 15_000);
  });

  test('a range of the past has nothing provisional', () => {
    const { pieces, provisionalFrom } = traceOf({
      ...input,
      now: 200 * quarter,
      readAt: 200 * quarter,
    });
    expect(provisionalFrom).toBeNull();
    expect(pieces).toHaveLength(3);
  });
});

describe('gaps', () => {
  const pieces = [slot(quarter, 1), slot(4 * quarter, 2, { completeness: 0.5 })];
  const holes = holesOf(pieces, range, 6 * quarter);

  test('stay gaps: at the beginning, between and up to now, not in the future', () => {
    expect(holes.map(({ start, end }) => [start / quarter, end / quarter])).toEqual([
      [0, 1],
      [2, 4],
      [5, 6],
    ]);
  });

  test('break the drawn line', () => {
    expect(linePoints(pieces, 'pvPowerKw', 0)).toEqual([
      [quarter, 1],
      [2 * quarter, 1],
      [2 * quarter, null],
      [4 * quarter, 2],
      [5 * quarter, 2],
    ]);
  });

  test('count as nothing known in the completeness', () => {
    const coverage = coverageOf(pieces, holes);
    expect(coverage).toEqual({
      completeness: 0.25,
      partialSlots: 1,
      questionableSlots: 0,
      holes: 3,
    });
  });

  test('have a place for the cursor that says so', () => {
    const stops = stopsOf({ pieces, provisionalFrom: null }, holes);
    expect(stops.map((stop) => stop.slot !== null)).toEqual([false, true, false, true, false]);
    expect(stops[indexAt(stops, 3 * quarter)]?.slot).toBeNull();
    expect(indexAt([], 0)).toBe(-1);
  });
});

describe('what is drawn', () => {
  const piece = slot(0, 100, {
    values: values({ pvPowerKw: 100, batteryPowerKw: -30, heatPumpPowerKw: 20, pccPowerKw: -70 }),
  });

  test('discharge lies above zero, charge and uses below, stacked', () => {
    const shown = new Set(parts);
    expect(drawnExtent([piece], shown)).toEqual({ min: -70, max: 100 });
    expect(drawnExtent([piece], new Set(['batteryPowerKw', 'heatPumpPowerKw']))).toEqual({
      min: -50,
      max: 0,
    });
  });

  test('an area without height is left out, and a gap begins a new outline', () => {
    const later = slot(2 * quarter, 10);
    const areas = stackedAreas([piece, slot(quarter, 0), later], new Set(parts));
    const steps = areas.map(({ source, runs }) => [source.color, runs]);
    const battery = [{ start: 0, end: quarter, lowKw: 0, highKw: -30 }];
    expect(steps).toContainEqual(['storage', []]);
    expect(steps).toContainEqual(['storage', [battery]]);
    expect(areas.find(({ source }) => source.color === 'pv')?.runs).toHaveLength(2);
  });

  test('only parts that something measures are named', () => {
    expect(measuredParts([piece])).toEqual([
      'pvPowerKw',
      'batteryPowerKw',
      'heatPumpPowerKw',
      'pccPowerKw',
    ]);
  });

  test('supply and use of one moment are all positive', () => {
    const { supply, use } = flowShares(piece.values);
    expect(supply).toEqual([{ part: 'pvPowerKw', powerKw: 100 }]);
    expect(use.map(({ part, powerKw }) => [part, powerKw])).toEqual([
      ['batteryPowerKw', 30],
      ['heatPumpPowerKw', 20],
      ['pccPowerKw', 70],
    ]);
  });
});
