/** Chance of the generator: every draw has a name of its own, so that one more does not move the others. */
import { seedFor, uniformAt } from '../models/noise.ts';

/** Uniform in 0 ≤ value < 1, always the same for a seed and a name. */
export function drawOf(seed: number, name: string): number {
  return uniformAt(seedFor(seed, name), 0);
}

/** A whole number from `least` to `most`, both included. */
export function wholeOf(draw: number, least: number, most: number): number {
  return least + Math.floor(draw * (most - least + 1));
}

/** One of the choices; each is as likely as its weight says. */
export function chosen<Choice>(
  draw: number,
  choices: readonly { readonly choice: Choice; readonly weight: number }[],
): Choice | undefined {
  let left = draw * choices.reduce((sum, { weight }) => sum + weight, 0);
  return choices.find(({ weight }) => {
    left -= weight;
    return left < 0;
  })?.choice;
}

/** That share of the ids, at least one, whichever draw the lowest. */
export function quotaOf(
  ids: readonly string[],
  { share, seed, what }: { readonly share: number; readonly seed: number; readonly what: string },
): ReadonlySet<string> {
  const count = Math.max(1, Math.round(share * ids.length));
  const drawn = ids.map((id) => ({ id, draw: drawOf(seed, `${what} ${id}`) }));
  return new Set(
    drawn
      .sort((a, b) => a.draw - b.draw)
      .slice(0, count)
      .map(({ id }) => id),
  );
}
