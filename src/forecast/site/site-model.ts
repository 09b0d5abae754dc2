import type { Calibration } from '../calibrate/conformal.ts';
import type { Finding } from '../clean/finding.ts';
import type { FittedParameter, PhysicalFit } from '../physical/physical-fit.ts';
import type { Climatology } from './climatology.ts';
import type { Members } from './members.ts';

/** What a model says of itself: it is shown beside its forecasts. */
export interface ModelCard {
  readonly seriesId: string;
  readonly recipe: string;
  /** First and last moment of the history learned from, UTC epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly days: number;
  readonly rows: number;
  /** Features that the recipe wrote, and columns that were not believed. */
  readonly features: readonly string[];
  readonly ignored: readonly string[];
  readonly findings: readonly Finding[];
  /** Physical parameters that the history tells. */
  readonly parameters: readonly FittedParameter[];
  readonly members: readonly MemberCard[];
  /** Mean pinball loss of the blend where it was chosen, in the unit of the target; NaN when nothing was. */
  readonly validationLoss: number;
}

/** One member of the blend. */
export interface MemberCard {
  readonly name: string;
  readonly weight: number;
  /** Its own mean pinball loss out of time, in the unit of the target; NaN when it was not tried. */
  readonly validationLoss: number;
  /** Trees grown, 0 for members without. */
  readonly trees: number;
}

/** Everything that forecasts one series: plain data, fit for a store and for a worker thread. */
export interface SiteModel {
  readonly version: 1;
  readonly recipe: string;
  /** Levels that the members forecast, and levels that are given out. */
  readonly innerLevels: readonly number[];
  readonly levels: readonly number[];
  readonly members: Members;
  /** One for each member, in the order of `memberNames`; together 1. */
  readonly weights: Float64Array;
  readonly calibration: Calibration;
  readonly climatology: Climatology;
  /** What the recipe's physics was fitted to; absent where it stands on usual values. */
  readonly physics?: PhysicalFit;
  /** Measured and foreseen columns that read as missing. */
  readonly ignored: readonly string[];
  readonly card: ModelCard;
}
