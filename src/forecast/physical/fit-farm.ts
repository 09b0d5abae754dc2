import { curveThrough, type FarmCurve, openFarmCurve } from './farm-curve.ts';
import { hubSpeedMps, type WindHeights } from './hub-wind.ts';
import { errorRatioOf, type FittedParameter, foldCount, foldOf } from './physical-fit.ts';

/** What a wind farm's own history says of its hubs and its curve. */
export interface FittedFarm {
  readonly kind: 'wind';
  readonly heights: WindHeights;
  readonly hubHeightM: number;
  /** Power as a share of the rating at each `curveStepMps` from calm on. */
  readonly ratios: Float64Array;
  readonly parameters: readonly FittedParameter[];
}

/** Slots of a history: power as a share of the rating, and the wind foreseen at one or two heights. */
export interface FarmRows {
  readonly heights: WindHeights;
  readonly day: Int32Array;
  readonly ratio: Float64Array;
  readonly highMps: Float64Array;
  /** NaN throughout where one height alone is told. */
  readonly lowMps: Float64Array;
}

export const curveStepMps = 0.5;
const curvePoints = 81;
const daysLeast = 21;
const rowsLeast = 200;
/** Readings in a bin of speed at which they weigh as much as the usual curve. */
const shrinkRows = 10;
const hubHeightsM = [40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160] as const;
const half = 0.5;

/** What a trial works on; a fold of 255 leaves nothing out. */
interface Trial {
  readonly rows: FarmRows;
  readonly fold: Uint8Array;
  readonly usual: Float64Array;
}

const nothing = 255;

/**
 * Hub height and power curve of a farm. The curve is the median power in each half m/s of wind at
 * hub height, drawn to a usual farm's curve where readings are few, and made to rise by pooling
 * neighbours (Ayer et al. 1955) up to the speed at which farms give most; beyond it goes on as usual farms
 * do, out at 25 m/s. With wind at two heights the hub height is that whose curve errs least on weeks left
 * out; with one, that at which a usual farm errs least. `undefined` where history is too short.
 */
export function fitFarm(rows: FarmRows): FittedFarm | undefined {
  const days = new Set(rows.day).size;
  if (days < daysLeast || rows.ratio.length < rowsLeast) return undefined;
  const usualCurve = openFarmCurve();
  const usual = Float64Array.from({ length: curvePoints }, (_, point) =>
    usualCurve(point * curveStepMps),
  );
  const trial = { rows, fold: Uint8Array.from(rows.day, foldOf), usual };
  const hubHeightM = bestHeight(trial);
  const errors = {
    usual: errorOf(rows, usualCurve, speedsAt(rows, rows.heights.highM), () => true),
    fitted: triedError(trial, speedsAt(rows, hubHeightM)),
  };
  const ratios = curveOf(trial, speedsAt(rows, hubHeightM), nothing);
  const report = { days, errorRatio: errorRatioOf(errors), used: false };
  return {
    kind: 'wind',
    heights: rows.heights,
    hubHeightM,
    ratios,
    parameters: [
      { name: 'hubHeight', value: hubHeightM, unit: 'm', ...report },
      { name: 'speedAtHalfPower', value: speedAtHalf(ratios), unit: 'm/s', ...report },
      { name: 'highestPowerRatio', value: Math.max(...ratios), unit: '1', ...report },
    ],
  };
}

function bestHeight(trial: Trial): number {
  const { rows } = trial;
  const oneHeight = rows.heights.lowM === undefined;
  const usualCurve = curveThrough(trial.usual, curveStepMps);
  let best = { heightM: rows.heights.highM, error: Number.POSITIVE_INFINITY };
  for (const heightM of hubHeightsM) {
    const speeds = speedsAt(rows, heightM);
    const error = oneHeight
      ? errorOf(rows, usualCurve, speeds, () => true)
      : triedError(trial, speeds);
    if (error < best.error) best = { heightM, error };
  }
  return best.heightM;
}

function speedsAt({ heights, highMps, lowMps }: FarmRows, hubHeightM: number): Float64Array {
  return highMps.map((speed, row) =>
    hubSpeedMps(heights, { highMps: speed, lowMps: lowMps[row] as number, hubHeightM }),
  );
}

/** Mean absolute error of curves on the weeks that each was not fitted to. */
function triedError(trial: Trial, speeds: Float64Array): number {
  const { rows, fold } = trial;
  let sum = 0;
  for (let held = 0; held < foldCount; held += 1) {
    const curve = curveThrough(curveOf(trial, speeds, held), curveStepMps);
    const rowsHeld = fold.reduce((count, of) => count + Number(of === held), 0);
    sum += rowsHeld * errorOf(rows, curve, speeds, (row) => fold[row] === held);
  }
  return sum / rows.ratio.length;
}

function errorOf(
  { ratio }: FarmRows,
  curve: FarmCurve,
  speeds: Float64Array,
  counts: (row: number) => boolean,
): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < ratio.length; row += 1) {
    if (!counts(row)) continue;
    sum += Math.abs((ratio[row] as number) - curve(speeds[row] as number));
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

/** The curve of all rows but those of one fold. */
function curveOf({ rows, fold, usual }: Trial, speeds: Float64Array, without: number) {
  const bins: number[][] = Array.from({ length: curvePoints }, () => []);
  for (let row = 0; row < speeds.length; row += 1) {
    if (fold[row] === without) continue;
    bins[Math.round((speeds[row] as number) / curveStepMps)]?.push(rows.ratio[row] as number);
  }
  const weights = bins.map((bin) => bin.length + shrinkRows);
  const drawn = bins.map((bin, point) => {
    const own = medianOf(bin);
    const share = bin.length / (bin.length + shrinkRows);
    const expected = usual[point] as number;
    return bin.length === 0 ? expected : expected + share * (own - expected);
  });
  const top = usual.indexOf(Math.max(...usual));
  const rising = pooled(drawn.slice(0, top + 1), weights);
  const highest = rising[top] as number;
  return usual.map((expected, point) =>
    point <= top ? (rising[point] as number) : (expected * highest) / (usual[top] as number),
  );
}

function medianOf(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** The rising sequence nearest to the values, weighted: neighbours out of order share their mean. */
function pooled(values: readonly number[], weights: readonly number[]): Float64Array {
  const blocks: { value: number; weight: number; count: number }[] = [];
  values.forEach((value, point) => {
    let block = { value, weight: weights[point] ?? 1, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.value > block.value; ) {
      const weight = last.weight + block.weight;
      const mean = (last.value * last.weight + block.value * block.weight) / weight;
      block = { value: mean, weight, count: last.count + block.count };
      blocks.pop();
      last = blocks.at(-1);
    }
    blocks.push(block);
  });
  return Float64Array.from(blocks.flatMap(({ value, count }) => Array(count).fill(value)));
}

/** Wind at which a farm gives half its rating, m/s; NaN where it never does. */
function speedAtHalf(ratios: Float64Array): number {
  const point = ratios.findIndex((ratio) => ratio >= half);
  if (point <= 0) return Number.NaN;
  const before = ratios[point - 1] as number;
  return (point - 1 + (half - before) / ((ratios[point] as number) - before)) * curveStepMps;
}
