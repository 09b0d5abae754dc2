import {
  type BoreholeField,
  boreholeSegments,
  type ResponseMatrix,
  responseMatrix,
  segmentRatios,
} from './borehole-field.ts';
import { solveLinear } from './linear-system.ts';

/**
 * g-function of a field whose boreholes all have one wall temperature, as those on one manifold
 * nearly have, at increasing `timesS`. The draw of each segment is found so that the walls agree
 * and the whole draw stays the same; what was drawn before is superposed over steps in reversed
 * order, with responses linear between the times given. Cimmino & Bernier (2014), with segments
 * after Eskilson (1987); 8 to 12 segments are enough. For the
 * last tenth of a percent each time should be about twice the one before; with nine times the one
 * before, large fields are off by 0.1 %.
 *
 * @example
 * const field = { positions: [{ xM: 0, yM: 0 }], lengthM: 100, buriedDepthM: 4, radiusM: 0.075,
 *   diffusivityM2PerS: 1e-6 };
 * uniformTemperatureResponse(field, [3_600, 86_400, 31_536_000]) // [0.359, 1.776, 4.645]
 */
export function uniformTemperatureResponse(
  field: BoreholeField,
  timesS: readonly number[],
  segmentCount = 12,
): number[] {
  const segments = boreholeSegments(field, segmentRatios(segmentCount));
  const lengths = field.positions.flatMap(() => segments.map(({ lengthM }) => lengthM));
  const responses = timesS.map((timeS) => responseMatrix(field, segments, timeS));
  const stepsS = timesS.map((timeS, step) => timeS - (timesS[step - 1] ?? 0));
  const drawn: Float64Array[] = [];
  return timesS.map((_, step) => {
    const before = wallsBefore(stepsS.slice(0, step + 1), drawn, responses);
    const now = responseAfter(stepsS[step] ?? 0, timesS, responses);
    const solution = solveLinear(...equations(now, before, lengths));
    drawn.push(solution.subarray(0, lengths.length));
    return solution[lengths.length] ?? Number.NaN;
  });
}

/** One row per segment (its wall is the common wall) and one for the whole draw. */
function equations(
  now: ResponseMatrix,
  before: Float64Array,
  lengths: readonly number[],
): [Float64Array[], Float64Array] {
  const rows = now.map((row) => Float64Array.from([...row, -1]));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  return [
    [...rows, Float64Array.from([...lengths, 0])],
    Float64Array.from([...before.map((wall) => -wall), whole]),
  ];
}

/** Responses after any time, linear between those known. */
function responseAfter(
  timeS: number,
  timesS: readonly number[],
  responses: readonly ResponseMatrix[],
): ResponseMatrix {
  const right = placeAt(timesS, timeS);
  const [fromS, toS] = [timesS[right - 1] ?? 0, timesS[right] ?? timeS];
  const share = (timeS - fromS) / (toS - fromS);
  const [low, high] = [responses[right - 1], responses[right] ?? []];
  return high.map((row, place) =>
    row.map((value, column) => share * value + (1 - share) * (low?.[place]?.[column] ?? 0)),
  );
}

/** The first of increasing times that is not before this one, or the last of all. */
function placeAt(timesS: readonly number[], timeS: number): number {
  const place = timesS.findIndex((known) => known >= timeS);
  return place < 0 ? timesS.length - 1 : place;
}

/** What earlier draws do to each segment's wall by the end of the last step. */
function wallsBefore(
  stepsS: readonly number[],
  drawn: readonly Float64Array[],
  responses: readonly ResponseMatrix[],
): Float64Array {
  const size = responses[0]?.length ?? 0;
  const walls = new Float64Array(size);
  const rates = reversedRates(stepsS, drawn, size);
  rates.forEach((rate, step) => {
    const response = responses[rates.length - 1 - step] ?? [];
    const earlier = rates[step - 1];
    response.forEach((row, place) => {
      let sum = walls[place] ?? 0;
      row.forEach((value, column) => {
        sum += value * ((rate[column] ?? 0) - (earlier?.[column] ?? 0));
      });
      walls[place] = sum;
    });
  });
  return walls;
}

/**
 * The same heat drawn by the same time, told in steps of reversed order: then the time from the
 * start of each step to the end is one of the times given. The last step has no draw as yet.
 */
function reversedRates(
  stepsS: readonly number[],
  drawn: readonly Float64Array[],
  size: number,
): Float64Array[] {
  const sums: Float64Array[] = [new Float64Array(size)];
  const times = [0];
  stepsS.forEach((stepS, step) => {
    const last = sums[step] ?? new Float64Array(size);
    sums.push(last.map((sum, place) => sum + (drawn[step]?.[place] ?? 0) * stepS));
    times.push((times[step] ?? 0) + stepS);
  });
  const sumAt = (timeS: number): Float64Array => {
    const right = Math.max(1, placeAt(times, timeS));
    const [fromS, toS] = [times[right - 1] ?? 0, times[right] ?? timeS];
    const share = (timeS - fromS) / (toS - fromS);
    const [low, high] = [sums[right - 1], sums[right] ?? new Float64Array(size)];
    return high.map((sum, place) => share * sum + (1 - share) * (low?.[place] ?? 0));
  };
  let fromS = 0;
  return stepsS.toReversed().map((stepS) => {
    const [low, high] = [sumAt(fromS), sumAt(fromS + stepS)];
    fromS += stepS;
    return high.map((sum, place) => (sum - (low[place] ?? 0)) / stepS);
  });
}
