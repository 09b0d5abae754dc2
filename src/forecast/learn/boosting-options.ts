export interface BoostingOptions {
  /** Seed of all draws; equal seeds and data give equal models. */
  readonly seed?: number;
  /** Bagging members, whose mean is the forecast. */
  readonly members?: number;
  /** Most trees of a member. */
  readonly rounds?: number;
  readonly learningRate?: number;
  /** Most leaves of a tree, its greatest depth, and the least rows (weights, of mean 1) of a leaf. */
  readonly leaves?: number;
  readonly depth?: number;
  readonly leafRows?: number;
  /** Bins of a feature, the missing one included, at most 255. */
  readonly bins?: number;
  /** Share of the features that a tree may use, and share of the rows in a member's bag. */
  readonly columnShare?: number;
  readonly rowShare?: number;
  /** Rows that are drawn together, so that a bag's neighbours in time do not give away the rows left out. */
  readonly blockRows?: number;
  /** Leaf values are shrunk toward 0 as if so many rows without error were in the leaf. */
  readonly leafPenalty?: number;
  /** A member ends after so many rounds without a better pinball loss on rows that it did not learn from. */
  readonly patience?: number;
}

export const boostingDefaults: Required<BoostingOptions> = {
  seed: 1,
  members: 3,
  rounds: 100,
  learningRate: 0.15,
  leaves: 15,
  depth: 12,
  leafRows: 40,
  bins: 64,
  columnShare: 0.5,
  rowShare: 0.7,
  blockRows: 96,
  leafPenalty: 3,
  patience: 10,
};
