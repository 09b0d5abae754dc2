import { refuse } from './problem-error.ts';

/** A place among few. The holder gives it back exactly once. */
export type GiveBack = () => void;

/** Hands out `max` places; who comes when all are taken is refused, since a queue would only grow. */
export function placesFor(what: string, max: number): () => GiveBack {
  let taken = 0;
  return () => {
    if (taken >= max) {
      refuse('overloaded', `At most ${max} ${what} run at once. Ask again shortly.`, {
        'retry-after': '1',
      });
    }
    taken += 1;
    return () => {
      taken -= 1;
    };
  };
}
