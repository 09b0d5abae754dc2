/**
 * Randomness as a function of a seed and a place in time or space: the same arguments give the same
 * number, in any order and after any restart.
 */

export function scramble(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A seed of its own for a name under a seed. */
export function seedFor(seed: number, name: string): number {
  let mixed = scramble(seed | 0);
  for (let index = 0; index < name.length; index += 1) {
    mixed = scramble(Math.imul(mixed, 31) ^ name.charCodeAt(index));
  }
  return mixed;
}

/** Uniform in 0 ≤ value < 1 for an integer index of any size. */
export function uniformAt(seed: number, index: number): number {
  const high = Math.floor(index / 2 ** 32);
  return scramble(scramble(seed ^ scramble(index | 0)) ^ high) / 2 ** 32;
}

/** About normal with mean 0 and standard deviation 1, never beyond ±3.5 (a sum of four uniforms). */
export function normalAt(seed: number, index: number): number {
  const first = 4 * index;
  let sum = -2;
  for (let offset = 0; offset < 4; offset += 1) sum += uniformAt(seed, first + offset);
  return sum * Math.sqrt(3);
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

/** Smooth in x, −1…1, with knots at the integers: neighbours are alike, two apart are not. */
export function smoothNoise(seed: number, x: number): number {
  const knot = Math.floor(x);
  const share = ease(x - knot);
  const left = uniformAt(seed, knot);
  return 2 * (left + share * (uniformAt(seed, knot + 1) - left)) - 1;
}
