import type { DeviceKind } from '../../src/domain/device.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { CountyOptions, CountyStep, SimulatedCounty } from '../models/county.ts';

/** What is added up over the county, each with the sign of its devices' `powerKw`. */
export const powerNames = [
  'exchangeKw',
  'pvKw',
  'windKw',
  'biogasKw',
  'batteryKw',
  'loadKw',
  'heatPumpKw',
  'evKw',
  'lossKw',
  'curtailedKw',
] as const;
export type PowerName = (typeof powerNames)[number];

/** One transformer that carries more than its rating. */
export interface Overload {
  readonly nodeId: string;
  /** Apparent power through it, as a share of its rating. */
  readonly loadingRatio: number;
  /** Power flows up, from the houses to the grid. */
  readonly reverse: boolean;
}

/** The county at one moment, from exact values: no meter has rounded them. */
export interface CountyMoment {
  readonly at: Instant;
  readonly powers: Readonly<Record<PowerName, number>>;
  /** Over all devices that have voltage, per unit of their nominal one; NaN where none has. */
  readonly voltagePuMin: number;
  readonly voltagePuMax: number;
  readonly overloads: readonly Overload[];
}

const sumOfKind: Readonly<Partial<Record<DeviceKind, PowerName>>> = {
  pv: 'pvKw',
  wind: 'windKw',
  biogas: 'biogasKw',
  battery: 'batteryKw',
  load: 'loadKw',
  heat_pump: 'heatPumpKw',
  ev_charger: 'evKw',
};
const feeding: ReadonlySet<PowerName> = new Set(['pvKw', 'windKw', 'biogasKw', 'batteryKw']);

/** Reads moments off the steps of a county. */
export function momentReader(
  county: Pick<SimulatedCounty, 'devices'>,
  nodes: CountyOptions['nodes'],
): (step: CountyStep) => CountyMoment {
  const gates = gatesOf(county, nodes);
  const ratingKvaOf = new Map(nodes.map(({ id, ratingKva }) => [id, ratingKva]));
  const meters = county.devices.filter(
    ({ kind }) => kind === 'transformer_meter' || kind === 'pcc_meter',
  );
  return (step) => {
    const powers = powersOf(county, gates, step);
    const voltage = voltagesOf(county, step);
    const overloads = meters.flatMap(({ id, nodeId }) =>
      overloadOf(step.exact.get(id)?.values, nodeId, ratingKvaOf.get(nodeId) ?? null),
    );
    return { at: step.state.at, powers, ...voltage, overloads };
  };
}

/** The meters whose sum is the county's exchange: at the county, or else at its substations. */
function gatesOf(
  county: Pick<SimulatedCounty, 'devices'>,
  nodes: CountyOptions['nodes'],
): ReadonlySet<string> {
  const gatesAt = (kind: string): string[] => {
    const ids = new Set(nodes.filter((node) => node.kind === kind).map(({ id }) => id));
    return county.devices
      .filter((device) => device.kind === 'pcc_meter' && ids.has(device.nodeId))
      .map(({ id }) => id);
  };
  const atCounty = gatesAt('county');
  return new Set(atCounty.length > 0 ? atCounty : gatesAt('substation'));
}

function powersOf(
  county: Pick<SimulatedCounty, 'devices'>,
  gates: ReadonlySet<string>,
  step: CountyStep,
): Record<PowerName, number> {
  const powers = Object.fromEntries(powerNames.map((name) => [name, 0])) as Record<
    PowerName,
    number
  >;
  for (const { id, kind } of county.devices) {
    const { powerKw = 0, availablePowerKw = powerKw } = step.exact.get(id)?.values ?? {};
    const name = sumOfKind[kind];
    if (name !== undefined) powers[name] += powerKw;
    if (gates.has(id)) powers.exchangeKw += powerKw;
    // What a plant draws at night is not curtailed.
    powers.curtailedKw += Math.max(0, availablePowerKw - Math.max(0, powerKw));
  }
  // What comes in over the gate and from plants, and nobody uses, the network has lost.
  powers.lossKw = gates.size === 0 ? 0 : powers.exchangeKw;
  for (const name of gates.size === 0 ? [] : Object.values(sumOfKind)) {
    powers.lossKw += (feeding.has(name) ? 1 : -1) * powers[name];
  }
  return powers;
}

function voltagesOf(
  county: Pick<SimulatedCounty, 'devices'>,
  step: CountyStep,
): Pick<CountyMoment, 'voltagePuMin' | 'voltagePuMax'> {
  let voltagePuMin = Number.NaN;
  let voltagePuMax = Number.NaN;
  for (const { id, nominalV } of county.devices) {
    const voltageV = step.exact.get(id)?.values.voltageV;
    // A place without supply has no voltage to judge.
    if (voltageV === undefined || voltageV === 0) continue;
    const voltagePu = voltageV / nominalV;
    if (!(voltagePu >= voltagePuMin)) voltagePuMin = voltagePu;
    if (!(voltagePu <= voltagePuMax)) voltagePuMax = voltagePu;
  }
  return { voltagePuMin, voltagePuMax };
}

function overloadOf(
  values: Readonly<Record<string, number>> | undefined,
  nodeId: string,
  ratingKva: number | null,
): Overload[] {
  const { powerKw = 0, reactivePowerKvar = 0 } = values ?? {};
  if (ratingKva === null) return [];
  const loadingRatio = Math.hypot(powerKw, reactivePowerKvar) / ratingKva;
  return loadingRatio > 1 ? [{ nodeId, loadingRatio, reverse: powerKw < 0 }] : [];
}
