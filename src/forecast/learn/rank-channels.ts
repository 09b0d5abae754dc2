/** Numbers that the split gain looks at per row: three of the forecast's fit, and the row's weight. */
export const channelCount = 3;
export const channelStride = channelCount + 1;

/**
 * What a row tells about all levels at once. Its actual value lies between two neighbouring quantiles, so its probability
 * integral transform u lies in [low, high]; channel j is the mean of cos(jπu)/j over that interval. If the quantiles are
 * right, u is uniform and every channel's mean is 0. The sum over all levels of the squared gradient sums of the pinball
 * loss is the Cramér–von Mises distance of u from uniform, whose expansion in these cosines (weights 1/j²) is the
 * classical one (Durbin and Knott, 1972): channel 1 sees the location, 2 the spread, 3 the skew. With one level,
 * channel 1 is the pinball gradient but for a factor. An actual value equal to several quantiles (calm, night) gets
 * the mean over all that they span: ties pull to no side.
 */
export interface RankTable {
  readonly levels: readonly number[];
  /** Integrals of cos(jπu)/j from 0 to each bound, bound-major, channelCount a bound. */
  readonly integrals: Float64Array;
  /** 0, the levels, 1. */
  readonly bounds: Float64Array;
}

export function rankTable(levels: readonly number[]): RankTable {
  const bounds = Float64Array.from([0, ...levels, 1]);
  const integrals = new Float64Array(bounds.length * channelCount);
  for (let bound = 0; bound < bounds.length; bound++) {
    for (let j = 1; j <= channelCount; j++) {
      const angle = j * Math.PI * (bounds[bound] as number);
      integrals[bound * channelCount + j - 1] = Math.sin(angle) / (j * j * Math.PI);
    }
  }
  return { levels, integrals, bounds };
}

/**
 * Fills `channels` (rows × channelStride; weight last) from targets and predictions (row-major, rows × levels).
 */
export function fillChannels(
  table: RankTable,
  target: Float32Array,
  predictions: Float32Array,
  weights: Float32Array | undefined,
  channels: Float32Array,
): void {
  const width = table.levels.length;
  for (let row = 0; row < target.length; row++) {
    const actual = target[row] as number;
    let below = 0;
    let notAbove = 0;
    for (let place = row * width; place < (row + 1) * width; place++) {
      const quantile = predictions[place] as number;
      if (quantile < actual) below++;
      if (quantile <= actual) notAbove++;
    }
    const weight = weights === undefined ? 1 : (weights[row] as number);
    setRow(table, below, notAbove + 1, weight, channels, row * channelStride);
  }
}

/** The channels of a row whose u lies between two bounds, times its weight. */
function setRow(
  { integrals, bounds }: RankTable,
  low: number,
  high: number,
  weight: number,
  channels: Float32Array,
  out: number,
): void {
  const scale = weight / ((bounds[high] as number) - (bounds[low] as number));
  for (let j = 0; j < channelCount; j++) {
    const from = integrals[low * channelCount + j] as number;
    channels[out + j] = ((integrals[high * channelCount + j] as number) - from) * scale;
  }
  channels[out + channelCount] = weight;
}
