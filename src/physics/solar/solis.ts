import { sinDeg } from '../angle.ts';
import { standardPressureHpa } from './air-mass.ts';
import { darkness, type Irradiance } from './irradiance.ts';

export interface SolisAir {
  /** Optical depth of the aerosols at 700 nm. */
  readonly aerosolDepth: number;
  /** Water of the whole column, as if it had rained out. */
  readonly waterCm: number;
  readonly pressureHpa: number;
}

const waterCmMin = 0.2;

/** How fast a component dies away: exp(−depth / sin(elevation)^power). */
interface Decay {
  readonly depth: number;
  readonly power: number;
}

/**
 * Irradiance under a cloudless sky: Ineichen, Solar Energy 82 (2008) 758–762, the simplified Solis
 * model. For aerosol depths below 0.45, water from 0.2 (less counts as 0.2) to 10 cm and altitudes
 * up to 7,000 m. The three components are fitted each by itself and do not close exactly.
 *
 * @example
 * solis(90 - 57.716, 1414, { aerosolDepth: 0.15, waterCm: 1.4, pressureHpa: 1004.87 }).ghiWm2 // 504.4
 */
export function solis(apparentElevationDeg: number, extraWm2: number, air: SolisAir): Irradiance {
  const sinElevation = sinDeg(apparentElevationDeg);
  if (!(sinElevation > 0)) return darkness;
  const water = Math.max(waterCmMin, air.waterCm);
  const aerosol = air.aerosolDepth;
  const column = { water, aerosol, logWater: Math.log(water), logPressure: logPressure(air) };
  const enhancedWm2 = extraWm2 * enhancement(column);
  const left = ({ depth, power }: Decay): number =>
    enhancedWm2 * Math.exp(-depth / sinElevation ** power);
  return {
    ghiWm2: left(globalDecay(column)) * sinElevation,
    dniWm2: left(beamDecay(column)),
    dhiWm2: left(diffuseDecay(column)),
  };
}

interface Column {
  readonly water: number;
  readonly aerosol: number;
  readonly logWater: number;
  readonly logPressure: number;
}

function logPressure({ pressureHpa }: SolisAir): number {
  return Math.log(pressureHpa / standardPressureHpa);
}

/** Ratio of the irradiance that the fits start from to the one outside the air. */
function enhancement({ water, aerosol, logPressure }: Column): number {
  return (
    1.08 * water ** 0.0051 +
    0.97 * water ** 0.032 * aerosol +
    0.12 * water ** 0.56 * aerosol ** 2 +
    0.071 * logPressure
  );
}

function beamDecay({ water, aerosol, logWater, logPressure }: Column): Decay {
  const perAerosol = 1.82 + 0.056 * logWater + 0.0071 * logWater ** 2;
  const clean = 0.33 + 0.045 * logWater + 0.0096 * logWater ** 2;
  const perWater = 0.00925 * aerosol ** 2 + 0.0148 * aerosol - 0.0172;
  return {
    depth: perAerosol * aerosol + clean + (0.0089 * water + 0.13) * logPressure,
    power: perWater * logWater - 0.7565 * aerosol ** 2 + 0.5057 * aerosol + 0.4557,
  };
}

function globalDecay({ water, aerosol, logWater, logPressure }: Column): Decay {
  const perAerosol = 1.24 + 0.047 * logWater + 0.0061 * logWater ** 2;
  const clean = 0.27 + 0.043 * logWater + 0.009 * logWater ** 2;
  return {
    depth: perAerosol * aerosol + clean + (0.0079 * water + 0.1) * logPressure,
    power: -0.0147 * logWater - 0.3079 * aerosol ** 2 + 0.2846 * aerosol + 0.3798,
  };
}

function diffuseDecay({ water, aerosol, logPressure }: Column): Decay {
  const power = -0.337 * aerosol ** 2 + 0.63 * aerosol + 0.116 + logPressure / (18 + 152 * aerosol);
  // The polynomials of the depth have two sets of factors, for clean air and for the rest.
  const [d4, d3, d2, d1, d0, dp] =
    aerosol < 0.05
      ? ([
          86 * water - 13_800,
          -3.11 * water + 79.4,
          -0.23 * water + 74.8,
          0.092 * water - 8.86,
          0.0042 * water + 3.12,
          -0.83 * (1 + aerosol) ** -17.2,
        ] as const)
      : ([
          -0.21 * water + 11.6,
          0.27 * water - 20.7,
          -0.134 * water + 15.5,
          0.0554 * water - 5.71,
          0.0057 * water + 2.94,
          -0.71 * (1 + aerosol) ** -15,
        ] as const);
  const depth = d0 + aerosol * (d1 + aerosol * (d2 + aerosol * (d3 + aerosol * d4)));
  return { depth: depth + dp * logPressure, power };
}
