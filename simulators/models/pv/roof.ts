import { ageingLossRatio } from '../../../src/physics/pv/ageing.ts';
import { faimanCellTempC } from '../../../src/physics/pv/cell-temperature.ts';
import { coatedGlass, physicalIncidenceRatio } from '../../../src/physics/pv/incidence-loss.ts';
import type { PvPlant } from '../../../src/physics/pv/plant.ts';
import { totalLossRatio, usualLossRatios } from '../../../src/physics/pv/pvwatts.ts';
import { sapmCellTempC, sapmMountings } from '../../../src/physics/pv/sapm-temperature.ts';
import { type Horizon, openSkyRatio } from '../../../src/physics/solar/horizon.ts';
import type { Plane } from '../../../src/physics/solar/plane.ts';
import type { Place } from '../../weather/county-weather.ts';
import type { SimulatedDevice } from '../device-model.ts';
import { seedFor, uniformAt } from '../noise.ts';
import { serviceYears } from '../service-years.ts';
import { roofHorizon } from './roof-horizon.ts';

/** One roof with its own modules and inverter. */
export interface Roof {
  readonly seed: number;
  readonly place: Place;
  /** Without dust, snow and faults. */
  readonly plant: PvPlant;
  readonly horizon: Horizon;
  readonly openSkyRatio: number;
  readonly strings: number;
}

/** A device that stands for many roofs is reckoned by so many that differ. */
const roofKw = 25;
const roofsMax = 4;
/** Roofs of one device lie about so far apart. */
const spreadM = 350;

export const inverterNominalRatio = 0.965;
const stringKw = 8;
const albedoRatio = 0.2;
/** Lost in every plant: mismatch, wiring, plugs, first light and what the plate promised too much. */
const builtInLossRatio = totalLossRatio([
  usualLossRatios.mismatch,
  usualLossRatios.wiring,
  usualLossRatios.connections,
  usualLossRatios.lightInduced,
  usualLossRatios.nameplate,
]);
/** Poor contacts, long cables, sorted-out modules: from none to this (assumption). */
const fittingLossRatioMax = 0.06;

/** The first roof lies where the device is said to be, the others around it. */
export interface Roofs {
  readonly first: Roof;
  readonly others: readonly Roof[];
}

/** The roofs of a device: a function of its seed, rating and place alone, and therefore kept. */
export function roofsOf(device: SimulatedDevice): Roofs {
  const known = roofsByDevice.get(device);
  if (known !== undefined) return known;
  const count = Math.min(roofsMax, Math.max(1, Math.round(device.ratingKw / roofKw)));
  const others = Array.from({ length: count - 1 }, (_, index) => roof(device, index + 1, count));
  const roofs = { first: roof(device, 0, count), others };
  roofsByDevice.set(device, roofs);
  return roofs;
}

const roofsByDevice = new WeakMap<SimulatedDevice, Roofs>();

function roof(device: SimulatedDevice, index: number, count: number): Roof {
  const seed = seedFor(device.seed, `roof ${index}`);
  const acRatingKw = device.ratingKw / count;
  const { plane, flush } = roofPlane(seed);
  const dcRatingKw = acRatingKw * (1.05 + 0.3 * uniformAt(seed, 2));
  const horizon = roofHorizon(seed);
  return {
    seed,
    place: placeOf(device.place, seed, index),
    horizon,
    openSkyRatio: openSkyRatio(horizon),
    strings: Math.max(1, Math.round(dcRatingKw / stringKw)),
    plant: {
      plane,
      albedoRatio,
      array: {
        dcRatingKw,
        tempRatioPerC: -0.0042 + 0.0012 * uniformAt(seed, 3),
        lossRatio: totalLossRatio([
          builtInLossRatio,
          fittingLossRatioMax * uniformAt(seed, 9),
          ageingLossRatio(serviceYears(device.seed), 0.003 + 0.006 * uniformAt(seed, 4)),
        ]),
      },
      inverter: {
        dcLimitKw: acRatingKw / inverterNominalRatio,
        nominalRatio: inverterNominalRatio,
      },
      incidenceRatio: (incidenceDeg) => physicalIncidenceRatio(incidenceDeg, coatedGlass),
      cellTempC: flush
        ? (air) => sapmCellTempC(air, sapmMountings.closeMountGlassGlass)
        : faimanCellTempC,
    },
  };
}

function placeOf({ eastM, northM }: Place, seed: number, index: number): Place {
  if (index === 0) return { eastM, northM };
  return {
    eastM: eastM + 2 * spreadM * (uniformAt(seed, 5) - 0.5),
    northM: northM + 2 * spreadM * (uniformAt(seed, 6) - 0.5),
  };
}

/**
 * Houses of the plain look south within some 20°. Half carry racks on a flat roof, a third modules
 * flush with tiles, of which one in four looks east or west; the rest lie on sheds (assumptions).
 */
function roofPlane(seed: number): { readonly plane: Plane; readonly flush: boolean } {
  const kind = uniformAt(seed, 0);
  const turn = uniformAt(seed, 1) - 0.5;
  const slope = uniformAt(seed, 7);
  const side = uniformAt(seed, 8);
  if (kind < 0.52) {
    return { plane: { tiltDeg: 18 + 14 * slope, azimuthDeg: 180 + 24 * turn }, flush: false };
  }
  if (kind < 0.85) {
    const facing = side < 0.125 ? 90 : side < 0.25 ? 270 : 180;
    return { plane: { tiltDeg: 22 + 12 * slope, azimuthDeg: facing + 40 * turn }, flush: true };
  }
  const facing = side < 0.3 ? 90 : side < 0.6 ? 270 : 180;
  return { plane: { tiltDeg: 5 + 8 * slope, azimuthDeg: facing + 30 * turn }, flush: true };
}
