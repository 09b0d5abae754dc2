import type { AgentStats, DeviceAgent } from '../link/device-agent.ts';
import type { PastStats } from './past-delivery.ts';

/** What the agents of a field tell, summed over them. */
export interface FieldStats extends Omit<AgentStats, 'up'> {
  /** Connections; a gateway has one for several devices. */
  readonly devices: number;
  readonly connected: number;
  readonly past: PastStats;
}

export function statsOf(agents: readonly DeviceAgent[], past: PastStats): FieldStats {
  const all = agents.map((agent) => agent.stats());
  const total = (name: Exclude<keyof AgentStats, 'up'>): number =>
    all.reduce((sum, stats) => sum + stats[name], 0);
  return {
    devices: all.length,
    connected: all.filter(({ up }) => up).length,
    inFlight: total('inFlight'),
    acknowledged: total('acknowledged'),
    held: total('held'),
    dropped: total('dropped'),
    downs: total('downs'),
    setpoints: total('setpoints'),
    errorMessages: total('errorMessages'),
    past,
  };
}
