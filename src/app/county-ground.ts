import type { CountyOptions } from '../../simulators/models/county.ts';
import type { Config } from './config/config.ts';
import { toDevices, toTopology } from './config/topology.ts';

/** A configured county as the simulation sees it. */
export function countyGround(config: Config, seed: number): CountyOptions {
  const { latitude, longitude, timeZone } = config.county;
  return {
    devices: toDevices(config),
    nodes: toTopology(config).nodes,
    site: { latitude, longitude },
    timeZone,
    seed,
  };
}
