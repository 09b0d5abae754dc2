import type { BoostingOptions } from '../learn/boosting-options.ts';
import type { FeatureMatrix } from '../learn/feature-matrix.ts';
import { trainQuantileBoosting } from '../learn/quantile-boosting.ts';
import { fitRidge, type RidgeState, ridgeOf } from '../learn/ridge.ts';
import { predictEnsemble, type TreeEnsemble } from '../learn/tree-ensemble.ts';
import { addResiduals, type ResidualQuantiles, residualQuantiles } from './residual-quantiles.ts';
import { matrixOf, matrixOfNamed, type RowTable } from './row-table.ts';

/** Rows below which nothing is fitted to them. */
const fitRowsLeast = 150;
/** Fates that a leaf holds at least where rows share one, and the small, slow trees that suit so few. */
const kinFates = 16;
const kinGrowth: BoostingOptions = { leaves: 7, learningRate: 0.06, rounds: 150 };
/** What the models of the neighbouring slots of the day lend to a slot's own. */
const neighbourShare = 0.5;

/** A linear model of what the base misses, and what it misses itself. */
export interface RidgeMember {
  readonly state: RidgeState;
  readonly residuals: ResidualQuantiles;
}

/** Trained members of a blend: plain data. */
export interface Members {
  readonly base: ResidualQuantiles;
  /** Features that are the first member's quantiles, where the recipe writes them. */
  readonly quantiles?: readonly string[];
  readonly fitted?: {
    readonly ridge: RidgeMember;
    /** Trees that improve the base, and trees that improve the ridge; absent where they have no weight. */
    readonly trees?: TreeEnsemble;
    readonly ridgeTrees?: TreeEnsemble;
  };
}

/** What members are told beside their rows. */
export interface MemberTask {
  readonly levels: readonly number[];
  readonly linear: readonly string[];
  readonly groups: number;
  readonly regimes: number;
  /** Rows that share one fate; see `RowSource`. */
  readonly kinRows: number;
  /** Features that are quantiles of the target; see `RowSource`. */
  readonly quantiles?: readonly string[];
  /** Days on record. */
  readonly days: number;
  /** Distance between the bounds of the target. */
  readonly range: number;
  readonly seed: number;
}

/** Members in the order of their forecasts and weights. */
export function memberNames({ fitted }: Members): readonly string[] {
  return fitted === undefined ? ['base'] : ['base', 'ridge', 'trees', 'ridgeTrees'];
}

/**
 * Trains every member that the rows suffice for and that has a weight; `bags` is how many times
 * trees are grown. One weight alone is the base's.
 */
export function trainMembers(
  table: RowTable,
  task: MemberTask,
  { bags, weights }: { readonly bags: number; readonly weights: ArrayLike<number> },
): Members {
  const plain = {
    base: spreadOf(table, task, table.base),
    ...(task.quantiles && { quantiles: task.quantiles }),
  };
  if (task.quantiles || table.rows < fitRowsLeast || weights.length < 4) return plain;
  const ridge = fitRidge({
    features: linearMatrix(table, task.linear),
    target: table.target.map((actual, row) => actual - (table.base[row] as number)),
    groups: table.group,
    neighbourShare,
  });
  const outOfFold = ridge.outOfFold.map((value, row) => value + (table.base[row] as number));
  const grow = (from: Float64Array): TreeEnsemble =>
    trainQuantileBoosting({
      features: matrixOf(table),
      target: table.target,
      base: from,
      levels: task.levels,
      options: optionsOf(table, task, bags),
    }).ensemble;
  return {
    ...plain,
    fitted: {
      ridge: { state: ridge.state, residuals: spreadOf(table, task, outOfFold) },
      ...(weights[2] !== 0 && { trees: grow(table.base) }),
      ...(weights[3] !== 0 && { ridgeTrees: grow(outOfFold) }),
    },
  };
}

/** Trees that each member holds. */
export function treesOf({ fitted }: Members): readonly number[] {
  return [0, 0, fitted?.trees?.roots.length ?? 0, fitted?.ridgeTrees?.roots.length ?? 0];
}

/** Forecasts of all rows by every member, in the order of `memberNames`: rows × levels, row-major. */
export function predictMembers(
  { base, quantiles, fitted }: Members,
  { table, linear }: { readonly table: RowTable; readonly linear: readonly string[] },
  out: readonly Float64Array[],
): void {
  const [ofBase, ofRidge, ofTrees, ofRidgeTrees] = out;
  if (ofBase !== undefined) {
    if (quantiles === undefined) addResiduals(base, { ...table, point: table.base }, ofBase);
    else copyQuantiles(matrixOfNamed(table, quantiles), ofBase);
  }
  if (fitted === undefined || !ofRidge || !ofTrees || !ofRidgeTrees) return;
  const { state, residuals } = fitted.ridge;
  const point = ridgeOf(state).predict(linearMatrix(table, linear), table.group);
  for (let row = 0; row < point.length; row += 1) {
    point[row] = (point[row] as number) + (table.base[row] as number);
  }
  addResiduals(residuals, { ...table, point }, ofRidge);
  const { trees, ridgeTrees } = fitted;
  if (trees !== undefined) predictEnsemble(trees, matrixOf(table), table.base, ofTrees);
  if (ridgeTrees !== undefined) predictEnsemble(ridgeTrees, matrixOf(table), point, ofRidgeTrees);
}

function copyQuantiles({ columns, rows }: FeatureMatrix, out: Float64Array): void {
  columns.forEach((column, place) => {
    for (let row = 0; row < rows; row += 1) {
      out[row * columns.length + place] = column[row] as number;
    }
  });
}

/** The features of the linear model: those that the recipe names, and its base. */
function linearMatrix(table: RowTable, linear: readonly string[]): FeatureMatrix {
  const { names, rows, columns } = matrixOfNamed(table, linear);
  return { names: [...names, 'base'], rows, columns: [...columns, Float32Array.from(table.base)] };
}

function spreadOf(table: RowTable, task: MemberTask, point: Float64Array): ResidualQuantiles {
  return residualQuantiles({
    ...task,
    residuals: table.target.map((actual, row) => actual - (point[row] as number)),
    regime: table.regime,
  });
}

/** Rows of a week are drawn together, so that a bag says little of the rows that stop its growth. */
function optionsOf(
  table: RowTable,
  { seed, days, kinRows }: MemberTask,
  bags: number,
): BoostingOptions {
  const blockRows = Math.ceil((7 * table.rows) / Math.max(7, days));
  const usual = { seed, members: bags, blockRows };
  return kinRows > 1 ? { ...usual, ...kinGrowth, leafRows: kinFates * kinRows } : usual;
}
