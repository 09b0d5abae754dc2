import type { GridTable } from './csv-table.ts';
import { DataFault } from './data-fault.ts';
import { type Job, windowsOf } from './jobs.ts';
import type { Protocol } from './protocol-schema.ts';
import { readProtocol } from './read-protocol.ts';
import { type CaseResult, type CaseTools, runCase } from './run-case.ts';
import { runSplit, type SplitResult } from './split-job.ts';
import { testCaseOf } from './test-case.ts';

export type JobResult =
  | { readonly form: 'quantiles'; readonly scores: CaseResult }
  | { readonly form: 'split'; readonly scores: SplitResult };

interface OpenFolder {
  readonly folder: string;
  readonly protocol: Protocol;
  readonly tables: Map<string, GridTable>;
}

/** Runs jobs one after the other; the files of the latest set stay in memory. */
export class JobRunner {
  readonly #tools: CaseTools;
  #open: OpenFolder | null = null;

  constructor(tools: CaseTools) {
    this.#tools = tools;
  }

  /** Throws `DataFault` where the data cannot be used. */
  run(job: Job): JobResult {
    const { folder, protocol, tables } = this.#openFolder(job.folder);
    if (protocol.kind === 'multivariate') {
      return { form: 'split', scores: runSplit(folder, protocol, job, this.#tools.nowMs) };
    }
    const series = named(protocol.series, ({ id }) => id, job.series);
    const track = named(protocol.tracks, ({ name }) => name, job.track);
    const { windows } = windowsOf(protocol, series, track);
    const window = named(windows, ({ name }) => name, job.window);
    const wanted = testCaseOf({ folder, protocol, tables }, { series, track, window });
    return { form: 'quantiles', scores: runCase(wanted, this.#tools) };
  }

  #openFolder(folder: string): OpenFolder {
    if (this.#open?.folder === folder) return this.#open;
    this.#open = { folder, protocol: readProtocol(folder), tables: new Map() };
    return this.#open;
  }
}

function named<Item>(items: readonly Item[], nameOf: (item: Item) => string, name: string): Item {
  const found = items.find((item) => nameOf(item) === name);
  if (found === undefined) throw new DataFault(`protocol.json: there is no ${name}`);
  return found;
}
