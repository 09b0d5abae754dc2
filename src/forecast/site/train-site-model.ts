import { cleanFrame } from '../clean/clean-frame.ts';
import type { KnownView } from '../frame/known-view.ts';
import { openView } from '../frame/known-view.ts';
import type { Origin, OriginRule } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { trainedLevels } from '../learn/pinball.ts';
import type { PhysicalFit } from '../physical/physical-fit.ts';
import { believedView } from './believed-view.ts';
import { climatologyOf } from './climatology.ts';
import { type MemberTask, memberNames, trainMembers, treesOf } from './members.ts';
import type { Recipe, RowSource } from './recipe.ts';
import type { SiteModel } from './site-model.ts';
import { daysOnRecord, trainingOrigins, trainingRows } from './training-rows.ts';
import { noTrial, tryOutOfTime } from './try-out-of-time.ts';

/** Rows that a model learns from at most: beyond it, more rows no longer help and training takes long. */
const rowLimitUsual = 60_000;

/** Bags of trees whose mean is the member. */
const finalBags = 3;

/** Trains the forecast of one series: `frame` ends where what may be learned from ends. */
export function trainSiteModel(input: {
  readonly frame: SeriesFrame;
  readonly recipe: Recipe;
  readonly rule: OriginRule;
  readonly levels: readonly number[];
  readonly seed: number;
  readonly rowLimit?: number;
}): SiteModel {
  const { recipe, rule, levels } = input;
  const { frame, findings, ignored } = cleanFrame(input.frame);
  const view = believedView(openView(frame), ignored);
  const physics = fittedPhysics(recipe, view);
  const source = recipe.open(view, physics);
  const table = trainingRows({
    view,
    source,
    target: frame.target,
    origins: originsFor(source, trainingOrigins(frame, rule, { start: 0, end: frame.slots.count })),
    rowLimit: input.rowLimit ?? rowLimitUsual,
  });
  const task = taskOf({ frame, seed: input.seed }, source);
  const trial = source.quantiles ? undefined : tryOutOfTime(table, frame, task);
  const tried = trial ?? noTrial(task);
  const members = trainMembers(table, task, { bags: finalBags, weights: tried.weights });
  const trees = treesOf(members);
  return {
    version: 1,
    recipe: recipe.id,
    innerLevels: task.levels,
    levels,
    members,
    weights: tried.weights,
    calibration: tried.calibration,
    climatology: climatologyOf(frame, task.levels),
    ...(physics && { physics }),
    ignored,
    card: {
      seriesId: frame.id,
      recipe: recipe.id,
      from: frame.slots.from,
      to: frame.slots.from + frame.slots.count * frame.slots.slotMs,
      days: task.days,
      rows: table.rows,
      features: source.names,
      ignored,
      findings,
      parameters: physics?.parameters ?? [],
      members: memberNames(members).map((name, place) => ({
        name,
        weight: tried.weights[place] ?? 0,
        validationLoss: tried.memberLosses[place] ?? Number.NaN,
        trees: trees[place] ?? 0,
      })),
      validationLoss: tried.loss,
    },
  };
}

/** Physics as the whole training history tells it: nothing later is in the view. */
function fittedPhysics(recipe: Recipe, view: KnownView): PhysicalFit | undefined {
  const { count } = view.facts.slots;
  view.moveTo({ knownThrough: count - 1, start: count, end: count });
  return recipe.fit?.(view);
}

/** Quantiles that a recipe writes itself need no rows to learn from: the last are written to be counted. */
function originsFor({ quantiles }: RowSource, origins: Origin[]): Origin[] {
  return quantiles === undefined ? origins : origins.slice(-1);
}

function taskOf(
  { frame, seed }: { frame: SeriesFrame; seed: number },
  source: RowSource,
): MemberTask {
  return {
    levels: trainedLevels,
    linear: source.linear,
    groups: source.groups,
    regimes: source.regimes,
    kinRows: source.kinRows ?? 1,
    ...(source.quantiles && { quantiles: source.quantiles }),
    days: daysOnRecord(frame),
    range: frame.capacity - frame.lowest,
    seed,
  };
}
