import { join } from 'node:path';
import { dayMs, minuteMs } from '../../domain/instant.ts';
import { type SplitScore, scoreSplit } from '../../forecast/multivariate/split-forecast.ts';
import { columnOf } from './columns.ts';
import { readGridTable } from './csv-table.ts';
import { DataFault } from './data-fault.ts';
import type { MultivariateProtocol } from './protocol-schema.ts';

/** What a horizon of a set of many channels came to. */
export interface SplitResult extends SplitScore {
  /** Training, choosing and testing together. */
  readonly totalMs: number;
}

/** Names of the horizons of a track, as windows are named. */
export function horizonName(horizon: number): string {
  return `H${horizon}`;
}

/** Trains and tests all channels of a file at one horizon. Throws `DataFault`. */
export function runSplit(
  folder: string,
  protocol: MultivariateProtocol,
  wanted: { readonly series: string; readonly track: string; readonly window: string },
  nowMs: () => number,
): SplitResult {
  const series = protocol.series.find(({ id }) => id === wanted.series);
  const track = protocol.tracks.find(({ name }) => name === wanted.track);
  const horizon = track?.horizons.find((each) => horizonName(each) === wanted.window);
  if (series === undefined || track === undefined || horizon === undefined) {
    throw new DataFault(`${folder}: there is no ${wanted.series} ${wanted.track} ${wanted.window}`);
  }
  const labels = { stepMin: protocol.stepMin, labelsEnd: false };
  const table = readGridTable(join(folder, series.file), labels);
  const [train, validation, test] = track.split;
  if (train + validation + test > table.count) {
    throw new DataFault(`${table.file}: it has ${table.count} rows, and split asks for more`);
  }
  const channels = series.target.map((name) => filled(columnOf(table, name)));
  const began = nowMs();
  const score = scoreSplit(
    channels,
    { train, validation, test },
    { horizon, slotsPerDay: Math.max(1, Math.round(dayMs / (protocol.stepMin * minuteMs))) },
  );
  return { ...score, totalMs: nowMs() - began };
}

/** A missing value stays at the last known one: these sets are scored on every slot. */
function filled(values: Float64Array): Float64Array {
  let last = values.find((value) => Number.isFinite(value)) ?? 0;
  return values.map((value) => {
    if (Number.isFinite(value)) last = value;
    return last;
  });
}
