/** Loading in % of the rating, by direction of the active power; one of the two is 0. */
export interface DirectedLoading {
  /** From the network above into the branch's lower side. */
  readonly forwardPct: number;
  /** Back into the network above, as when roofs give more than the area uses. */
  readonly reversePct: number;
}

/** The flow through a branch whose from bus is the upper side. */
export interface BranchPassage {
  readonly fromA: number;
  readonly toA: number;
  readonly fromKw: number;
  readonly toKw: number;
}

/**
 * Loading of a transformer by current: the larger of its sides, against the current at rated power
 * and nominal voltage. Iron losses count on neither side's windings but are in the from current.
 *
 * @example
 * // 48.3 A on the 0.4 kV side of 50 kVA are 67 %.
 */
export function transformerLoading(
  passage: BranchPassage,
  plate: { readonly ratedKva: number; readonly fromKv: number; readonly toKv: number },
): DirectedLoading {
  const kva = Math.sqrt(3) * Math.max(passage.fromA * plate.fromKv, passage.toA * plate.toKv);
  return directed(passage, (100 * kva) / plate.ratedKva);
}

/** Loading of a line by the larger current of its ends against what it may carry all the time. */
export function lineLoading(passage: BranchPassage, currentAMax: number): DirectedLoading {
  return directed(passage, (100 * Math.max(passage.fromA, passage.toA)) / currentAMax);
}

/** In which way the power goes is told in the middle, where losses do not hide it. */
function directed({ fromKw, toKw }: BranchPassage, loadingPct: number): DirectedLoading {
  return fromKw - toKw >= 0
    ? { forwardPct: loadingPct, reversePct: 0 }
    : { forwardPct: 0, reversePct: loadingPct };
}
