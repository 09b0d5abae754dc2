import { pvDcKw } from '../../physics/pv/pvwatts.ts';
import type { Plane } from '../../physics/solar/plane.ts';
import { planeColumn } from '../../physics/solar/plane-column.ts';
import { type CleanLevel, cleanLevel } from './panel-dirt.ts';
import type { PanelRows } from './panel-rows.ts';
import {
  errorRatioOf,
  type FittedParameter,
  foldCount,
  foldOf,
  gainLeast,
  type OutOfTime,
} from './physical-fit.ts';
import { albedoRatio, siliconRatioPerC } from './roof-power.ts';

/** What a plant's own history says of its panels. */
export interface FittedPanels {
  readonly kind: 'pv';
  readonly plane: Plane;
  /** Power under 1,000 W/m² at 25 °C, losses and usual dirt included, in the unit of the target. */
  readonly capacity: number;
  /** Where inverters hold the power down; absent where no such limit shows. */
  readonly limit?: number;
  readonly parameters: readonly FittedParameter[];
}

/** Fewer days of history tell a plane from the weather no longer. */
const daysLeast = 21;
const rowsLeast = 120;
const array = { dcRatingKw: 1, tempRatioPerC: siliconRatioPerC, lossRatio: 0 };
/** The search: a coarse grid over the sky, then steps that are halved until they are below half a degree. */
const coarseTiltsDeg = [0, 15, 30, 45, 60, 80] as const;
const coarseAzimuthStepDeg = 30;
const stepsDeg = [8, 4, 2, 1, 0.5] as const;
const movesMax = 8;
const tiltMaxDeg = 90;
const capacityHalvings = 30;
/** Light on a plane at which no capacity beyond this share of the highest reading is looked for. */
const capacityMaxRatio = 4;
/** A limit is where the highest readings pile up: this close together, this many, against those below. */
const limitBand = 0.015;
const limitShareLeast = 0.02;
const limitCrowding = 3;

/** A plane with the capacity that suits it best, and the mean absolute error of both. */
interface Candidate {
  readonly plane: Plane;
  readonly capacity: number;
  readonly error: number;
}

/** What a search works on: rows, the limit of the inverters, and a column that is used again. */
interface Search {
  readonly rows: PanelRows;
  readonly limit: number;
  readonly ratio: Float64Array;
  /** The fold that is left out; -1 for none. */
  readonly without: number;
  readonly fold: Uint8Array;
}

/**
 * Tilt, azimuth and effective capacity of panels from bright slots with the sky over them: the plane
 * and the capacity with the least mean absolute error of min(capacity × PVWatts, limit), over a
 * grid and then by a pattern search (Hooke and Jeeves 1961). Absolute errors let a bad slot weigh no
 * more than its own error. The fitted plane counts where it is better by 1 % on weeks that it was not
 * fitted to, else `usual` stands, and its capacity by the same rule. `undefined` where history is too short.
 */
export function fitPanels(
  rows: PanelRows,
  usual: { readonly plane: Plane; readonly capacity: number },
): FittedPanels | undefined {
  const days = new Set(rows.day).size;
  if (days < daysLeast || rows.rows < rowsLeast) return undefined;
  const limit = limitOf(rows.power);
  const fold = Uint8Array.from(rows.day, foldOf);
  const ratio = new Float64Array(rows.rows);
  const search = (without: number): Search => ({ rows, limit, ratio, without, fold });
  const trials = triedOut(search, usual);
  const best = searchPlane(search(-1));
  const kept = fitsUsual(trials.capacity) ? capacityFor(search(-1), usual.plane) : usual;
  const planeUsed = fitsUsual(trials.plane);
  const report = { days, used: planeUsed, errorRatio: errorRatioOf(trials.plane) };
  const ofCapacity = {
    days,
    used: planeUsed || kept !== usual,
    errorRatio: errorRatioOf(planeUsed ? trials.whole : trials.capacity),
  };
  const { plane, capacity } = planeUsed ? best : kept;
  const dirt = dirtOf(search(-1), { plane, capacity });
  return {
    kind: 'pv',
    plane,
    capacity,
    ...(limit < Number.POSITIVE_INFINITY && { limit }),
    parameters: [
      { name: 'tilt', value: best.plane.tiltDeg, unit: '°', ...report },
      { name: 'azimuth', value: best.plane.azimuthDeg, unit: '°', ...report },
      { name: 'effectiveCapacity', value: capacity, unit: 'target', ...ofCapacity },
      {
        name: 'cleanLevel',
        value: dirt.ratio,
        unit: '1',
        days,
        used: false,
        errorRatio: errorRatioOf(dirt.errors),
      },
      ...(limit < Number.POSITIVE_INFINITY
        ? [{ name: 'inverterLimit', value: limit, unit: 'target', days, errorRatio: 1, used: true }]
        : []),
    ],
  };
}

function fitsUsual(trial: OutOfTime): boolean {
  return trial.fitted < (1 - gainLeast) * trial.usual;
}

/** Errors on weeks left out: of a fitted capacity, of a fitted plane against it, and of both together. */
function triedOut(
  search: (without: number) => Search,
  usual: { readonly plane: Plane; readonly capacity: number },
): { capacity: OutOfTime; plane: OutOfTime; whole: OutOfTime } {
  const sums = { usual: 0, scaled: 0, turned: 0 };
  for (let fold = 0; fold < foldCount; fold += 1) {
    const task = search(fold);
    sums.usual += heldError(task, usual);
    sums.scaled += heldError(task, capacityFor(task, usual.plane));
    sums.turned += heldError(task, searchPlane(task));
  }
  return {
    capacity: { usual: sums.usual, fitted: sums.scaled },
    plane: { usual: sums.scaled, fitted: sums.turned },
    whole: { usual: sums.usual, fitted: sums.turned },
  };
}

function searchPlane(search: Search): Candidate {
  let best = capacityFor(search, { tiltDeg: 0, azimuthDeg: 180 });
  for (const tiltDeg of coarseTiltsDeg.slice(1)) {
    for (let azimuthDeg = 0; azimuthDeg < 360; azimuthDeg += coarseAzimuthStepDeg) {
      best = better(best, capacityFor(search, { tiltDeg, azimuthDeg }));
    }
  }
  for (const step of stepsDeg) best = descend(search, best, step);
  return best;
}

/** Moves in steps along and across the tilt, as a vector, so that a flat plane is no special place. */
function descend(search: Search, from: Candidate, step: number): Candidate {
  let best = from;
  for (let move = 0; move < movesMax; move += 1) {
    const before = best;
    const [x, y] = asVector(before.plane);
    for (const [dx, dy] of [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ] as const) {
      best = better(best, capacityFor(search, asPlane(x + dx, y + dy)));
    }
    if (best === before) return best;
  }
  return best;
}

function better(a: Candidate, b: Candidate): Candidate {
  return b.error < a.error ? b : a;
}

function asVector({ tiltDeg, azimuthDeg }: Plane): readonly [number, number] {
  const angle = (azimuthDeg * Math.PI) / 180;
  return [tiltDeg * Math.sin(angle), tiltDeg * Math.cos(angle)];
}

function asPlane(x: number, y: number): Plane {
  const azimuthDeg = ((Math.atan2(x, y) * 180) / Math.PI + 360) % 360;
  return { tiltDeg: Math.min(tiltMaxDeg, Math.hypot(x, y)), azimuthDeg };
}

/** The capacity with the least absolute error for a plane: its slope in capacity rises, so it is halved. */
function capacityFor(search: Search, plane: Plane): Candidate {
  const { rows, ratio } = search;
  writeRatios(rows, plane, ratio);
  let low = 0;
  let high = capacityMaxRatio * rows.power.reduce((most, value) => Math.max(most, value), 0);
  for (let turn = 0; turn < capacityHalvings; turn += 1) {
    const capacity = (low + high) / 2;
    if (pullAt(search, capacity) > 0) low = capacity;
    else high = capacity;
  }
  const capacity = (low + high) / 2;
  return { plane, capacity, error: meanError(search, capacity, false) };
}

/** How much more light lies in rows that ask for more capacity than in those that ask for less. */
function pullAt({ rows, ratio, without, fold, limit }: Search, capacity: number): number {
  const limited = limit * (1 - limitBand);
  let pull = 0;
  for (let row = 0; row < rows.rows; row += 1) {
    if (fold[row] === without) continue;
    const of = ratio[row] as number;
    const actual = rows.power[row] as number;
    const wanted = actual >= limited ? limit : actual;
    if (wanted > capacity * of) pull += of;
    else if (wanted === actual) pull -= of;
  }
  return pull;
}

/** Mean absolute error of the rows that are fitted to, or of those left out. */
function meanError({ rows, ratio, without, fold, limit }: Search, capacity: number, held: boolean) {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < rows.rows; row += 1) {
    if ((fold[row] === without) !== held) continue;
    const forecast = Math.min(limit, capacity * (ratio[row] as number));
    sum += Math.abs((rows.power[row] as number) - forecast);
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

function heldError(search: Search, { plane, capacity }: Pick<Candidate, 'plane' | 'capacity'>) {
  writeRatios(search.rows, plane, search.ratio);
  return meanError(search, capacity, true);
}

/** The level of dirt at the end of the history, against what the panels should have given. */
function dirtOf(search: Search, panels: Pick<Candidate, 'plane' | 'capacity'>): CleanLevel {
  const { rows, ratio, limit } = search;
  writeRatios(rows, panels.plane, ratio);
  const expected = ratio.map((of) => Math.min(limit, panels.capacity * of));
  return cleanLevel({ day: rows.day, power: rows.power, expected });
}

/** Power as a share of the capacity in each row, before the limit. */
function writeRatios(rows: PanelRows, plane: Plane, ratio: Float64Array): void {
  planeColumn({ plane, albedoRatio }, rows.sun, rows.sky, ratio);
  for (let row = 0; row < rows.rows; row += 1) {
    const poaWm2 = ratio[row] as number;
    const cellC = (rows.airTempC[row] as number) + poaWm2 / (rows.lossWm2K[row] as number);
    ratio[row] = pvDcKw(array, poaWm2, cellC);
  }
}

/** The power at which readings pile up: far more of them than in the band below, and no few. */
function limitOf(power: Float64Array): number {
  const sorted = power.slice().sort();
  const most = sorted[Math.floor(0.998 * (sorted.length - 1))] ?? Number.NaN;
  const within = (from: number, to: number): number =>
    power.reduce((count, value) => count + (value >= from * most && value < to * most ? 1 : 0), 0);
  const top = within(1 - limitBand, Number.POSITIVE_INFINITY);
  const below = within(1 - 3 * limitBand, 1 - limitBand) / 2;
  const piled = top >= limitShareLeast * power.length && top >= limitCrowding * below;
  return piled ? most : Number.POSITIVE_INFINITY;
}
