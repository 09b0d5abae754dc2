export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value ** 2)));
}

/** Pearson's correlation of two series of one length. */
export function correlation(left: readonly number[], right: readonly number[]): number {
  const leftMean = mean(left);
  const rightMean = mean(right);
  const together = mean(
    left.map((value, index) => (value - leftMean) * ((right[index] ?? 0) - rightMean)),
  );
  return together / (spread(left) * spread(right));
}

/** Correlation of a series with itself so many steps later. */
export function autocorrelation(values: readonly number[], steps: number): number {
  return correlation(values.slice(0, -steps), values.slice(steps));
}

/** Differences of neighbours. */
export function steps(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? 0));
}

/** Value that the given share lies below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

export function shareOf(values: readonly number[], test: (value: number) => boolean): number {
  return values.filter(test).length / values.length;
}

/** Shape of the Weibull distribution that fits best (maximum likelihood). */
export function weibullShape(values: readonly number[]): number {
  const logs = values.map((value) => Math.log(value));
  let shape = 2;
  for (let round = 0; round < 40; round += 1) {
    const powers = values.map((value) => value ** shape);
    const weighted = mean(powers.map((power, index) => power * (logs[index] ?? 0))) / mean(powers);
    shape = 1 / (weighted - mean(logs));
  }
  return shape;
}

/** Means of whole groups of so many neighbours. */
export function groupMeans(values: readonly number[], size: number): number[] {
  const groups = Math.floor(values.length / size);
  return Array.from({ length: groups }, (_, group) =>
    mean(values.slice(group * size, (group + 1) * size)),
  );
}
