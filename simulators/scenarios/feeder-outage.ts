import { type Influence, noInfluences } from '../control/order.ts';
import type { CountyStep, SimulatedCounty } from '../models/county.ts';
import type { ModelState } from '../models/device-model.ts';
import {
  batteryInfluences,
  curtailingInfluences,
  darkInfluences,
  type IslandArea,
  imbalanceKw,
  islandArea,
} from './island.ts';
import { type Ground, nodesOf } from './places.ts';
import { isOn, type TimedScenario } from './timed-scenario.ts';

/** An island that misses more than this share of its batteries' rating goes dark. */
const shortageRatioMax = 0.05;
/** Rounds in which an island finds its balance; losses of its wires change with every one. */
const roundsMax = 4;

/** How a node without supply is marked in the state; ids of nodes and devices are never alike. */
const dark: ModelState = { dark: 1 };

type Step = SimulatedCounty['step'];

/**
 * The same county when feeders, or other nodes, lose their supply. An area with a battery goes on as
 * an island as long as the battery can balance it; all others are dark, and so is an island that
 * failed, until the supply is back. What is dark shows nothing. Of the feeder itself only the iron
 * of its transformers still draws power: the network is not switched.
 */
export function withOutages(
  county: SimulatedCounty,
  { nodes }: Pick<Ground, 'nodes'>,
  scenarios: readonly TimedScenario[],
): SimulatedCounty {
  const outages = scenarios
    .filter(({ kind }) => kind === 'feeder_outage')
    .map((scenario) => {
      const nodeIds = nodesOf(scenario, { nodes, devices: county.devices });
      return {
        scenario,
        areas: Array.from(nodeIds, (id) => islandArea(id, county.devices)),
      };
    });
  if (outages.length === 0) return county;
  const step: Step = (before, at, influences = noInfluences) => {
    const cutOff = outages
      .filter(({ scenario }) => isOn(scenario, at))
      .flatMap(({ areas }) => areas);
    if (cutOff.length === 0) return county.step(before, at, influences);
    const run = (own: ReadonlyMap<string, Influence>): CountyStep =>
      county.step(before, at, new Map([...influences, ...own]));
    const wasDark = ({ nodeId }: IslandArea): boolean => before.devices.get(nodeId) !== undefined;
    return withoutSupply(cutOff, wasDark, run);
  };
  return { ...county, step };
}

type Tell = (influences: readonly (readonly [string, Influence])[]) => void;

function withoutSupply(
  cutOff: readonly IslandArea[],
  wasDark: (area: IslandArea) => boolean,
  run: (own: ReadonlyMap<string, Influence>) => CountyStep,
): CountyStep {
  const own = new Map<string, Influence>();
  const tell: Tell = (influences) => {
    for (const [id, influence] of influences) own.set(id, influence);
  };
  const mayLive = (area: IslandArea): boolean => area.batteries.length > 0 && !wasDark(area);
  const islands = cutOff.filter(mayLive);
  for (const area of cutOff) if (!mayLive(area)) tell(darkInfluences(area));
  const balanced = balance(islands, tell, () => run(own));
  const failed = new Set(islands.filter((area) => isShort(area, balanced)));
  for (const area of failed) tell(darkInfluences(area));
  const step = failed.size === 0 ? balanced : run(own);
  return shown(
    step,
    cutOff.filter((area) => !mayLive(area) || failed.has(area)),
  );
}

/** Batteries first; in later rounds plants do not make what these could not take. */
function balance(islands: readonly IslandArea[], tell: Tell, run: () => CountyStep): CountyStep {
  let step = run();
  for (let round = 1; round <= roundsMax && islands.length > 0; round += 1) {
    for (const area of islands) {
      if (round > 1) tell(curtailingInfluences(area, step));
      tell(batteryInfluences(area, step));
    }
    step = run();
  }
  return step;
}

function isShort(area: IslandArea, step: CountyStep): boolean {
  const ratingKw = area.batteries.reduce((sum, battery) => sum + battery.ratingKw, 0);
  return Math.abs(imbalanceKw(area, step)) > shortageRatioMax * ratingKw;
}

/** Dark areas tell nothing, and are remembered. */
function shown(step: CountyStep, areas: readonly IslandArea[]): CountyStep {
  const silent = new Set(areas.flatMap(({ devices }) => devices.map(({ id }) => id)));
  const told = <Value>(values: ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map([...values].filter(([id]) => !silent.has(id)));
  const devices = new Map(step.state.devices);
  for (const { nodeId } of areas) devices.set(nodeId, dark);
  return {
    ...step,
    state: { ...step.state, devices },
    readings: told(step.readings),
    exact: told(step.exact),
  };
}
