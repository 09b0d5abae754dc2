import fc from 'fast-check';
import { test } from 'vitest';
import { trainQuantileBoosting } from '../../src/forecast/learn/quantile-boosting.ts';

const value = fc.oneof(
  { weight: 5, arbitrary: fc.float({ min: -1000, max: 1000, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY) },
);
const levels = [0.05, 0.25, 0.5, 0.75, 0.95];

test('quantiles are finite and never cross, whatever is learnt and asked', () => {
  const rows = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 4 }), (data, seed) => {
      const column = (place: 0 | 1) => Float32Array.from(data, (row) => row[place]);
      const features = {
        names: ['a', 'b'],
        rows: data.length,
        columns: [column(0), column(1)],
      };
      const target = Float64Array.from(data, (row) => row[2]);
      const options = { seed, rounds: 12, leafRows: 2, members: 2 };
      const quantiles = trainQuantileBoosting({ features, target, levels, options }).predict(
        features,
      );
      return quantiles.every(
        (quantile, place) =>
          Number.isFinite(quantile) &&
          (place % levels.length === 0 || quantile >= (quantiles[place - 1] ?? 0)),
      );
    }),
    { numRuns: 60, seed: 20_261_123 },
  );
});
