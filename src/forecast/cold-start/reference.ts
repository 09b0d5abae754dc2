import type { KnownColumn, KnownView } from '../frame/known-view.ts';
import { openFarmCurve } from '../physical/farm-curve.ts';
import { panelPower } from '../physical/roof-power.ts';
import type { SunTable } from '../recipes/sun-table.ts';
import { measuredProfile, slotsOfDay, usualProfile } from './daily-profile.ts';
import { temperatureResponse } from './temperature-response.ts';

/**
 * What physics, or the time of day, lets expect of each kilowatt of rating in each slot: zero where
 * nothing can come, NaN where what it rests on is not known.
 */
export interface Reference {
  /** What it rests on, in one word. */
  readonly stem:
    | 'roof_physics'
    | 'clear_sky'
    | 'farm_curve'
    | 'wind_climate'
    | 'heating_degrees'
    | 'degree_days'
    | 'daily_profile';
  readonly ratios: Float64Array;
  /** How uncertain the reference itself is in each slot, as a share of it; left out where it is not. */
  readonly doubt?: Float64Array;
}

/** A series as it is known at its origin, and the others of its kind, added up. */
export interface Surroundings {
  readonly view: KnownView;
  readonly neighbours: KnownView;
  /** Undefined where the place is not known. */
  readonly sun: SunTable | undefined;
}

/** An ordinary roof or field, where nothing says how panels lie. */
const usualPlane = { tiltDeg: 25, azimuthDeg: 180 };
/** The exponent of wind over height in open land, from 10 m to the usual hub at 100 m. */
const hubSpeedRatio = (100 / 10) ** 0.14;
/** A calm is no certainty: what a turbine may still give is told in shares of this much more. */
const calmRatio = 0.05;
/** Rooms are heated up to this temperature outside; more and more below it. */
const heatingLimitC = 19;
const usualDegrees = 15;
const profileMin = 0.005;

/** With the weather first, then what is left without it. */
export function referencesOf(surroundings: Surroundings): readonly [Reference, Reference] {
  switch (surroundings.view.facts.kind) {
    case 'pv':
      return pvReferences(surroundings);
    case 'wind':
      return windReferences(surroundings);
    default:
      return demandReferences(surroundings);
  }
}

function pvReferences(surroundings: Surroundings): readonly [Reference, Reference] {
  const { view, sun } = surroundings;
  if (sun === undefined) return demandReferences(surroundings);
  const ghi = view.foreseen.get('ghiWm2');
  const air = view.foreseen.get('tempC');
  const wind = view.foreseen.get('windSpeedMps');
  const ratioUnder = (ghiWm2: number, slot: number): number => {
    const up = sun.up[slot] ?? 0;
    if (!(up > 0) || (sun.clearGhiWm2[slot] ?? 0) <= 0) return 0;
    if (Number.isNaN(ghiWm2)) return Number.NaN;
    return panelPower(usualPlane, {
      ghiWm2,
      up,
      azimuthDeg: azimuthDegOf(sun, slot),
      extraWm2: sun.extraWm2[slot] ?? 0,
      airTempC: knownAt(air, slot),
      windSpeedMps: knownAt(wind, slot),
    }).ratio;
  };
  return [
    { stem: 'roof_physics', ratios: each(view, (slot) => ratioUnder(knownAt(ghi, slot), slot)) },
    {
      stem: 'clear_sky',
      ratios: each(view, (slot) => ratioUnder(sun.clearGhiWm2[slot] ?? 0, slot)),
    },
  ];
}

function azimuthDegOf({ east, north }: SunTable, slot: number): number {
  const azimuthDeg = (Math.atan2(east[slot] ?? 0, north[slot] ?? 0) * 180) / Math.PI;
  return (azimuthDeg + 360) % 360;
}

function windReferences({ view }: Surroundings): readonly [Reference, Reference] {
  const curve = openFarmCurve();
  const atHub = view.foreseen.get('windSpeed100Mps');
  const low = view.foreseen.get('windSpeedMps');
  const speedMps = (slot: number): number => {
    const speed = knownAt(atHub, slot);
    return Number.isNaN(speed) ? knownAt(low, slot) * hubSpeedRatio : speed;
  };
  return [
    { stem: 'farm_curve', ratios: each(view, (slot) => curve(speedMps(slot)) + calmRatio) },
    { stem: 'wind_climate', ratios: each(view, () => 1) },
  ];
}

function demandReferences(surroundings: Surroundings): readonly [Reference, Reference] {
  const { view } = surroundings;
  const plain = each(view, () => 1);
  const without: Reference = { stem: 'daily_profile', ratios: profileOf(surroundings, plain) };
  if (view.facts.kind === 'heat') return [heatReference(surroundings), without];
  return [view.facts.kind === 'load' ? loadReference(surroundings) : without, without];
}

/** Demand by the hour of the day and by how warm or cold the days are. */
function loadReference(surroundings: Surroundings): Reference {
  const { facts, foreseen, target } = surroundings.view;
  const temperature = foreseen.get('tempC');
  const { driver, doubt } = temperatureResponse(
    facts.slots,
    (slot) => knownAt(temperature, slot),
    (slot) => target.at(slot) / facts.capacity,
  );
  return { stem: 'degree_days', ratios: profileOf(surroundings, driver), doubt };
}

function heatReference(surroundings: Surroundings): Reference {
  const { view } = surroundings;
  const temperature = view.foreseen.get('tempC');
  const degrees = each(view, (slot) => {
    return Math.max((heatingLimitC - knownAt(temperature, slot)) / usualDegrees, 0.02);
  });
  return { stem: 'heating_degrees', ratios: profileOf(surroundings, degrees) };
}

/** The daily profile of the series itself, else that of its neighbours, else a usual one. */
function profileOf({ view, neighbours }: Surroundings, driver: Float64Array): Float64Array {
  const measured = (from: KnownView) =>
    measuredProfile(from.facts, { target: (slot) => from.target.at(slot), driver });
  const profile = measured(view) ?? measured(neighbours) ?? usualProfile(view.facts);
  const ofDay = slotsOfDay(view.facts);
  return each(view, (slot) => {
    return Math.max(profile[ofDay[slot] ?? 0] ?? 0, profileMin) * (driver[slot] ?? Number.NaN);
  });
}

function knownAt(column: KnownColumn | undefined, slot: number): number {
  return column === undefined ? Number.NaN : column.at(slot);
}

function each({ facts }: KnownView, ratio: (slot: number) => number): Float64Array {
  return Float64Array.from({ length: facts.slots.count }, (_, slot) => ratio(slot));
}
