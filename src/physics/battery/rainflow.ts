/** A closed cycle, or half of one, between two turning points of a history. */
export interface RainflowCycle {
  /** Difference of the two turning points, in the unit of the history. */
  readonly range: number;
  readonly mean: number;
  /** 1 for a whole cycle, 0.5 for a half. */
  readonly count: number;
  /** Places of the two turning points in the history. */
  readonly start: number;
  readonly end: number;
}

interface TurningPoint {
  readonly place: number;
  readonly value: number;
}

/**
 * Counts the cycles of a history, such as of a state of charge: ASTM E1049-85 (2017), section 5.4.4.
 * Cycles come in the order in which they close; what stays open is counted as halves at the end.
 * A history that never changes is one half cycle of range 0; one of a single value has none.
 *
 * @example
 * rainflowCycles([0, 10, 4, 6, 0]).map(({ range, count }) => [range, count]);
 * // [[2, 1], [10, 0.5], [10, 0.5]]
 */
export function rainflowCycles(history: readonly number[]): RainflowCycle[] {
  const cycles: RainflowCycle[] = [];
  // Turning points that still wait for the end of their cycle; `first` has not been used up.
  const open: TurningPoint[] = [];
  for (const point of turningPoints(history)) {
    open.push(point);
    closeCycles(open, cycles);
  }
  for (let index = 1; index < open.length; index += 1) {
    pushCycle(cycles, [open[index - 1], open[index]], 0.5);
  }
  return cycles;
}

/** Takes away what the newest turning point closed. A range at the very start counts as a half. */
function closeCycles(open: TurningPoint[], cycles: RainflowCycle[]): void {
  while (open.length >= 3) {
    const [from, to, newest] = open.slice(-3);
    if (span(to, newest) < span(from, to)) return;
    if (open.length === 3) {
      pushCycle(cycles, [from, to], 0.5);
      open.shift();
    } else {
      pushCycle(cycles, [from, to], 1);
      open.splice(-3, 2);
    }
  }
}

function span(from: TurningPoint | undefined, to: TurningPoint | undefined): number {
  return Math.abs((from?.value ?? 0) - (to?.value ?? 0));
}

function pushCycle(
  cycles: RainflowCycle[],
  [from, to]: readonly (TurningPoint | undefined)[],
  count: number,
): void {
  if (from === undefined || to === undefined) return;
  const mean = (from.value + to.value) / 2;
  cycles.push({ range: span(from, to), mean, count, start: from.place, end: to.place });
}

/**
 * The first value, each value after which the direction changes, and the last. A turning point that
 * stays level for a while is at the end of that while.
 */
function turningPoints(history: readonly number[]): TurningPoint[] {
  const [first] = history;
  if (first === undefined || history.length < 2) return [];
  const points: TurningPoint[] = [{ place: 0, value: first }];
  let direction = 0;
  let before = first;
  for (const [place, value] of history.entries()) {
    const next = Math.sign(value - before);
    if (next === 0) continue;
    if (next === -direction) points.push({ place: place - 1, value: before });
    direction = next;
    before = value;
  }
  points.push({ place: history.length - 1, value: before });
  return points;
}
