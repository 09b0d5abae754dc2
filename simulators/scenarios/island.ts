/** An area without the grid: what its own plants can keep alive. */
import { type Influence, leftAlone } from '../control/order.ts';
import type { CountyStep } from '../models/county.ts';
import type { SimulatedDevice } from '../models/device-model.ts';

export interface IslandArea {
  readonly nodeId: string;
  readonly devices: readonly SimulatedDevice[];
  readonly batteries: readonly SimulatedDevice[];
  readonly meters: readonly SimulatedDevice[];
}

export function islandArea(nodeId: string, devices: readonly SimulatedDevice[]): IslandArea {
  const own = devices.filter((device) => device.nodeId === nodeId);
  return {
    nodeId,
    devices: own,
    batteries: own.filter(({ kind }) => kind === 'battery'),
    meters: own.filter(({ kind }) => kind === 'transformer_meter'),
  };
}

const limited = (powerKw: number): Influence => ({
  ...leftAlone,
  order: { mode: 'limit', powerKw },
});
const told = (powerKw: number): Influence => ({
  ...leftAlone,
  order: { mode: 'target', powerKw },
});

const feeding = new Set(['pv', 'wind', 'biogas']);
const drawing = new Set(['load', 'heat_pump', 'ev_charger']);

function powerKwOf(step: CountyStep, { id }: SimulatedDevice): number {
  return step.exact.get(id)?.values.powerKw ?? 0;
}

function sumKw(step: CountyStep, devices: readonly SimulatedDevice[]): number {
  return devices.reduce((sum, device) => sum + powerKwOf(step, device), 0);
}

/** Everything stands still: there is no voltage. A heat pump's station goes on cooling down. */
export function darkInfluences({ devices }: IslandArea): [string, Influence][] {
  return devices.map((device) => [
    device.id,
    device.kind === 'heat_pump' ? limited(0) : { ...leftAlone, dark: true },
  ]);
}

/**
 * How far an area is from balance: what its meter shows, or without one what its devices draw less
 * what they feed. An island is in balance at nought.
 */
export function imbalanceKw(area: IslandArea, step: CountyStep): number {
  if (area.meters.length > 0) return sumKw(step, area.meters);
  const ofKinds = (kinds: ReadonlySet<string>): number =>
    sumKw(
      step,
      area.devices.filter(({ kind }) => kinds.has(kind)),
    );
  return ofKinds(drawing) - ofKinds(feeding) - sumKw(step, area.batteries);
}

/** Batteries take over what is missing or too much, shared by their ratings. */
export function batteryInfluences(area: IslandArea, step: CountyStep): [string, Influence][] {
  const missingKw = imbalanceKw(area, step);
  const ratingKw = area.batteries.reduce((sum, battery) => sum + battery.ratingKw, 0);
  return area.batteries.map((battery) => [
    battery.id,
    told(powerKwOf(step, battery) + (missingKw * battery.ratingKw) / ratingKw),
  ]);
}

/** Where even the batteries cannot take all, plants give so much less. */
export function curtailingInfluences(area: IslandArea, step: CountyStep): [string, Influence][] {
  const surplusKw = Math.max(0, -imbalanceKw(area, step));
  const plants = area.devices.filter(
    (device) => feeding.has(device.kind) && powerKwOf(step, device) > 0,
  );
  const fedKw = sumKw(step, plants);
  const keptRatio = fedKw > 0 ? Math.max(0, 1 - surplusKw / fedKw) : 1;
  if (keptRatio === 1) return [];
  return plants.map((plant) => [plant.id, limited(keptRatio * powerKwOf(step, plant))]);
}
