import { type Influence, type Influences, leftAlone, noInfluences } from '../control/order.ts';
import type { SimulatedCounty } from '../models/county.ts';
import { uniformAt } from '../models/noise.ts';
import { devicesIn, type Ground, nodesOf } from './places.ts';
import { isOn, type TimedScenario } from './timed-scenario.ts';

const broken: Influence = { ...leftAlone, order: { mode: 'limit', powerKw: 0 } };

/** Heat pumps stand still whatever they are told; `strength` is the share of them that fail. */
export function withHeatPumpFailures(
  county: SimulatedCounty,
  { nodes }: Pick<Ground, 'nodes'>,
  scenarios: readonly TimedScenario[],
): SimulatedCounty {
  const ground = { nodes, devices: county.devices };
  const failures = scenarios
    .filter(({ kind }) => kind === 'heat_pump_failure')
    .map((scenario) => ({
      scenario,
      pumps: devicesIn(nodesOf(scenario, ground), ground).filter(
        ({ kind, seed }) => kind === 'heat_pump' && uniformAt(seed, -7) < scenario.strength,
      ),
    }));
  if (failures.length === 0) return county;
  return {
    ...county,
    step: (before, at, influences = noInfluences, cutOff) => {
      const failing = failures.filter(({ scenario }) => isOn(scenario, at));
      const all: Influences = new Map([
        ...influences,
        ...failing.flatMap(({ pumps }) => pumps.map(({ id }) => [id, broken] as const)),
      ]);
      return county.step(before, at, all, cutOff);
    },
  };
}
