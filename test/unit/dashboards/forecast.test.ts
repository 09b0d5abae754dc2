import { describe, expect, test } from 'vitest';
import type { Palette } from '../../../dashboards/console/src/charts/colors.ts';
import { forecastOption } from '../../../dashboards/console/src/charts/forecast-option.ts';
import {
  actualKw,
  type ForecastSlot,
  forecastBand,
  forecastExtent,
  forecastSlotsOf,
  forecastStops,
  isForecastStale,
} from '../../../dashboards/console/src/curve/forecast.ts';
import { type PartValues, parts, type Slot } from '../../../dashboards/console/src/curve/slots.ts';

const quarter = 900_000;
const hour = 4 * quarter;

function values(some: Partial<PartValues>): PartValues {
  return { ...(Object.fromEntries(parts.map((part) => [part, null])) as PartValues), ...some };
}

function piece(start: number, loadPowerKw: number, lengthMs = quarter): Slot {
  const known = { residualKw: null, completeness: 1, quality: 'good' as const };
  return { start, end: start + lengthMs, values: values({ loadPowerKw }), ...known };
}

function slot(index: number, p50: number, spread = 10): ForecastSlot {
  const start = index * quarter;
  const quantiles = { p10: p50 - spread, p50, p90: p50 + spread };
  return { start, end: start + quarter, issuedAt: 0, ...quantiles };
}

describe('an answer', () => {
  test('is read by the names of its columns, in the order of time', () => {
    const answer = {
      columns: ['p90', 'at', 'issuedAt', 'p50', 'p10'],
      rows: [
        [30, '1970-01-01T00:15:00Z', '1970-01-01T00:00:00Z', 20, 10],
        [3, '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z', 2, 1],
        [null, '1970-01-01T00:30:00Z', '1970-01-01T00:00:00Z', 2, 1],
        [3, 'no time', '1970-01-01T00:00:00Z', 2, 1],
      ],
    };
    expect(forecastSlotsOf(answer)).toEqual([
      { start: 0, end: quarter, issuedAt: 0, p10: 1, p50: 2, p90: 3 },
      { start: quarter, end: 2 * quarter, issuedAt: 0, p10: 10, p50: 20, p90: 30 },
    ]);
  });

  test('without the asked columns has no slots', () => {
    expect(forecastSlotsOf({ columns: ['at', 'issuedAt'], rows: [['x', 'y']] })).toEqual([]);
  });
});

describe('what was measured of a kind', () => {
  test('is for a load with the charging points, as far as either is known', () => {
    expect(actualKw('load', values({ loadPowerKw: 5, evPowerKw: 2 }))).toBe(7);
    expect(actualKw('load', values({ evPowerKw: 2 }))).toBe(2);
    expect(actualKw('load', values({}))).toBeNull();
  });

  test('is for the exchange that before storage and biogas, where the meter is known', () => {
    const given = { batteryPowerKw: 4, biogasPowerKw: 1 };
    expect(actualKw('net', values({ pccPowerKw: -8, ...given }))).toBe(-3);
    expect(actualKw('net', values(given))).toBeNull();
  });

  test.each([
    ['pv', 'pvPowerKw'],
    ['wind', 'windPowerKw'],
    ['heat', 'heatPumpPowerKw'],
    ['net', 'pccPowerKw'],
  ] as const)('is for %s the part %s', (kind, part) => {
    expect(actualKw(kind, values({ [part]: -3 }))).toBe(-3);
  });
});

test('the band breaks where slots are missing', () => {
  const runs = forecastBand([slot(0, 20), slot(1, 30), slot(4, 40)]);
  expect(runs.map((run) => run.map(({ lowKw, highKw }) => [lowKw, highKw]))).toEqual([
    [
      [10, 30],
      [20, 40],
    ],
    [[30, 50]],
  ]);
});

test('the extent holds band, actual values and zero', () => {
  expect(forecastExtent([slot(0, 20), slot(1, -30)], [50, null])).toEqual({ min: -40, max: 50 });
});

describe('the places of the cursor', () => {
  const trace = {
    pieces: [
      piece(0, 1),
      piece(quarter, 2),
      piece(2 * quarter, 3, 60_000),
      piece(2 * quarter + 60_000, 4, 5_000),
    ],
    provisionalFrom: 2 * quarter,
  };

  test('are all quarter hours that were forecast or measured, the running one by its newest value', () => {
    const stops = forecastStops('load', [slot(1, 20), slot(2, 30), slot(3, 40)], trace);
    expect(
      stops.map(({ start, actualKw: kw, forecast, isProvisional }) => [
        start / quarter,
        kw,
        forecast?.p50 ?? null,
        isProvisional,
      ]),
    ).toEqual([
      [0, 1, null, false],
      [1, 2, 20, false],
      [2, 4, 30, true],
      [3, null, 40, false],
    ]);
  });

  test('leave out what stands for a part of a slot that is over', () => {
    const pieces = [piece(0, 1, 60_000), piece(quarter, 2)];
    const stops = forecastStops('load', [], { pieces, provisionalFrom: null });
    expect(stops.map(({ start }) => start)).toEqual([quarter]);
  });
});

test('a forecast is old when the next one is overdue', () => {
  expect(isForecastStale('day_ahead', 0, 25 * hour)).toBe(false);
  expect(isForecastStale('day_ahead', 0, 27 * hour)).toBe(true);
  expect(isForecastStale('ultra_short', 0, 2 * quarter)).toBe(false);
  expect(isForecastStale('ultra_short', 0, 4 * quarter)).toBe(true);
});

describe('the chart', () => {
  const palette = { load: '#123456', surface: '#ffffff' } as Palette;
  const option = forecastOption({
    ...{ kind: 'load', slots: [slot(1, 20), slot(2, 30)], palette, now: null, nowLabel: '' },
    frame: { from: 0, to: 96 * quarter, timeZone: 'Asia/Shanghai', widthPx: 800 },
    ...{ pieces: [], holes: [], provisionalFrom: null },
    scale: { min: 0, max: 50, step: 10 },
    insets: { left: 50, right: 20, top: 20, bottom: 40 },
  }) as {
    series: {
      type: string;
      data: unknown[];
      lineStyle?: { type?: unknown; color: string; width: number };
      renderItem?: (context: object, api: object) => { children: unknown[] };
    }[];
  };
  const lines = option.series.filter(({ lineStyle }) => lineStyle?.color === '#123456');

  test('has the band as one outline from P10 to P90 in a pale hue of its source', () => {
    const api = { coord: (point: unknown) => point };
    expect(option.series[0]?.renderItem?.({}, api).children).toEqual([
      {
        type: 'polygon',
        shape: {
          points: [
            [quarter, 30],
            [2 * quarter, 30],
            [2 * quarter, 40],
            [3 * quarter, 40],
            [3 * quarter, 20],
            [2 * quarter, 20],
            [2 * quarter, 10],
            [quarter, 10],
          ],
        },
        style: { fill: '#123456', opacity: 0.18 },
      },
    ]);
  });

  test('tells the median from the actual line by its dashes, not by colour', () => {
    const [, , median, actual] = lines;
    expect(median?.lineStyle).toMatchObject({ type: [6, 4], width: 2 });
    expect(median?.data[0]).toEqual([quarter, 20]);
    expect(actual?.lineStyle).toMatchObject({ type: 'solid', width: 2 });
    expect(actual?.data).toEqual([]);
  });
});
