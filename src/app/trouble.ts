import { readFileSync } from 'node:fs';
import { type FaultScript, parseFaultScript } from '../../simulators/faults/script.ts';
import { seededScript } from '../../simulators/faults/seeded-script.ts';
import type { CountyOptions } from '../../simulators/models/county.ts';
import { seededScenarios } from '../../simulators/scenarios/seeded-scenarios.ts';
import type { Instant } from '../domain/instant.ts';

export interface TroubleOptions {
  /** A script; null for none. */
  readonly file: string | null;
  /** Mean number of faults that a device has in a day, by chance. */
  readonly faultsPerDeviceDay: number;
  /** Mean number of events that the county has in 30 days, by chance. */
  readonly eventsPerMonth: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** What goes wrong in a run, by script and by seed together. Throws with all faults of the script. */
export function troubleOf(county: CountyOptions, options: TroubleOptions): FaultScript {
  const { seed, devices, nodes, timeZone } = county;
  const { from, to } = options;
  const written = options.file === null ? nothing(seed) : scriptIn(options.file);
  const faults = seededScript({
    ...{ seed, from, to, perDeviceDay: options.faultsPerDeviceDay },
    deviceIds: devices.map(({ id }) => id),
  });
  const scenarios = seededScenarios({
    ...{ seed, from, to, timeZone, perMonth: options.eventsPerMonth },
    feederIds: nodes.filter(({ kind }) => kind === 'feeder').map(({ id }) => id),
  });
  return {
    seed: written.seed,
    faults: [...written.faults, ...faults.faults],
    scenarios: [...written.scenarios, ...scenarios],
  };
}

function nothing(seed: number): FaultScript {
  return { seed, faults: [], scenarios: [] };
}

function scriptIn(file: string): FaultScript {
  const script = parseFaultScript(readFileSync(file, 'utf8'), file);
  if (script.ok) return script.value;
  throw new Error(
    script.fault
      .map(({ source, line, path, message }) => `${source}:${line}  ${path}  ${message}`)
      .join('\n'),
  );
}
