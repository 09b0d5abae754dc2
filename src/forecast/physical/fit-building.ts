import { drawEvenly } from '../learn/even-draw.ts';
import {
  errorRatioOf,
  type FittedParameter,
  foldCount,
  foldOf,
  gainLeast,
} from './physical-fit.ts';

/** What a history of heat says of the buildings behind it, all of them as one. */
export interface FittedBuilding extends HeatLaw {
  readonly kind: 'heat';
  readonly used: boolean;
  readonly parameters: readonly FittedParameter[];
}

/** Heat for rooms: loss × degrees of the felt outdoor temperature below the heating limit. */
export interface HeatLaw {
  /** Unit of the target per K. */
  readonly lossPerK: number;
  readonly heatingLimitC: number;
  /** Hours over which walls smooth the outdoor temperature. */
  readonly inertiaH: number;
}

/** A history slot by slot; NaN is missing. */
export interface HeatHistory {
  readonly slotsPerHour: number;
  readonly heat: Float64Array;
  readonly outdoorC: Float64Array;
  /** Hour of the local day, and number of the local day. */
  readonly hour: Uint8Array;
  readonly day: Int32Array;
}

interface Line extends HeatLaw {
  /** What is used without any heating, by hour of the day: hot water, and losses of pipes. */
  readonly base: Float64Array;
  readonly error: number;
}

interface Task {
  readonly history: HeatHistory;
  /** Felt temperatures, one column for each inertia. */
  readonly felt: readonly Float64Array[];
  readonly rows: Int32Array;
}

const hours = 24;
const daysLeast = 28;
const rowsLeast = 400;
/** More slots change no parameter that matters. */
const rowLimit = 6_000;
const inertiasH: readonly number[] = [0, 3, 6, 12, 24, 48, 72];
const limitsC = Array.from({ length: 27 }, (_, place) => 9 + place / 2);
/** Residuals beyond so many times their middle are faults, and are left out the second time. */
const outlierFactor = 6;
/** Days ahead for which weather must better what was used at the same hour. */
const leadDays = 2;

/**
 * Loss coefficient, heating limit, inertia and hot water of buildings: demand is what the hour of the day
 * uses anyway, and loss × max(0, limit − felt temperature), where the felt temperature follows the outdoor
 * one with a first-order lag (the one-node building of ISO 13790, and the energy signature of Fels 1986).
 * Least squares for each lag and limit; outliers are left out and all is done again. It counts where
 * demand two days before, moved by it, errs less on weeks left out. `undefined` where history is too short.
 */
export function fitBuilding(history: HeatHistory): FittedBuilding | undefined {
  const felt = inertiasH.map((inertiaH) => feltTemperature(history, inertiaH));
  const rows = knownRows(history);
  const days = new Set(rows.map((slot) => history.day[slot] as number)).size;
  const task: Task = { history, felt, rows };
  const line = days < daysLeast || rows.length < rowsLeast ? undefined : robustLine(task);
  if (line === undefined) return undefined;
  const errors = triedOut(task);
  const used = errors.fitted < (1 - gainLeast) * errors.usual;
  const report = { days, errorRatio: errorRatioOf(errors), used };
  const { lossPerK, heatingLimitC, inertiaH, base } = line;
  const hotWater = Math.max(0, base.reduce((sum, value) => sum + value, 0) / hours);
  return {
    kind: 'heat',
    lossPerK,
    heatingLimitC,
    inertiaH,
    used,
    parameters: [
      { name: 'lossCoefficient', value: lossPerK, unit: 'target/K', ...report },
      { name: 'heatingLimit', value: heatingLimitC, unit: '°C', ...report },
      { name: 'inertia', value: inertiaH, unit: 'h', ...report },
      { name: 'hotWater', value: hotWater, unit: 'target', ...report },
    ],
  };
}

/** Heat for rooms at a felt temperature, in the unit of the target. */
export function roomHeat({ lossPerK, heatingLimitC }: HeatLaw, feltC: number): number {
  return lossPerK * Math.max(0, heatingLimitC - feltC);
}

/** The share of a slot's own temperature in the felt one. */
export function newShare(inertiaH: number, slotsPerHour: number): number {
  return inertiaH === 0 ? 1 : 1 - Math.exp(-1 / (inertiaH * slotsPerHour));
}

function feltTemperature({ outdoorC, slotsPerHour }: HeatHistory, inertiaH: number): Float64Array {
  const share = newShare(inertiaH, slotsPerHour);
  let felt = Number.NaN;
  return outdoorC.map((now) => {
    if (!Number.isNaN(now)) felt = Number.isNaN(felt) ? now : felt + share * (now - felt);
    return Number.isNaN(now) ? Number.NaN : felt;
  });
}

function knownRows({ heat, outdoorC }: HeatHistory): Int32Array {
  const known = Int32Array.from(heat.keys()).filter(
    (slot) => Number.isFinite(heat[slot]) && Number.isFinite(outdoorC[slot]),
  );
  return drawEvenly(known, rowLimit);
}

function robustLine(task: Task): Line | undefined {
  const first = bestLine(task);
  if (first === undefined) return undefined;
  const misses = Float64Array.from(task.rows, (slot) => Math.abs(missAt(task, first, slot)));
  const middle = misses.slice().sort()[misses.length >> 1] ?? 0;
  const rows = task.rows.filter((_, place) => (misses[place] as number) <= outlierFactor * middle);
  return bestLine({ ...task, rows }) ?? first;
}

function missAt({ history, felt }: Task, line: Line, slot: number): number {
  const column = felt[inertiasH.indexOf(line.inertiaH)] ?? history.outdoorC;
  const base = line.base[history.hour[slot] as number] as number;
  return (history.heat[slot] as number) - base - roomHeat(line, column[slot] as number);
}

function bestLine(task: Task): Line | undefined {
  let best: Line | undefined;
  inertiasH.forEach((inertiaH, place) => {
    for (const heatingLimitC of limitsC) {
      const line = lineOf(task, task.felt[place] as Float64Array, { heatingLimitC, inertiaH });
      if (line.lossPerK > 0 && !(line.error >= (best?.error ?? Number.POSITIVE_INFINITY))) {
        best = line;
      }
    }
  });
  return best;
}

/** Least squares of demand on degrees below the limit, with a level of its own for each hour of the day. */
function lineOf(
  { history, rows }: Task,
  felt: Float64Array,
  given: { readonly heatingLimitC: number; readonly inertiaH: number },
): Line {
  const count = new Float64Array(hours);
  const [sumX, sumY] = [new Float64Array(hours), new Float64Array(hours)];
  let [xx, xy, yy] = [0, 0, 0];
  for (const slot of rows) {
    const hour = history.hour[slot] as number;
    const x = Math.max(0, given.heatingLimitC - (felt[slot] as number));
    const y = history.heat[slot] as number;
    count[hour] = (count[hour] as number) + 1;
    sumX[hour] = (sumX[hour] as number) + x;
    sumY[hour] = (sumY[hour] as number) + y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  for (let hour = 0; hour < hours; hour += 1) {
    const of = Math.max(1, count[hour] as number);
    const [x, y] = [sumX[hour] as number, sumY[hour] as number];
    xx -= (x * x) / of;
    xy -= (x * y) / of;
    yy -= (y * y) / of;
  }
  const lossPerK = xx > 0 ? xy / xx : 0;
  const base = sumY.map((y, hour) => {
    return (y - lossPerK * (sumX[hour] as number)) / Math.max(1, count[hour] as number);
  });
  return { ...given, lossPerK, base, error: yy - lossPerK * xy };
}

/** Mean absolute errors of demand two days before, as it was and moved by weather, on weeks left out. */
function triedOut(task: Task): { usual: number; fitted: number } {
  const { history, felt, rows } = task;
  const back = leadDays * hours * history.slotsPerHour;
  const errors = { usual: 0, fitted: 0 };
  for (let held = 0; held < foldCount; held += 1) {
    const isHeld = (slot: number) => foldOf(history.day[slot] as number) === held;
    const line = robustLine({ ...task, rows: rows.filter((slot) => !isHeld(slot)) });
    if (line === undefined) continue;
    const column = felt[inertiasH.indexOf(line.inertiaH)] ?? history.outdoorC;
    const heatAt = (slot: number) => roomHeat(line, column[slot] as number);
    for (const slot of rows) {
      const change = (history.heat[slot] as number) - (history.heat[slot - back] ?? Number.NaN);
      const weather = heatAt(slot) - heatAt(slot - back);
      if (!isHeld(slot) || Number.isNaN(change + weather)) continue;
      errors.usual += Math.abs(change);
      errors.fitted += Math.abs(change - weather);
    }
  }
  return errors;
}
