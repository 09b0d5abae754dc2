import { type LineSegment, lineSourceResponse } from './line-source.ts';

/** Vertical boreholes of one kind; positions in m. */
export interface BoreholeField {
  readonly positions: readonly { readonly xM: number; readonly yM: number }[];
  readonly lengthM: number;
  /** Depth of the upper end. */
  readonly buriedDepthM: number;
  readonly radiusM: number;
  /** Of the ground: conductivity over heat capacity, about 1e-6 m²/s. */
  readonly diffusivityM2PerS: number;
}

/** Response of each segment (row) to an even draw from each segment (column). */
export type ResponseMatrix = readonly Float64Array[];

/** Boreholes in rows at right angles, `spacingM` apart. */
export function rectangularPositions(options: {
  readonly rows: number;
  readonly columns: number;
  readonly spacingM: number;
}): { readonly xM: number; readonly yM: number }[] {
  const { rows, columns, spacingM } = options;
  return Array.from({ length: rows * columns }, (_, index) => ({
    xM: spacingM * Math.floor(index / columns),
    yM: spacingM * (index % columns),
  }));
}

/**
 * Shares of a borehole's length from top to bottom: short at both ends, where the draw is uneven,
 * and longer towards the middle by a constant factor, after Eskilson (1987).
 *
 * @example segmentRatios(5) // 0.02, 0.12, 0.72, 0.12, 0.02
 */
export function segmentRatios(count: number, endRatio = 0.02): number[] {
  if (count * endRatio >= 1) return Array.from({ length: count }, () => 1 / count);
  if (count < 3) return Array.from({ length: count }, () => 1 / count);
  const fromEnd = (place: number): number => Math.min(place, count - 1 - place);
  const ratiosFor = (growth: number): number[] =>
    Array.from({ length: count }, (_, place) => endRatio * growth ** fromEnd(place));
  const total = (growth: number): number => ratiosFor(growth).reduce((sum, ratio) => sum + ratio);
  let low = 1;
  let high = 1 / endRatio;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (total(middle) > 1) high = middle;
    else low = middle;
  }
  return ratiosFor(low);
}

/** The segments of one borehole. */
export function boreholeSegments(field: BoreholeField, ratios: readonly number[]): LineSegment[] {
  let depthM = field.buriedDepthM;
  return ratios.map((ratio) => {
    const segment = { lengthM: ratio * field.lengthM, depthM };
    depthM += segment.lengthM;
    return segment;
  });
}

/** Responses between all segments of all boreholes, borehole by borehole, after `timeS`. */
export function responseMatrix(
  field: BoreholeField,
  segments: readonly LineSegment[],
  timeS: number,
): ResponseMatrix {
  const { positions, radiusM, diffusivityM2PerS } = field;
  const count = segments.length;
  const blocks = new Map<string, ResponseMatrix>();
  const blockAt = (distanceM: number): ResponseMatrix => {
    const key = distanceM.toFixed(6);
    const known = blocks.get(key);
    if (known !== undefined) return known;
    const block = segmentBlock(segments, { distanceM, diffusivityM2PerS, timeS });
    blocks.set(key, block);
    return block;
  };
  return positions.flatMap((to) => {
    const across = positions.map((from) =>
      blockAt(Math.max(radiusM, Math.hypot(to.xM - from.xM, to.yM - from.yM))),
    );
    return segments.map((_, row) =>
      Float64Array.from({ length: positions.length * count }, (_entry, column) => {
        const block = across[Math.floor(column / count)];
        return block?.[row]?.[column % count] ?? Number.NaN;
      }),
    );
  });
}

/** Two boreholes: length times response is the same both ways, so half of them are computed. */
function segmentBlock(
  segments: readonly LineSegment[],
  between: {
    readonly distanceM: number;
    readonly diffusivityM2PerS: number;
    readonly timeS: number;
  },
): ResponseMatrix {
  const block = segments.map(() => new Float64Array(segments.length));
  segments.forEach((receiver, row) => {
    segments.slice(0, row + 1).forEach((source, column) => {
      const response = lineSourceResponse({ ...between, source, receiver });
      block[row]?.fill(response, column, column + 1);
      block[column]?.fill((response * receiver.lengthM) / source.lengthM, row, row + 1);
    });
  });
  return block;
}

/**
 * g-function of a field whose boreholes all give the same heat per metre: mean wall temperature
 * change is `−q′ / (2π λ) × g`. Eskilson (1987); finite line sources.
 *
 * @example
 * const field = { positions: [{ xM: 0, yM: 0 }], lengthM: 100, buriedDepthM: 4, radiusM: 0.075,
 *   diffusivityM2PerS: 1e-6 };
 * uniformRateResponse(field, 604_800) // 2.7365
 */
export function uniformRateResponse(field: BoreholeField, timeS: number): number {
  const whole = boreholeSegments(field, [1]);
  const rows = responseMatrix(field, whole, timeS);
  const sums = rows.map((row) => row.reduce((sum, response) => sum + response, 0));
  return sums.reduce((total, sum) => total + sum, 0) / sums.length;
}
