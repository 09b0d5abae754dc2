import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { CountyMoment } from '../../simulators/virtual/moment.ts';
import { powerNames } from '../../simulators/virtual/moment.ts';
import type { RunResult } from '../../simulators/virtual/record.ts';
import { type VirtualRunOptions, virtualRun } from '../../simulators/virtual/run.ts';
import type { Instant } from '../domain/instant.ts';

export interface VirtualJob extends VirtualRunOptions {
  /** A file for the curve, one line a step; null for none. */
  readonly csvFile: string | null;
  /** A file for the summary; null for none. */
  readonly jsonFile: string | null;
  readonly onProgress: (at: Instant) => void;
  readonly stopped: () => boolean;
}

/** Steps for this long, then timers and signals get a turn. */
const stretchMs = 50;

/** Runs a county on a virtual clock and keeps what is asked for. Throws where a file cannot be written. */
export async function simulateVirtually(job: VirtualJob): Promise<RunResult> {
  const csv = job.csvFile === null ? null : openCsv(job.csvFile);
  const run = virtualRun(job);
  try {
    let turnAt = performance.now() + stretchMs;
    for (const moment of run.moments()) {
      csv?.add(moment);
      if (performance.now() < turnAt) continue;
      job.onProgress(moment.at);
      await turn();
      if (job.stopped()) break;
      turnAt = performance.now() + stretchMs;
    }
  } finally {
    csv?.close();
  }
  const result = run.result();
  if (job.jsonFile !== null) writeFileSync(job.jsonFile, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

const columns = ['at', ...powerNames, 'voltagePuMin', 'voltagePuMax', 'overloads'];

function openCsv(file: string): { add(moment: CountyMoment): void; close(): void } {
  const handle = openSync(file, 'w');
  writeSync(handle, `${columns.join(',')}\n`);
  return {
    add({ at, powers, voltagePuMin, voltagePuMax, overloads }) {
      const cells = [
        new Date(at).toISOString(),
        ...powerNames.map((name) => powers[name].toFixed(3)),
        ...[voltagePuMin, voltagePuMax].map((voltage) => voltage.toFixed(5)),
        overloads.length,
      ];
      writeSync(handle, `${cells.join(',')}\n`);
    },
    close: () => closeSync(handle),
  };
}
