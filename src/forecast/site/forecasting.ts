import { dayMs } from '../../domain/instant.ts';
import type { Calibration } from '../calibrate/conformal.ts';
import { trackDrift } from '../calibrate/track-drift.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { expandLevels, sortRows } from '../learn/pinball.ts';
import { believedView } from './believed-view.ts';
import { blendRows, clipRows, finishRows } from './blend-rows.ts';
import { localHourOf } from './climatology.ts';
import { memberNames, predictMembers } from './members.ts';
import type { Recipe } from './recipe.ts';
import { emptyTable, openDraft, type RowTable, shorten, writeRow } from './row-table.ts';
import type { SiteModel } from './site-model.ts';

/** Forecasts whose actuals are awaited; the oldest gives way, and has taught nothing. */
const awaitedLimit = 256;

/** A model at work on the history of its series. */
export interface Forecasting {
  /** Quantiles of the horizon, (end − start) × levels, row-major; in order, within the bounds. */
  predict(origin: Origin): Float64Array;
  /** Lets the calibration follow the actuals known at `origin` of forecasts made before. */
  learnFrom(origin: Origin): void;
  /** The calibration as it has become, to be stored with the model. */
  calibration(): Calibration;
}

/** A forecast that waits for what comes true. */
interface Awaited {
  readonly start: number;
  readonly end: number;
  /** Slots that the forecast before it did not cover: runs that overlap tell one day once. */
  readonly newSlots: number;
  readonly blended: Float64Array;
  readonly regime: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Opens a model on a view; the recipe must be the one that the model was trained with. */
export function openForecasting(input: {
  readonly model: SiteModel;
  readonly recipe: Recipe;
  readonly view: KnownView;
}): Forecasting {
  const { model } = input;
  const view = believedView(input.view, model.ignored);
  const source = input.recipe.open(view, model.physics);
  const calibration = copyOf(model.calibration);
  const draftOf = openDraft(source, view.facts);
  const width = model.innerLevels.length;
  const awaited: Awaited[] = [];
  let room = openRoom(model, source.names, 0);

  const write = (origin: Origin): RowTable => {
    const steps = origin.end - origin.start;
    if (room.table.rows < steps) room = openRoom(model, source.names, steps);
    view.moveTo(origin);
    for (let row = 0; row < steps; row += 1) {
      const slot = origin.start + row;
      const draft = draftOf(origin, slot);
      writeRow(room.table, row, { draft, slot, origin: origin.knownThrough });
    }
    return shorten(room.table, steps);
  };

  return {
    predict: (origin) => {
      const table = write(origin);
      const members = room.members.map((values) => values.subarray(0, table.rows * width));
      const blended = new Float64Array(table.rows * width);
      predictMembers(model.members, { table, linear: source.linear }, members);
      blendRows(members, model.weights, { out: blended, width });
      standIn(model, { table, view, quantiles: blended });
      remember(awaited, origin, { table, blended });
      const finished = blended.slice();
      finishRows(calibration, table, finished);
      return atLevels(model, table, finished);
    },
    learnFrom: (origin) => {
      view.moveTo(origin);
      const ripe = awaited.filter(({ end }) => end - 1 <= origin.knownThrough);
      for (const forecast of ripe) {
        awaited.splice(awaited.indexOf(forecast), 1);
        trackDrift(calibration, {
          quantiles: forecast.blended,
          regime: forecast.regime,
          low: forecast.low,
          high: forecast.high,
          target: actualsOf(view, forecast),
          dayShare: (forecast.newSlots * view.facts.slots.slotMs) / dayMs,
        });
      }
    },
    calibration: () => copyOf(calibration),
  };
}

/** A calibration that may drift by itself. */
function copyOf(calibration: Calibration): Calibration {
  const { drift, spread } = calibration;
  return { ...calibration, drift: drift.slice(), spread: spread.slice() };
}

/** Buffers that every forecast of up to `steps` slots uses again. */
function openRoom(
  model: SiteModel,
  names: readonly string[],
  steps: number,
): { table: RowTable; members: Float64Array[] } {
  const size = steps * model.innerLevels.length;
  return {
    table: emptyTable(names, steps),
    members: memberNames(model.members).map(() => new Float64Array(size)),
  };
}

function remember(
  awaited: Awaited[],
  { start, end }: Origin,
  { table, blended }: { table: RowTable; blended: Float64Array },
): void {
  const previous = awaited.at(-1);
  if (awaited.length >= awaitedLimit) awaited.shift();
  const { regime, low, high } = table;
  awaited.push({
    start,
    end,
    newSlots: end - Math.max(start, previous?.end ?? start),
    blended,
    regime: regime.slice(),
    low: low.slice(),
    high: high.slice(),
  });
}

function actualsOf(view: KnownView, { start, end }: Awaited): Float64Array {
  return Float64Array.from({ length: end - start }, (_, row) => view.target.at(start + row));
}

/** Where a recipe had no base to start from, the hour's climatology is the forecast. */
function standIn(
  { climatology }: SiteModel,
  { table, view, quantiles }: { table: RowTable; view: KnownView; quantiles: Float64Array },
): void {
  const width = climatology.levels.length;
  for (let row = 0; row < table.rows; row += 1) {
    if (Number.isFinite(table.base[row])) continue;
    const hour = localHourOf(view.facts, table.slot[row] ?? 0);
    quantiles.set(climatology.values.subarray(hour * width, (hour + 1) * width), row * width);
  }
}

/** The levels asked for: tails beyond the inner levels may leave the bounds, so they are clipped again. */
function atLevels(model: SiteModel, table: RowTable, inner: Float64Array): Float64Array {
  const quantiles = expandLevels(inner, model.innerLevels, model.levels);
  sortRows(quantiles, model.levels.length);
  clipRows(quantiles, table, model.levels.length);
  return quantiles;
}
