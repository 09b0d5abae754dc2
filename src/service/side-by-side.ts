/** Places of two ordered lists; null where a list has nothing that is like the other's. */
type Pair = readonly [left: number | null, right: number | null];

/** Walks two ordered lists at once. `orderOf` is below 0 where the left one's entry comes first. */
export function* sideBySide(
  { left: leftLength, right: rightLength }: { left: number; right: number },
  orderOf: (left: number, right: number) => number,
): Generator<Pair> {
  let [left, right] = [0, 0];
  while (left < leftLength && right < rightLength) {
    const order = orderOf(left, right);
    yield [order <= 0 ? left : null, order >= 0 ? right : null];
    if (order <= 0) left += 1;
    if (order >= 0) right += 1;
  }
  for (; left < leftLength; left += 1) yield [left, null];
  for (; right < rightLength; right += 1) yield [null, right];
}
