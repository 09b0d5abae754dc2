import type { Irradiance } from '../solar/irradiance.ts';
import { incidenceDeg, type Plane, type SunDirection } from '../solar/plane.ts';
import type { SkyDiffuse } from '../solar/sky-diffuse.ts';
import { type PlaneIrradiance, planeIrradiance } from '../solar/transposition.ts';
import { faimanCellTempC, type ModuleAir } from './cell-temperature.ts';
import { inverterAcKw, type PvArray, pvDcKw } from './pvwatts.ts';

/** A plant of one plane behind one inverter, with the formulas that it is reckoned by. */
export interface PvPlant {
  readonly plane: Plane;
  readonly albedoRatio: number;
  readonly array: PvArray;
  readonly inverter: { readonly dcLimitKw: number; readonly nominalRatio: number };
  /** Hay and Davies if left out. */
  readonly skyDiffuse?: SkyDiffuse;
  /** What the beam keeps at an angle of incidence; all of it if left out. */
  readonly incidenceRatio?: (incidenceDeg: number) => number;
  /** Faiman if left out. */
  readonly cellTempC?: (air: ModuleAir) => number;
}

/** A moment as a plant finds it. */
export interface PvMoment {
  /** With the apparent zenith. */
  readonly sun: SunDirection;
  readonly sky: Irradiance;
  readonly extraWm2: number;
  readonly airTempC: number;
  readonly windSpeedMps: number;
}

/** What a plant makes of a moment, link by link. */
export interface PvPower {
  readonly irradiance: PlaneIrradiance;
  readonly poaWm2: number;
  /** Share of the beam that passes the cover. */
  readonly incidenceRatio: number;
  /** What reaches the cells. */
  readonly effectiveWm2: number;
  readonly cellTempC: number;
  readonly dcKw: number;
  readonly acKw: number;
}

/**
 * The usual chain from sky to grid: transposition, losses of the beam by incidence, cell temperature,
 * PVWatts. The cell is heated by all that reaches the plane, and only the beam is reflected away.
 *
 * @example pvPower(plant, { sun, sky, extraWm2, airTempC: 20, windSpeedMps: 3 }).acKw
 */
export function pvPower(plant: PvPlant, moment: PvMoment): PvPower {
  const { plane, albedoRatio, cellTempC = faimanCellTempC } = plant;
  const { sun, airTempC, windSpeedMps } = moment;
  const irradiance = planeIrradiance({ ...moment, plane, albedoRatio }, plant.skyDiffuse);
  const diffuseWm2 = irradiance.skyWm2 + irradiance.groundWm2;
  const poaWm2 = irradiance.beamWm2 + diffuseWm2;
  const incidenceRatio = plant.incidenceRatio?.(incidenceDeg(plane, sun)) ?? 1;
  const effectiveWm2 = irradiance.beamWm2 * incidenceRatio + diffuseWm2;
  const cellC = cellTempC({ poaWm2, airTempC, windSpeedMps });
  const dcKw = pvDcKw(plant.array, effectiveWm2, cellC);
  const { dcLimitKw, nominalRatio } = plant.inverter;
  return {
    irradiance,
    poaWm2,
    incidenceRatio,
    effectiveWm2,
    cellTempC: cellC,
    dcKw,
    acKw: inverterAcKw(dcKw, dcLimitKw, nominalRatio),
  };
}
