import { DataFault } from './data-fault.ts';
import type {
  MultivariateProtocol,
  Protocol,
  SeriesEntry,
  SeriesProtocol,
  TrackEntry,
  WindowEntry,
} from './protocol-schema.ts';
import { type DataSet, readProtocol } from './read-protocol.ts';
import { horizonName } from './split-job.ts';

/** One series in one window of one track of one set, by name. */
export interface Job {
  readonly folder: string;
  readonly set: string;
  readonly track: string;
  readonly series: string;
  readonly window: string;
  /** Who declares the window: tasks of the track pool their series, windows of series do not. A horizon is
   * a window of a set of many channels. */
  readonly windowOf: 'track' | 'series' | 'horizon';
}

/** Names that jobs must bear; null takes all. */
export interface JobFilter {
  readonly set: string | null;
  readonly track: string | null;
  readonly series: string | null;
  readonly window: string | null;
}

/** A set that cannot be run, and why. */
export interface SetFault {
  readonly set: string;
  readonly message: string;
}

export interface JobList {
  readonly jobs: readonly Job[];
  readonly faults: readonly SetFault[];
}

/** The jobs of all sets that pass the filter; a set whose protocol is off is told and left out. */
export function jobsIn(sets: readonly DataSet[], filter: JobFilter): JobList {
  const jobs: Job[] = [];
  const faults: SetFault[] = [];
  for (const set of sets.filter(({ name }) => passes(filter.set, name))) {
    try {
      jobs.push(...jobsOf(set, readProtocol(set.folder)).filter((job) => isWanted(job, filter)));
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      faults.push({ set: set.name, message: error.message });
    }
  }
  return { jobs, faults };
}

function passes(wanted: string | null, name: string): boolean {
  return wanted === null || wanted === name;
}

function isWanted(job: Job, { track, series, window }: JobFilter): boolean {
  return passes(track, job.track) && passes(series, job.series) && passes(window, job.window);
}

function jobsOf({ name, folder }: DataSet, protocol: Protocol): Job[] {
  if (protocol.kind === 'multivariate') return splitJobsOf({ name, folder }, protocol);
  return protocol.tracks.flatMap((track) =>
    protocol.series.flatMap((series) => {
      const { windows, windowOf } = windowsOf(protocol, series, track);
      return windows.map((window) => ({
        ...{ folder, set: name, track: track.name, series: series.id },
        ...{ window: window.name, windowOf },
      }));
    }),
  );
}

function splitJobsOf({ name, folder }: DataSet, protocol: MultivariateProtocol): Job[] {
  return protocol.tracks.flatMap((track) =>
    protocol.series.flatMap((series) =>
      track.horizons.map((horizon) => ({
        ...{ folder, set: name, track: track.name, series: series.id },
        ...{ window: horizonName(horizon), windowOf: 'horizon' as const },
      })),
    ),
  );
}

/** The windows of a series in a track: its own, else those of the track, else those of the set. */
export function windowsOf(
  protocol: SeriesProtocol,
  series: SeriesEntry,
  track: TrackEntry,
): { windows: readonly WindowEntry[]; windowOf: Job['windowOf'] } {
  if (series.windows !== undefined) return { windows: series.windows, windowOf: 'series' };
  const windows = track.windows ?? protocol.windows;
  if (windows !== undefined) return { windows, windowOf: 'track' };
  throw new DataFault(
    `protocol.json of ${protocol.set}: windows is missing: neither series ${series.id} nor track ${track.name} has it`,
  );
}
