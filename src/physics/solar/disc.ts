import { cosDeg } from '../angle.ts';
import { absoluteAirMass, kasten1966AirMass } from './air-mass.ts';
import { clearnessIndex, splitZenithMaxDeg } from './decomposition.ts';
import { solarConstantWm2 } from './extraterrestrial.ts';
import type { Irradiance } from './irradiance.ts';

/** What DISC finds on its way to the beam; DIRINT goes on from it. */
export interface Disc {
  readonly clearness: number;
  /** Absolute, 12 at most; NaN below the horizon. */
  readonly airMass: number;
  readonly dniWm2: number;
}

export interface DiscInput {
  readonly ghiWm2: number;
  /** True, without refraction. */
  readonly zenithDeg: number;
  readonly extraWm2: number;
  readonly pressureHpa: number;
}

const airMassMax = 12;
/** The model was fitted with a solar constant of its own. */
const extraRatio = 1370 / solarConstantWm2;

/**
 * Beam irradiance from the global: Maxwell, SERI/TR-215-3087 (1987), the direct insolation
 * simulation code. Made for hourly means; with the sun lower than 3° there is no beam.
 *
 * @example
 * disc({ ghiWm2: 300, zenithDeg: 60, extraWm2: 1366.1, pressureHpa: 1013.25 }).dniWm2 // 162.2
 */
export function disc(input: DiscInput): Disc {
  const { ghiWm2, zenithDeg, pressureHpa } = input;
  const extraWm2 = input.extraWm2 * extraRatio;
  const clearness = clearnessIndex(ghiWm2, zenithDeg, extraWm2);
  const airMass = Math.min(airMassMax, absoluteAirMass(kasten1966AirMass(zenithDeg), pressureHpa));
  if (zenithDeg > splitZenithMaxDeg || ghiWm2 < 0) return { clearness, airMass, dniWm2: 0 };
  const beamRatio = clearBeamRatio(airMass) - missingBeamRatio(clearness, airMass);
  return { clearness, airMass, dniWm2: Math.max(0, extraWm2 * beamRatio) };
}

/** The same as a whole; the diffuse is what the beam leaves over. */
export function splitByDisc(input: DiscInput): Irradiance {
  const { dniWm2 } = disc(input);
  const { ghiWm2 } = input;
  return { ghiWm2, dniWm2, dhiWm2: ghiWm2 - dniWm2 * cosDeg(input.zenithDeg) };
}

/** Beam of the clearest sky to the one outside the air. */
function clearBeamRatio(m: number): number {
  return 0.866 + m * (-0.122 + m * (0.0121 + m * (-0.000653 + m * 0.000014)));
}

function missingBeamRatio(kt: number, airMass: number): number {
  if (kt <= 0.6) {
    const a = 0.512 + kt * (-1.56 + kt * (2.286 - 2.222 * kt));
    const b = 0.37 + 0.962 * kt;
    return a + b * Math.exp((-0.28 + kt * (0.932 - 2.048 * kt)) * airMass);
  }
  const a = -5.743 + kt * (21.77 + kt * (-27.49 + 11.56 * kt));
  const b = 41.4 + kt * (-118.5 + kt * (66.05 + 31.9 * kt));
  const c = -47.01 + kt * (184.2 + kt * (-222 + 73.81 * kt));
  return a + b * Math.exp(c * airMass);
}
