import { describe, expect, test } from 'vitest';
import { kindSpecOf } from '../../../src/contract/device-kinds.ts';
import type { Device } from '../../../src/domain/device.ts';
import { createTrack, judge } from '../../../src/domain/quality.ts';
import { type Reading, reasonsOf } from '../../../src/domain/reading.ts';
import { qualityOf, reasonMaskOf } from '../../../src/domain/verdict.ts';
import { deviceWith, readingOf } from '../../support/devices.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;

/** Judges one reading after the other: minute, values, and what else is special about it. */
function judgeAll(
  device: Device,
  rows: readonly [min: number, values: Record<string, number>, facts?: Partial<Reading>][],
) {
  const track = createTrack(device, kindSpecOf(device.kind).points);
  return rows.map(([min, values, facts]) => {
    const verdict = judge(track, readingOf(device, noon + min * minute, values, facts));
    return [qualityOf(verdict), ...reasonsOf(reasonMaskOf(verdict))];
  });
}

const pv = deviceWith({ kind: 'pv', ratingKw: 100 });
const load = deviceWith({ kind: 'load', ratingKw: 10 });
const weather = deviceWith({ kind: 'weather_station', ratingKw: null });

describe('a value on its own', () => {
  test.each([
    ['inside its range', pv, { powerKw: 60 }, [0]],
    ['own use of a plant at night', pv, { powerKw: -3 }, [0]],
    ['outside the absolute range, of the main point', pv, { powerKw: 2e6 }, [2, 'out_of_range']],
    ['outside it, of another point', pv, { powerKw: 6, inverterTempC: -327 }, [1, 'out_of_range']],
    ['outside it, and nothing else there', pv, { inverterTempC: -327 }, [2, 'out_of_range']],
    ['a little above the rated range', pv, { powerKw: 130 }, [1, 'out_of_range']],
    ['beyond twice the rated range', pv, { powerKw: 260 }, [2, 'out_of_range']],
    ['W for kW', pv, { powerKw: 60_000 }, [2, 'out_of_range', 'unit_doubt']],
    ['a load that generates', load, { powerKw: -4 }, [1, 'sign_doubt']],
    ['a plant with its sign turned', pv, { powerKw: -80 }, [1, 'sign_doubt']],
    ['both directions of a battery', deviceWith({ kind: 'battery' }), { powerKw: -9 }, [0]],
    ['any size without a rating', deviceWith({ ratingKw: null }), { powerKw: 9e5 }, [0]],
    [
      'a negative load without a rating',
      deviceWith({ kind: 'load', ratingKw: null }),
      { powerKw: -4 },
      [1, 'sign_doubt'],
    ],
  ] as [string, Device, Record<string, number>, unknown[]][])(
    '%s',
    (_, device, values, expected) => {
      expect(judgeAll(device, [[0, values]])).toEqual([expected]);
    },
  );
});

describe('the clock', () => {
  const received = (min: number) => ({
    receivedAt: (noon + min * minute) as Reading['receivedAt'],
  });

  test.each([
    ['29 s ahead is good', 29 / 60, 0, [0]],
    ['31 s ahead is questionable', 31 / 60, 0, [1, 'clock_ahead']],
    ['5 min ahead is still questionable', 5, 0, [1, 'clock_ahead']],
    ['more than 5 min ahead is invalid', 5.01, 0, [2, 'clock_ahead']],
    ['30 days late is good', 0, 30 * 1_440, [0]],
    ['more than 30 days late is invalid', 0, 30 * 1_440 + 1, [2, 'clock_behind']],
  ] as [string, number, number, unknown[]][])('%s', (_, measuredMin, receivedMin, expected) => {
    expect(judgeAll(pv, [[measuredMin, { powerKw: 5 }, received(receivedMin)]])).toEqual([
      expected,
    ]);
  });

  test('a backlog in order is good, also without being marked historical', () => {
    const late = received(3 * 1_440);
    const rows = [0, 5, 10].map((min): [number, object, object] => [min, { powerKw: 5 }, late]);
    expect(judgeAll(pv, rows as never)).toEqual([[0], [0], [0]]);
  });

  test('a jump back of more than an hour is questionable, unless it is marked historical', () => {
    expect(
      judgeAll(pv, [
        [0, { powerKw: 5 }],
        [-61, { powerKw: 5 }, received(0)],
        [-61, { powerKw: 5 }, { ...received(0), historical: true }],
        [-59, { powerKw: 5 }, received(0)],
      ]),
    ).toEqual([[0], [1, 'clock_behind'], [0], [0]]);
  });

  test('that runs far ahead does not make the readings after it look late', () => {
    expect(
      judgeAll(pv, [
        [1_440, { powerKw: 5 }, received(0)],
        [1, { powerKw: 5 }],
        [1 + 1 / 60, { powerKw: 95 }],
      ]),
    ).toEqual([[2, 'clock_ahead'], [0], [1, 'jump']]);
  });
});

describe('a value after others', () => {
  test('a spike is one jump, and what comes after it is good', () => {
    expect(
      judgeAll(pv, [
        [0, { powerKw: 20 }],
        [1 / 60, { powerKw: 95 }],
        [2 / 60, { powerKw: 21 }],
      ]),
    ).toEqual([[0], [1, 'jump'], [0]]);
  });

  test('a step that lasts is believed as soon as the ramp allows it', () => {
    const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((s): [number, Record<string, number>] => [
      s / 60,
      { powerKw: s === 0 ? 20 : 90 },
    ]);
    const jumps = judgeAll(pv, rows).map(([quality]) => quality);
    expect(jumps).toEqual([0, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  test('a change after a long silence is no jump', () => {
    expect(
      judgeAll(pv, [
        [0, { powerKw: 0 }],
        [5, { powerKw: 95 }],
      ]),
    ).toEqual([[0], [0]]);
  });

  test('back-fill newer than the last live reading does not disturb it either', () => {
    expect(
      judgeAll(pv, [
        [0, { powerKw: 20 }],
        [10, { powerKw: 99 }, { historical: true }],
        [1 / 60, { powerKw: 95 }],
      ]),
    ).toEqual([[0], [0], [1, 'jump']]);
  });

  test('a late reading does not disturb what the next live one is compared with', () => {
    const late = { historical: true };
    expect(
      judgeAll(pv, [
        [0, { powerKw: 20 }],
        [-10, { powerKw: 99 }, late],
        [-5, { powerKw: 99 }],
        [1 / 60, { powerKw: 21 }],
      ]),
    ).toEqual([[0], [0], [0], [0]]);
  });

  test('an unchanged value is stuck after the time of its point', () => {
    const rows = [0, 20, 40, 60, 61].map((min): [number, Record<string, number>] => [
      min,
      { ghiWm2: 512.5 },
    ]);
    expect(judgeAll(weather, rows)).toEqual([[0], [0], [0], [0], [1, 'stuck']]);
  });

  test.each([
    ['zero at night', weather, { ghiWm2: 0 }],
    ['own use at night', pv, { powerKw: -0.4 }],
    ['a load that runs evenly', load, { powerKw: 3 }],
  ] as [string, Device, Record<string, number>][])('%s is not stuck', (_, device, values) => {
    const rows = [0, 60, 120, 180, 240, 300].map((min) => [min, values]);
    expect(judgeAll(device, rows as never)).toEqual(rows.map(() => [0]));
  });

  test('two equal values hours apart are not stuck', () => {
    const rows = [0, 180].map((min): [number, Record<string, number>] => [min, { ghiWm2: 400 }]);
    expect(judgeAll(weather, rows)).toEqual([[0], [0]]);
  });

  test('a register that goes back was reset; from there it counts on', () => {
    expect(
      judgeAll(pv, [
        [0, { powerKw: 5, energyTotalKwh: 5_000 }],
        [5, { powerKw: 5, energyTotalKwh: 0.2 }],
        [10, { powerKw: 5, energyTotalKwh: 0.6 }],
      ]),
    ).toEqual([[0], [1, 'register_reset'], [0]]);
  });

  test('a register that counts more than the rating allows has jumped', () => {
    expect(
      judgeAll(pv, [
        [0, { energyTotalKwh: 5_000 }],
        [5, { energyTotalKwh: 5_008 }],
        [10, { energyTotalKwh: 9_000 }],
      ]),
    ).toEqual([[0], [0], [1, 'jump']]);
  });

  test('a point that is missing for a while is compared with its last value', () => {
    expect(
      judgeAll(pv, [
        [0, { powerKw: 20, voltageV: 230 }],
        [1 / 60, { voltageV: 231 }],
        [2 / 60, { powerKw: 90 }],
      ]),
    ).toEqual([[0], [0], [1, 'jump']]);
  });
});
