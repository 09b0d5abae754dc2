import type { FittedBuilding } from './fit-building.ts';
import type { FittedFarm } from './fit-farm.ts';
import type { FittedPanels } from './fit-panels.ts';

/** What a history says of the plant or the houses behind it: plain data, kept with the model. */
export type PhysicalFit = FittedPanels | FittedFarm | FittedBuilding;

/** A physical quantity read from a series' own history, as its model card shows it. */
export interface FittedParameter {
  readonly name: string;
  readonly value: number;
  /** `target` where the unit is that of the series itself. */
  readonly unit: string;
  /** Days of history that it was read from. */
  readonly days: number;
  /** Error out of time as a share of that of the usual value: 0.9 is a tenth better. */
  readonly errorRatio: number;
  /** Whether the plain forecast uses it; else the history cannot tell it from the usual value. */
  readonly used: boolean;
}

/** Mean absolute errors of the usual and of the fitted parameters on days that neither was fitted to. */
export interface OutOfTime {
  readonly usual: number;
  readonly fitted: number;
}

/** A fit is used where it takes away at least this share of the error out of time. */
export const gainLeast = 0.01;

/** Whole days go to one of three folds by weeks, so that weather does not reach across. */
const foldDays = 7;
export const foldCount = 3;

/** The fold that a day belongs to. */
export function foldOf(day: number): number {
  const week = Math.floor(day / foldDays);
  return ((week % foldCount) + foldCount) % foldCount;
}

export function errorRatioOf({ usual, fitted }: OutOfTime): number {
  return usual > 0 ? fitted / usual : 1;
}
