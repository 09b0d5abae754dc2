/** What can be wrong with a history. */
export type FindingKind =
  | 'gap'
  | 'outOfBounds'
  | 'stuck'
  | 'dropout'
  | 'spike'
  | 'duplicated'
  | 'dead'
  | 'clockShifted'
  | 'wrongTimeZone'
  | 'scaleChanged';

/** What was done about it. */
export type Treatment = 'leftOut' | 'ignored' | 'shifted' | 'scaled' | 'reported';

/** One fault of one column. */
export interface Finding {
  /** Name of the column, `target` for what is forecast. */
  readonly column: string;
  /** First moment and the moment after the last, UTC epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly what: FindingKind;
  readonly done: Treatment;
  /** Slots concerned, and by how much where that is known: factor of scale, ms of clock. */
  readonly slots: number;
  readonly amount?: number;
}
