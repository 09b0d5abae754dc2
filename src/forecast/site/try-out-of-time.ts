import { type Calibration, calibrate, noCalibration } from '../calibrate/conformal.ts';
import { localDayOf } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { drawEvenly } from '../learn/even-draw.ts';
import { pinballLoss, sortRows } from '../learn/pinball.ts';
import { blendRows, clipRows } from './blend-rows.ts';
import { chooseWeights } from './choose-weights.ts';
import { type MemberTask, memberNames, predictMembers, trainMembers } from './members.ts';
import { chosenRows, joinRows, type RowTable } from './row-table.ts';
import { validationFolds } from './validation-folds.ts';

/** Days after which an out-of-time forecast weighs half as much, and what remains of old ones. */
const halfLifeDays = 90;
const leastWeight = 0.25;
/** A trial compares members: one bag of trees and so many rows tell enough. */
const trialBags = 1;
const trialRowLimit = 15_000;
const allMembers = [1, 1, 1, 1];

/** What forecasts of blocks that nobody trained on have shown. */
export interface Trial {
  /** Weights of the members, in the order of `memberNames`; together 1. */
  readonly weights: Float64Array;
  readonly memberLosses: readonly number[];
  /** Mean pinball loss of the blend before calibration, in the unit of the target. */
  readonly loss: number;
  readonly calibration: Calibration;
}

/** Rows held out, and what every member forecast of them. */
interface HeldOut {
  readonly rows: RowTable;
  readonly members: readonly Float64Array[];
}

/**
 * Forecasts every fold's blocks with members trained without them, chooses the weights of the blend
 * on these forecasts and calibrates it on them. `undefined` where the history is too short to hold
 * anything out.
 */
export function tryOutOfTime(
  table: RowTable,
  frame: SeriesFrame,
  task: MemberTask,
): Trial | undefined {
  const held = heldOut(table, frame, task);
  if (held === undefined) return undefined;
  const { rows, members } = held;
  const width = task.levels.length;
  const day = rows.slot.map((slot) => localDayOf(frame, slot));
  const weights = recencyWeights(day);
  for (const quantiles of members) {
    sortRows(quantiles, width);
    clipRows(quantiles, rows, width);
  }
  const memberLosses = members.map((values) => pinballLoss(rows.target, values, task.levels));
  const shares = chooseWeights({
    members,
    target: rows.target,
    rowWeights: weights,
    levels: task.levels,
    days: new Set(day).size,
  });
  const quantiles = new Float64Array(rows.rows * width);
  blendRows(members, shares, { out: quantiles, width });
  return {
    weights: shares,
    memberLosses,
    loss: pinballLoss(rows.target, quantiles, task.levels),
    calibration: calibrate(task, { ...rows, quantiles, day, weights }),
  };
}

/** The trial of a history that is too short for one: the first member alone, as it is. */
export function noTrial(task: MemberTask): Trial {
  return {
    weights: Float64Array.of(1),
    memberLosses: [],
    loss: Number.NaN,
    calibration: noCalibration(task),
  };
}

function heldOut(table: RowTable, frame: SeriesFrame, task: MemberTask): HeldOut | undefined {
  const parts = validationFolds(table, frame).map(({ held, kept }) => {
    const rows = chosenRows(table, held);
    const members = trainMembers(chosenRows(table, drawEvenly(kept, trialRowLimit)), task, {
      bags: trialBags,
      weights: allMembers,
    });
    const out = memberNames(members).map(() => new Float64Array(rows.rows * task.levels.length));
    predictMembers(members, { table: rows, linear: task.linear }, out);
    return { rows, out };
  });
  if (parts.length === 0) return undefined;
  const everywhere = Math.min(...parts.map(({ out }) => out.length));
  return {
    rows: joinRows(parts.map(({ rows }) => rows)),
    members: Array.from({ length: everywhere }, (_, member) =>
      joined(parts.map(({ out }) => out[member])),
    ),
  };
}

function recencyWeights(day: Int32Array): Float64Array {
  const last = day.reduce((most, of) => Math.max(most, of), Number.NEGATIVE_INFINITY);
  return Float64Array.from(
    day,
    (of) => leastWeight + (1 - leastWeight) * 0.5 ** ((last - of) / halfLifeDays),
  );
}

function joined(parts: readonly (Float64Array | undefined)[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    all.set(part, at);
    at += part.length;
  }
  return all;
}
