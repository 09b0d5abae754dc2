import type { SimulatedCounty } from '../models/county.ts';
import { type Ground, nodesOf } from './places.ts';
import { isOn, type TimedScenario } from './timed-scenario.ts';

/** The same county when feeders, or other nodes, and all below them lose their supply. */
export function withOutages(
  county: SimulatedCounty,
  { nodes }: Pick<Ground, 'nodes'>,
  scenarios: readonly TimedScenario[],
): SimulatedCounty {
  const ground = { nodes, devices: county.devices };
  const outages = scenarios
    .filter(({ kind }) => kind === 'feeder_outage')
    .map((scenario) => ({ scenario, nodeIds: nodesOf(scenario, ground) }));
  if (outages.length === 0) return county;
  return {
    ...county,
    step: (before, at, influences) => {
      const cutOff = new Set<string>();
      for (const { scenario, nodeIds } of outages) {
        if (isOn(scenario, at)) for (const id of nodeIds) cutOff.add(id);
      }
      return county.step(before, at, influences, cutOff);
    },
  };
}
