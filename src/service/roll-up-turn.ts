import { type Instant, minuteMs } from '../domain/instant.ts';

/** From so many messages on that wait for the store, roll-ups give way: they ask it for readings. */
const backlogMessagesMax = 20_000;
/** A store that never makes up its backlog must not keep curves from going on, in ms. */
const givesWayMsMax = minuteMs;

/** When slots are rolled up: not while the store is away, and seldom while it makes up a backlog. */
export class RollUpTurn {
  #waitsSince: Instant | null = null;

  hasCome(
    now: Instant,
    store: { readonly awaySince: Instant | null; readonly backlogMessages: number },
  ): boolean {
    if (store.awaySince !== null) return false;
    if (store.backlogMessages > backlogMessagesMax) {
      this.#waitsSince ??= now;
      if (now - this.#waitsSince < givesWayMsMax) return false;
    }
    this.#waitsSince = null;
    return true;
  }
}
