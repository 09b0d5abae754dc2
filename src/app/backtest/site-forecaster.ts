import { openReferences } from '../../forecast/score/references.ts';
import { scoredLevels } from '../../forecast/score/slot-score.ts';
import type { Train } from './forecaster.ts';

/** Forecasts a series by its climatology: what any model must beat. */
export const trainSite: Train = ({ training, view }) => {
  const climatology = openReferences(training, view).find(({ name }) => name === 'climatology');
  return {
    card: { model: 'climatology' },
    predict: (origin) => {
      const rows = new Float64Array((origin.end - origin.start) * scoredLevels);
      for (let slot = origin.start; slot < origin.end; slot += 1) {
        climatology?.write(origin, slot, rows, (slot - origin.start) * scoredLevels);
      }
      return rows;
    },
    learnFrom: () => {},
  };
};
