import type { OpenSet } from './columns.ts';
import { DataFault } from './data-fault.ts';
import { type Job, windowsOf } from './jobs.ts';
import { readProtocol } from './read-protocol.ts';
import { type CaseResult, type CaseTools, runCase } from './run-case.ts';
import { testCaseOf } from './test-case.ts';

/** Runs jobs one after the other; the files of the latest set stay in memory. */
export class JobRunner {
  readonly #tools: CaseTools;
  #open: OpenSet | null = null;

  constructor(tools: CaseTools) {
    this.#tools = tools;
  }

  /** Throws `DataFault` where the data cannot be used. */
  run(job: Job): CaseResult {
    const set = this.#setOf(job.folder);
    const { protocol } = set;
    const series = named(protocol.series, ({ id }) => id, job.series);
    const track = named(protocol.tracks, ({ name }) => name, job.track);
    const { windows } = windowsOf(protocol, series, track);
    const window = named(windows, ({ name }) => name, job.window);
    return runCase(testCaseOf(set, { series, track, window }), this.#tools);
  }

  #setOf(folder: string): OpenSet {
    if (this.#open?.folder === folder) return this.#open;
    const protocol = readProtocol(folder);
    if (protocol.kind === 'multivariate') throw new DataFault(`${folder}: it has no series alone`);
    this.#open = { folder, protocol, tables: new Map() };
    return this.#open;
  }
}

function named<Item>(items: readonly Item[], nameOf: (item: Item) => string, name: string): Item {
  const found = items.find((item) => nameOf(item) === name);
  if (found === undefined) throw new DataFault(`protocol.json: there is no ${name}`);
  return found;
}
