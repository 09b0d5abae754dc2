/**
 * Quantiles of weighted values at rising levels, linear between the middles of the weights
 * (type 5 of Hyndman & Fan, 1996, for equal weights). NaN values are left out; NaN when none is left.
 */
export function weightedQuantiles(
  values: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
): Float64Array {
  const order = orderOf(values);
  const total = order.reduce((sum, at) => sum + (weights[at] as number), 0);
  const out = new Float64Array(levels.length).fill(Number.NaN);
  if (order.length === 0 || !(total > 0)) return out;
  let place = 0;
  let before = 0;
  let centre = shareOf(weights, order, 0) / 2;
  let earlier = centre;
  let earlierValue = values[order[0] as number] as number;
  for (let level = 0; level < levels.length; level += 1) {
    const wanted = (levels[level] as number) * total;
    while (centre < wanted && place < order.length - 1) {
      earlier = centre;
      earlierValue = values[order[place] as number] as number;
      before += shareOf(weights, order, place);
      place += 1;
      centre = before + shareOf(weights, order, place) / 2;
    }
    out[level] = between(
      { at: earlier, value: earlierValue },
      { at: centre, value: values[order[place] as number] as number },
      wanted,
    );
  }
  return out;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

function between(low: Point, high: Point, wanted: number): number {
  if (wanted >= high.at) return high.value;
  if (wanted <= low.at || high.at === low.at) return low.value;
  return low.value + ((wanted - low.at) / (high.at - low.at)) * (high.value - low.value);
}

function shareOf(weights: Float64Array, order: Int32Array, place: number): number {
  return weights[order[place] as number] as number;
}

function orderOf(values: Float64Array): Int32Array {
  const known = new Int32Array(values.length);
  let count = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (!Number.isNaN(values[at])) known[count++] = at;
  }
  return known.subarray(0, count).sort((a, b) => (values[a] as number) - (values[b] as number));
}
