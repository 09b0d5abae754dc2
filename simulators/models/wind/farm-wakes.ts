import { cosDeg, sinDeg, wrap360 } from '../../../src/physics/angle.ts';
import { mergedWakes, wakeShare } from '../../../src/physics/wind/wake.ts';
import type { Place } from '../../weather/county-weather.ts';
import type { SimulatedDevice } from '../device-model.ts';
import { type Turbines, turbinesOf } from './turbine-type.ts';

/** How much of the wakes of others a turbine feels, by where the wind comes from. */
export type WakeRose = readonly number[];

const sectorDeg = 5;
const sectors = 360 / sectorDeg;
/** Wakes over farmland widen by this on each side (Katić et al. 1986). */
const spreading = 0.075;
/** Further away nothing is left of a wake. */
const reachDiameters = 30;

/** Turbines stand in rows across the usual wind, every other row in the gaps of the one before. */
const prevailingDeg = 20;
const besideDiameters = 5;
const behindDiameters = 8;

/** Places of the turbines of a farm, in m from its corner. */
export function farmLayout(count: number, rotorDiameterM: number): Place[] {
  const perRow = Math.max(1, Math.ceil(Math.sqrt(2 * count)));
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / perRow);
    const across = ((index % perRow) + (row % 2) / 2) * besideDiameters * rotorDiameterM;
    const along = row * behindDiameters * rotorDiameterM;
    return {
      eastM: along * sinDeg(prevailingDeg) + across * cosDeg(prevailingDeg),
      northM: along * cosDeg(prevailingDeg) - across * sinDeg(prevailingDeg),
    };
  });
}

export function wakeRose(own: Place, others: readonly Place[], rotorDiameterM: number): WakeRose {
  const near = others
    .map((place) => ({ eastM: own.eastM - place.eastM, northM: own.northM - place.northM }))
    .filter(({ eastM, northM }) => Math.hypot(eastM, northM) < reachDiameters * rotorDiameterM);
  return Array.from({ length: sectors }, (_, sector) => {
    const east = sinDeg(sector * sectorDeg);
    const north = cosDeg(sector * sectorDeg);
    const shares = near.map(({ eastM, northM }) =>
      wakeShare(
        { downwindM: -eastM * east - northM * north, crosswindM: eastM * north - northM * east },
        { rotorDiameterM, spreading },
      ),
    );
    return mergedWakes(shares);
  });
}

/** The wakes that a turbine feels in a wind from this direction: between the sectors in a line. */
export function wakeFrom(rose: WakeRose, windDirectionDeg: number): number {
  const place = wrap360(windDirectionDeg) / sectorDeg;
  const left = rose[Math.floor(place) % sectors] ?? 0;
  const right = rose[(Math.floor(place) + 1) % sectors] ?? 0;
  return left + (place - Math.floor(place)) * (right - left);
}

/** The same devices; those of a wind farm, all turbines of a node, know the wakes of each other. */
export function withWakes(devices: readonly SimulatedDevice[]): SimulatedDevice[] {
  const farms = Map.groupBy(
    devices.filter(({ kind }) => kind === 'wind'),
    ({ nodeId }) => nodeId,
  );
  const roses = new Map([...farms.values()].flatMap(farmRoses));
  return devices.map((device) => {
    const wakeRoses = roses.get(device.id);
    return wakeRoses === undefined ? device : { ...device, wakeRoses };
  });
}

function farmRoses(devices: readonly SimulatedDevice[]): [id: string, roses: WakeRose[]][] {
  const turbines = devices.map(({ ratingKw }) => turbinesOf(ratingKw));
  const count = turbines.reduce((sum, { count: own }) => sum + own, 0);
  const rotorDiameterM = Math.max(...turbines.map((own) => own.rotorDiameterM));
  const places = farmLayout(count, rotorDiameterM);
  const roses = places.map((own) =>
    wakeRose(
      own,
      places.filter((other) => other !== own),
      rotorDiameterM,
    ),
  );
  return devices.map(({ id }, index) => {
    const before = turbinesBefore(turbines, index);
    return [id, roses.slice(before, before + (turbines[index]?.count ?? 0))];
  });
}

function turbinesBefore(turbines: readonly Turbines[], index: number): number {
  return turbines.slice(0, index).reduce((sum, { count }) => sum + count, 0);
}
