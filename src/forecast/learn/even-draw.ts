const goldenRatio = 0.618_033_988_749_895;

/**
 * So many of the items without rhythm, so that no hour of the day is preferred: the golden-ratio
 * sequence, which covers evenly at any length (Weyl, 1916). All of them where there are no more.
 */
export function drawEvenly<Items extends readonly unknown[] | Int32Array>(
  items: Items,
  count: number,
): Items {
  const share = count / items.length;
  const isDrawn = (_: unknown, place: number): boolean => (place * goldenRatio) % 1 < share;
  return share >= 1 ? items : (items.filter(isDrawn) as Items);
}
