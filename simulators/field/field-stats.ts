import type { AgentStats, DeviceAgent } from '../link/device-agent.ts';
import type { PastStats } from './past-delivery.ts';

export interface FieldStats {
  /** Connections; a gateway has one for several devices. */
  readonly devices: number;
  readonly connected: number;
  readonly published: number;
  readonly acknowledged: number;
  /** Readings that wait in the devices for a connection. */
  readonly held: number;
  readonly dropped: number;
  readonly downs: number;
  readonly setpoints: number;
  readonly errorMessages: number;
  readonly past: PastStats;
}

export function statsOf(agents: readonly DeviceAgent[], past: PastStats): FieldStats {
  const all = agents.map((agent) => agent.stats());
  const total = (name: Exclude<keyof AgentStats, 'up'>): number =>
    all.reduce((sum, stats) => sum + stats[name], 0);
  return {
    devices: all.length,
    connected: all.filter(({ up }) => up).length,
    published: total('published'),
    acknowledged: total('acknowledged'),
    held: total('held'),
    dropped: total('dropped'),
    downs: total('downs'),
    setpoints: total('setpoints'),
    errorMessages: total('errorMessages'),
    past,
  };
}
