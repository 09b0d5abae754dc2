import type { Config } from '../config/config.ts';
import { formatFault } from '../config/faults.ts';
import { loadConfig } from '../config/load.ts';
import type { ConfigSources } from '../config/outside.ts';
import { toDevices } from '../config/topology.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function summary(config: Config): string {
  const { substations, feeders, areas } = config.network;
  const parts = [
    counted(substations.length, 'substation'),
    counted(feeders.length, 'feeder'),
    counted(areas.length, 'area'),
    counted(toDevices(config).length, 'device'),
    counted(config.cooperatives.length, 'cooperative'),
    `${config.mqtt.mode} broker`,
  ];
  return parts.join(', ');
}

/** `paulownia check-config FILE`: says that the file is good, or every fault with its line. */
export function checkConfig(file: string, sources: ConfigSources): CommandResult {
  const loaded = loadConfig(file, sources);
  if (loaded.ok) return { exitCode: 0, output: `${file}: good. ${summary(loaded.value)}.\n` };
  const lines = loaded.fault.map(formatFault);
  return {
    exitCode: 1,
    output: `${lines.join('\n')}\n${counted(lines.length, 'fault')} in ${file}.\n`,
  };
}
