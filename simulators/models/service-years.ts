import { uniformAt } from './noise.ts';

/** Years since a device was installed: some months to four years. */
export function serviceYears(seed: number): number {
  return 0.3 + 3.7 * uniformAt(seed, 20);
}
