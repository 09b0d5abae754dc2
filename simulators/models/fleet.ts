import type { Device, DeviceKind } from '../../src/domain/device.ts';
import type { GeoPosition } from '../../src/physics/solar/sun.ts';
import { type FieldNode, nominalVoltageV } from '../network/field-node.ts';
import { nodePlace } from '../network/node-place.ts';
import type { Place } from '../weather/county-weather.ts';
import { batteryModel, usualCells } from './battery.ts';
import { biogasModel } from './biogas.ts';
import type { DeviceModel, ModelState, SimulatedDevice } from './device-model.ts';
import { evChargerModel } from './ev-charger.ts';
import { type LoadUse, loadModel, loadUseOf } from './load.ts';
import { seedFor, uniformAt } from './noise.ts';
import { pvModel } from './pv/pv-model.ts';
import { serviceYears } from './service-years.ts';
import { weatherStationModel } from './weather-station.ts';
import { windModel } from './wind/wind-model.ts';

/** A device of the registry, as far as the field must know it. */
export type FieldDevice = Pick<Device, 'id' | 'name' | 'kind' | 'ratingKw' | 'nodeId'> & {
  /** What a load is used for; guessed from its id and name if left out. */
  readonly use?: LoadUse;
  /** Profile whose forms it speaks; the native ones if left out. */
  readonly profile?: string | null;
  /** How often it is registered to report, in seconds; it never reports less often. */
  readonly reportIntervalS?: number;
};

/**
 * Models of single devices. Heat pumps and stores are stepped together by their station, and meters
 * show what the power flow gives.
 */
export const deviceModels: Readonly<
  Record<
    Exclude<DeviceKind, 'heat_pump' | 'heat_store' | 'pcc_meter' | 'transformer_meter'>,
    DeviceModel
  >
> = {
  pv: pvModel,
  wind: windModel,
  battery: batteryModel,
  load: loadModel,
  ev_charger: evChargerModel,
  biogas: biogasModel,
  weather_station: weatherStationModel,
};

/** Taken where a device states no rating and its node has none. */
const usualRatingKw: Readonly<Record<DeviceKind, number>> = {
  pv: 20,
  wind: 2_500,
  battery: 50,
  heat_pump: 60,
  heat_store: 120,
  load: 30,
  ev_charger: 7,
  biogas: 100,
  pcc_meter: 1_000,
  transformer_meter: 400,
  weather_station: 1,
};
const generatorVoltageV = 398;

const areaSizeM = 900;

function placeOf(node: FieldNode, site: GeoPosition, seed: number): Place {
  const scatter = (which: number): number => (uniformAt(seed, which) - 0.5) * areaSizeM;
  const { eastM, northM } = nodePlace(node, site);
  return { eastM: eastM + scatter(10), northM: northM + scatter(11) };
}

export function simulatedDevice(
  device: FieldDevice,
  node: FieldNode,
  county: { readonly seed: number; readonly site: GeoPosition },
): SimulatedDevice {
  const seed = seedFor(county.seed, device.id);
  return {
    id: device.id,
    kind: device.kind,
    nodeId: device.nodeId,
    ratingKw: device.ratingKw ?? meterRating(device.kind, node) ?? usualRatingKw[device.kind],
    place: placeOf(node, county.site, seed),
    seed,
    use: device.use ?? loadUseOf(`${device.id} ${device.name}`),
    nominalV: device.kind === 'wind' ? generatorVoltageV : nominalVoltageV(node.kind),
  };
}

function meterRating(kind: DeviceKind, node: FieldNode): number | null {
  return kind === 'pcc_meter' || kind === 'transformer_meter' ? node.ratingKva : null;
}

/** Hours at full power in a year, for what registers show on the first day (assumptions). */
const yearlyFullHours: Readonly<Partial<Record<DeviceKind, Readonly<Record<string, number>>>>> = {
  pv: { energyTotalKwh: 1_150 },
  wind: { energyTotalKwh: 2_300 },
  battery: { chargedTotalKwh: 600, dischargedTotalKwh: 540 },
  heat_pump: { energyTotalKwh: 1_500, heatTotalKwh: 7_500 },
  load: { energyTotalKwh: 2_200 },
  ev_charger: { energyTotalKwh: 450 },
  biogas: { energyTotalKwh: 6_100 },
  pcc_meter: { importTotalKwh: 1_500, exportTotalKwh: 400 },
  transformer_meter: { importTotalKwh: 1_300, exportTotalKwh: 350 },
};

/** State of a device that has been in service for some time. */
export function installedState(device: SimulatedDevice, hour: number): ModelState {
  const years = serviceYears(device.seed);
  const registers = Object.entries(yearlyFullHours[device.kind] ?? {}).map(
    ([name, fullHours]) => [name, years * fullHours * device.ratingKw] as const,
  );
  const state = Object.fromEntries(registers);
  return device.kind === 'battery' ? { ...state, ...usualCells(device, hour) } : state;
}
