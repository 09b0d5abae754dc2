import { cosDeg } from '../angle.ts';

/** The cover of a module. */
export interface Glazing {
  /** Refractive index; 1.526 for glass. */
  readonly index: number;
  /** Refractive index of a coating against reflection, about 1.29; null without one. */
  readonly coatingIndex: number | null;
  /** Share of light that is lost per metre of glass, as the exponent K in 1/m. */
  readonly extinctionPerM: number;
  readonly thicknessM: number;
}

export const plainGlass: Glazing = {
  index: 1.526,
  coatingIndex: null,
  extinctionPerM: 4,
  thicknessM: 0.002,
};
export const coatedGlass: Glazing = { ...plainGlass, coatingIndex: 1.29 };

/**
 * What a cover lets through at an angle of incidence, over what it lets through at 0°: reflection
 * after Fresnel, absorption after Bouguer; De Soto, Klein and Beckman, Solar Energy 80 (2006) 78–88.
 * A coating reflects again inside (two interfaces). 0 from 90° on, where the sun is behind.
 *
 * @example physicalIncidenceRatio(60, plainGlass) // 0.946
 */
export function physicalIncidenceRatio(incidenceDeg: number, glazing: Glazing): number {
  const cos = cosDeg(incidenceDeg);
  if (!(cos > 0) || Math.abs(incidenceDeg) >= 90) return 0;
  return transmittedRatio(cos, glazing) / transmittedRatio(1, glazing);
}

function transmittedRatio(cosOutside: number, glazing: Glazing): number {
  const { index, coatingIndex, extinctionPerM, thicknessM } = glazing;
  const sin = Math.sqrt(1 - cosOutside ** 2);
  const cosInside = Math.sqrt(1 - (sin / index) ** 2);
  const air: Medium = { index: 1, cos: cosOutside };
  const glass: Medium = { index, cos: cosInside };
  const entered =
    coatingIndex === null
      ? enteredRatio(air, glass)
      : enteredThroughCoating(air, coatingOf(coatingIndex, sin), glass);
  return entered * Math.exp((-extinctionPerM * thicknessM) / cosInside);
}

/** A medium and the cosine of the angle at which the ray runs in it. */
interface Medium {
  readonly index: number;
  readonly cos: number;
}

function coatingOf(index: number, sinOutside: number): Medium {
  return { index, cos: Math.sqrt(1 - (sinOutside / index) ** 2) };
}

/** Reflected share of light that swings across the plane of incidence, and within it. */
function acrossReflected(from: Medium, to: Medium): number {
  const a = from.index * from.cos;
  const b = to.index * to.cos;
  return ((a - b) / (a + b)) ** 2;
}

function withinReflected(from: Medium, to: Medium): number {
  const a = from.index * to.cos;
  const b = to.index * from.cos;
  return ((a - b) / (a + b)) ** 2;
}

function enteredRatio(air: Medium, glass: Medium): number {
  return 1 - (acrossReflected(air, glass) + withinReflected(air, glass)) / 2;
}

function enteredThroughCoating(air: Medium, coating: Medium, glass: Medium): number {
  const through = (first: number, second: number): number =>
    ((1 - first) * (1 - second)) / (1 - first * second);
  const across = through(acrossReflected(air, coating), acrossReflected(coating, glass));
  const within = through(withinReflected(air, coating), withinReflected(coating, glass));
  return (across + within) / 2;
}

/**
 * The same ratio after Souka and Safwat, Solar Energy 10 (1966) 170–174, adopted by ASHRAE 93-77:
 * 1 − b (1/cos θ − 1) with `b` about 0.05. Meant for angles up to 80°; never below 0.
 *
 * @example ashraeIncidenceRatio(60, 0.05) // 0.95
 */
export function ashraeIncidenceRatio(incidenceDeg: number, b = 0.05): number {
  const cos = cosDeg(incidenceDeg);
  if (!(cos > 0) || Math.abs(incidenceDeg) >= 90) return 0;
  return Math.max(0, 1 - b * (1 / cos - 1));
}

/**
 * The same ratio after Martin and Ruiz, Solar Energy Materials and Solar Cells 70 (2001) 25–38.
 * `angularLoss` is 0.16 for clean silicon modules behind glass and rises with dust.
 *
 * @example martinRuizIncidenceRatio(60, 0.16) // 0.958
 */
export function martinRuizIncidenceRatio(incidenceDeg: number, angularLoss = 0.16): number {
  const cos = cosDeg(incidenceDeg);
  if (!(cos > 0) || Math.abs(incidenceDeg) >= 90) return 0;
  return (1 - Math.exp(-cos / angularLoss)) / (1 - Math.exp(-1 / angularLoss));
}
