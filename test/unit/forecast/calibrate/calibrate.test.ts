import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyCalibration,
  type Calibration,
  calibrate,
  calibrateRow,
  noCalibration,
} from '../../../../src/forecast/calibrate/conformal.ts';
import { trackDrift } from '../../../../src/forecast/calibrate/track-drift.ts';
import { weightedQuantiles } from '../../../../src/forecast/calibrate/weighted-quantiles.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { finishRows } from '../../../../src/forecast/site/blend-rows.ts';
import { emptyTable } from '../../../../src/forecast/site/row-table.ts';

const levels = [0.05, 0.1, 0.5, 0.9, 0.95];
const shape = { levels, regimes: 2, range: 100 };

/** Rows whose actuals spread evenly over 0 … 10 (regime 0) or 0 … 20 (regime 1), forecast as 4 … 6. */
function narrowRows(rows: number) {
  const random = seededRandom(3);
  const regime = Int32Array.from({ length: rows }, (_, row) => row % 2);
  return {
    quantiles: Float64Array.from({ length: rows * 5 }, (_, at) => [4, 4.2, 5, 5.8, 6][at % 5] ?? 0),
    target: Float64Array.from(regime, (of) => random() * (of === 0 ? 10 : 20)),
    regime,
    day: Int32Array.from(regime, (_, row) => Math.floor(row / 24)),
    weights: new Float64Array(rows).fill(1),
  };
}

test('weighted quantiles are those of the values repeated by their weights', () => {
  const once = weightedQuantiles(
    Float64Array.of(3, 1, 2),
    Float64Array.of(1, 2, 3),
    [0.2, 0.5, 0.9],
  );
  const repeated = weightedQuantiles(
    Float64Array.of(1, 1, 2, 2, 2, 3),
    new Float64Array(6).fill(1),
    [0.5],
  );
  expect(once[1]).toBeCloseTo(repeated[0] ?? 0, 0);
  expect(weightedQuantiles(Float64Array.of(Number.NaN), Float64Array.of(1), [0.5])[0]).toBeNaN();
  expect([...once]).toEqual([...once].sort());
});

test('offsets bring each regime to its levels', () => {
  const rows = narrowRows(24 * 400);
  const calibration = calibrate(shape, rows);
  const quantiles = rows.quantiles.slice();
  applyCalibration(calibration, quantiles, rows.regime);
  for (const [regime, most] of [10, 20].entries()) {
    const row = rows.regime.indexOf(regime);
    expect(quantiles[row * 5 + 1]).toBeCloseTo(0.1 * most, -0.5);
    expect(quantiles[row * 5 + 3]).toBeCloseTo(0.9 * most, -0.5);
  }
});

test('a regime seen on few days leans on the whole', () => {
  const rows = narrowRows(24 * 400);
  const few = { ...rows, regime: rows.regime.map((of, row) => (row < 24 ? of : 0)) };
  const { offsets } = calibrate(shape, few);
  expect(Math.abs((offsets[8] ?? 0) - (offsets[3] ?? 0))).toBeLessThan(0.5);
});

test('drift brings a level that is passed too often to its share, by bounded steps', () => {
  const calibration = noCalibration(shape);
  const random = seededRandom(5);
  let before = calibration.drift.slice();
  for (let day = 0; day < 600; day += 1) {
    trackDrift(calibration, narrowDay(random));
    const moved = calibration.drift.map((value, at) => Math.abs(value - (before[at] ?? 0)));
    expect(Math.max(...moved)).toBeLessThanOrEqual(0.06);
    before = calibration.drift.slice();
  }
  const after = Float64Array.of(4, 4.2, 5, 5.8, 6);
  calibrateRow(calibration, after, 0);
  const high = after[3] ?? 0;
  expect(high).toBeGreaterThan(6.5);
  expect(high).toBeLessThan(7.2);
});

function narrowDay(random: () => number) {
  return {
    quantiles: Float64Array.from({ length: 24 * 5 }, (_, at) => [4, 4.2, 5, 5.8, 6][at % 5] ?? 0),
    regime: new Int32Array(24),
    low: new Float64Array(24),
    high: new Float64Array(24).fill(100),
    target: Float64Array.from({ length: 24 }, () => 2 + 6 * random() * 0.9),
    dayShare: 1,
  };
}

test('a quantile at its bound and a missing actual move nothing', () => {
  const calibration = noCalibration(shape);
  const day = narrowDay(seededRandom(1));
  trackDrift(calibration, { ...day, target: new Float64Array(24).fill(Number.NaN) });
  trackDrift(calibration, { ...day, high: new Float64Array(24).fill(3) });
  expect([...calibration.drift].every((value) => value === 0)).toBe(true);
});

test('whatever the offsets, quantiles stay in order and within their bounds', () => {
  const value = fc.double({ min: -200, max: 200, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 15, maxLength: 15 }),
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 10, maxLength: 10 }),
      (values, offsets) => {
        const calibration: Calibration = {
          ...noCalibration(shape),
          offsets: Float64Array.from(offsets),
        };
        const table = emptyTable([], 3);
        table.high.fill(100);
        table.low.set([0, 50, 100]);
        table.regime.set([0, 1, 1]);
        const quantiles = Float64Array.from(values);
        finishRows(calibration, table, quantiles);
        for (let at = 0; at < quantiles.length; at += 1) {
          const row = Math.floor(at / 5);
          expect(quantiles[at]).toBeGreaterThanOrEqual(table.low[row] ?? 0);
          expect(quantiles[at]).toBeLessThanOrEqual(100);
          if (at % 5 > 0) expect(quantiles[at]).toBeGreaterThanOrEqual(quantiles[at - 1] ?? 0);
        }
      },
    ),
    { numRuns: 200 },
  );
});
