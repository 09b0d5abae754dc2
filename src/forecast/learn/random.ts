/**
 * A small deterministic generator of numbers in [0, 1): mulberry32 (public-domain mixing constants).
 * Equal seeds give equal sequences, so that a training run repeats exactly.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Orders the first places of `items` by chance: after it, `items[0 … count − 1]` is a fair draw without return. */
export function drawFirst(items: Int32Array, count: number, random: () => number): void {
  for (let place = 0; place < count; place++) {
    const other = place + Math.floor(random() * (items.length - place));
    const kept = items[place] as number;
    items[place] = items[other] as number;
    items[other] = kept;
  }
}
