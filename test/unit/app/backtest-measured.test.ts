import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Train } from '../../../src/app/backtest/forecaster.ts';
import { runCase } from '../../../src/app/backtest/run-case.ts';
import { openReferences } from '../../../src/forecast/score/references.ts';
import { figuresOf } from '../../../src/forecast/score/score-sums.ts';
import { scoredLevels } from '../../../src/forecast/score/slot-score.ts';
import { caseIn } from '../../support/forecast-sets.ts';
import { sharedFolder } from '../../support/shared-data.ts';

const data = sharedFolder('forecast');

const climatology: Train = ({ training, view }) => {
  const reference = openReferences(training, view).find(({ name }) => name === 'climatology');
  return {
    card: null,
    learnFrom: () => {},
    predict: (origin) => {
      const rows = new Float64Array((origin.end - origin.start) * scoredLevels);
      for (let slot = origin.start; slot < origin.end; slot += 1) {
        reference?.write(origin, slot, rows, (slot - origin.start) * scoredLevels);
      }
      return rows;
    },
  };
};

test.skipIf(data.absent)(
  data.title('a month of a measured wind farm is scored hour by hour'),
  () => {
    const measured = caseIn(join(data.path, 'wind-gefcom14'), 'own', 'zone01');
    const { parts, leads, origins } = runCase(measured, { train: climatology, nowMs: () => 0 });
    const figures = parts.all === undefined ? null : figuresOf(parts.all.model);
    expect(origins).toBe(1);
    expect(figures?.slots).toBe(31 * 24);
    expect(leads).toHaveLength(31);
    // All farms and months together have a climatology of 0.079 by an independent calculation.
    expect(figures?.pl99).toBeGreaterThan(0.07);
    expect(figures?.pl99).toBeLessThan(0.09);
    expect(parts.all?.references.climatology).toEqual(parts.all?.model);
  },
);
