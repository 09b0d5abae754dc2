/** Days that are over are forecast again, to see who would have known them best. */
import { keptLevels } from '../../domain/forecast.ts';
import { coldForecast } from '../../forecast/cold-start/cold-forecast.ts';
import { openView } from '../../forecast/frame/known-view.ts';
import type { Origin } from '../../forecast/frame/origins.ts';
import type { SeriesFrame } from '../../forecast/frame/series-frame.ts';
import { pinballLoss } from '../../forecast/learn/pinball.ts';
import { sunTableOf } from '../../forecast/recipes/sun-table.ts';
import type { Followed } from '../../forecast/watch/contest.ts';
import type { FollowWork } from './engine.ts';
import { type LearnedModel, learnedForecasting } from './group-models.ts';

/** Parts of the horizon whose errors are watched one by one: hours of the short, quarters of the long. */
const horizonParts = 4;
const medianAt = keptLevels.indexOf(0.5);

/** One that forecasts the days, whoever it is. */
interface Runner {
  predict(origin: Origin): Float64Array;
  learnFrom(origin: Origin): void;
  drift(): Followed['drift'];
}

type Opened = Omit<FollowWork, 'contestants'> & {
  readonly contestants: readonly (LearnedModel | null)[];
};

/** What each contestant would have issued for the days, and how it fared. */
export function followDays(work: Opened): Followed[] {
  return work.contestants.map((contestant) => {
    const runner = contestant === null ? coldRunner(work.frame) : modelRunner(contestant, work);
    const days = work.days.map((origins) => followDay(runner, work.frame, origins));
    // Only after all of them: no day may know of what came later.
    const last = work.days.at(-1)?.at(-1);
    if (last !== undefined) runner.learnFrom({ ...last, knownThrough: last.end - 1 });
    return {
      losses: days.map(({ loss }) => loss),
      errors: days.map(({ errors }) => errors),
      drift: runner.drift(),
    };
  });
}

function modelRunner(contestant: LearnedModel, { frame, horizon }: Opened): Runner {
  const forecasting = learnedForecasting(contestant, frame, horizon);
  const cold = coldRunner(frame);
  // What stands in for a model that cannot speak is judged in its place.
  if (forecasting === null) return cold;
  return {
    predict: (origin) => {
      const values = forecasting.predict(origin);
      return values.some(Number.isNaN) ? cold.predict(origin) : values;
    },
    learnFrom: forecasting.learnFrom,
    drift: () => {
      const { drift, spread } = forecasting.calibration();
      return { drift, spread };
    },
  };
}

/** A group that is followed has a past of its own: it needs no neighbours. */
function coldRunner(frame: SeriesFrame): Runner {
  const view = openView(frame);
  const sun = frame.kind === 'pv' ? sunTableOf(frame) : undefined;
  return {
    predict: (origin) => {
      view.moveTo(origin);
      const surroundings = { view, neighbours: view, sun };
      return coldForecast(surroundings, { origin, levels: keptLevels, errorDays: 0 }).values;
    },
    learnFrom: () => undefined,
    drift: () => null,
  };
}

function followDay(
  runner: Runner,
  { target, capacity }: SeriesFrame,
  origins: readonly Origin[],
): { loss: number; errors: number[] } {
  const losses: number[] = [];
  const missed = Array.from({ length: horizonParts }, () => ({ sum: 0, slots: 0 }));
  for (const origin of origins) {
    const values = runner.predict(origin);
    const actual = target.subarray(origin.start, origin.end);
    losses.push(pinballLoss(actual, values, keptLevels));
    for (let step = 0; step < actual.length; step += 1) {
      const median = values[step * keptLevels.length + medianAt] as number;
      const error = Math.abs((actual[step] as number) - median) / capacity;
      const part = missed[Math.floor((step * horizonParts) / actual.length)];
      if (Number.isNaN(error) || part === undefined) continue;
      part.sum += error;
      part.slots += 1;
    }
  }
  const known = losses.filter(Number.isFinite);
  return {
    loss: known.reduce((sum, loss) => sum + loss, 0) / known.length,
    errors: missed.map(({ sum, slots }) => sum / slots),
  };
}
