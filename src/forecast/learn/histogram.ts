import { channelStride } from './rank-channels.ts';

/** Where a leaf's histograms lie: those of feature f begin at `base + f × featureStride`. */
export interface HistogramShape {
  readonly bins: number;
  readonly featureStride: number;
  readonly leafStride: number;
}

export function histogramShape(features: number, bins: number): HistogramShape {
  const featureStride = bins * channelStride;
  return { bins, featureStride, leafStride: features * featureStride };
}

/** Adds up the channels per bin of one feature over `order[from … to − 1]`. */
export function fillHistogram(
  histograms: Float64Array,
  base: number,
  end: number,
  column: Uint8Array,
  channels: Float32Array,
  order: Int32Array,
  from: number,
  to: number,
): void {
  histograms.fill(0, base, end);
  for (let place = from; place < to; place++) {
    const row = order[place] as number;
    const source = row * channelStride;
    const bin = base + (column[row] as number) * channelStride;
    histograms[bin] = (histograms[bin] as number) + (channels[source] as number);
    histograms[bin + 1] = (histograms[bin + 1] as number) + (channels[source + 1] as number);
    histograms[bin + 2] = (histograms[bin + 2] as number) + (channels[source + 2] as number);
    histograms[bin + 3] = (histograms[bin + 3] as number) + (channels[source + 3] as number);
  }
}

/** Takes the part at `other` from the part at `base`, each `length` long: a sibling costs no pass over rows. */
export function subtractHistogram(
  histograms: Float64Array,
  base: number,
  other: number,
  length: number,
): void {
  for (let place = 0; place < length; place++) {
    histograms[base + place] =
      (histograms[base + place] as number) - (histograms[other + place] as number);
  }
}

/** The best split of a leaf so far. Rows whose bin is ≤ `bin` go left, missing ones where it says. */
export interface Split {
  gain: number;
  feature: number;
  bin: number;
  missingLeft: boolean;
}

export interface SplitLimits {
  readonly massMin: number;
  readonly gainPenalty: number;
}

/** Searches one feature's histogram at `base` and improves `best` when a split of it gains more. */
export function searchFeature(
  histograms: Float64Array,
  base: number,
  bins: number,
  feature: number,
  limits: SplitLimits,
  scratch: SplitScratch,
  best: Split,
): void {
  const { total, left } = scratch;
  sumBins(histograms, base, bins, total);
  left.fill(0);
  const missing = histograms[base + channelStride - 1] as number;
  const parent = scoreOf(total, limits);
  for (let bin = 1; bin < bins; bin++) {
    const place = base + bin * channelStride;
    if ((histograms[place + channelStride - 1] as number) <= emptyMass) continue;
    addBin(histograms, place, left);
    offer(gainOf(total, left, limits) - parent, feature, bin, false, best);
    if (missing <= emptyMass) continue;
    joinBin(histograms, base, left, scratch.joined);
    offer(gainOf(total, scratch.joined, limits) - parent, feature, bin, true, best);
  }
}

/** Sums that the search keeps, so that it takes no memory. */
export interface SplitScratch {
  readonly total: Float64Array;
  readonly left: Float64Array;
  readonly joined: Float64Array;
}

export function splitScratch(): SplitScratch {
  const sums = () => new Float64Array(channelStride);
  return { total: sums(), left: sums(), joined: sums() };
}

/** Below this a bin's weight is what rounding left of an empty one after a subtraction. */
const emptyMass = 1e-6;

function offer(
  gain: number,
  feature: number,
  bin: number,
  missingLeft: boolean,
  best: Split,
): void {
  if (!(gain > best.gain)) return;
  best.gain = gain;
  best.feature = feature;
  best.bin = bin;
  best.missingLeft = missingLeft;
}

function sumBins(histograms: Float64Array, base: number, bins: number, total: Float64Array): void {
  total.fill(0);
  for (let bin = 0; bin < bins; bin++) addBin(histograms, base + bin * channelStride, total);
}

function addBin(histograms: Float64Array, place: number, sums: Float64Array): void {
  for (let j = 0; j < channelStride; j++) {
    sums[j] = (sums[j] as number) + (histograms[place + j] as number);
  }
}

function joinBin(
  histograms: Float64Array,
  place: number,
  sums: Float64Array,
  joined: Float64Array,
): void {
  for (let j = 0; j < channelStride; j++) {
    joined[j] = (sums[j] as number) + (histograms[place + j] as number);
  }
}

/** Squared channel sums over the weight. */
function scoreOf(sums: Float64Array, limits: SplitLimits): number {
  const a = sums[0] as number;
  const b = sums[1] as number;
  const c = sums[2] as number;
  return (a * a + b * b + c * c) / ((sums[3] as number) + limits.gainPenalty);
}

/** The scores of both sides, −Infinity when one is too small. */
function gainOf(total: Float64Array, left: Float64Array, limits: SplitLimits): number {
  const mass = left[3] as number;
  const massRight = (total[3] as number) - mass;
  if (mass < limits.massMin || massRight < limits.massMin) return -Infinity;
  const a = (total[0] as number) - (left[0] as number);
  const b = (total[1] as number) - (left[1] as number);
  const c = (total[2] as number) - (left[2] as number);
  const right = (a * a + b * b + c * c) / (massRight + limits.gainPenalty);
  return scoreOf(left, limits) + right;
}
