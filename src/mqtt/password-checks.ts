import { hash } from 'node:crypto';
import type { Instant } from '../domain/instant.ts';
import type { Authenticate, Clock, Principal } from '../service/ports.ts';
import type { BrokerLimits } from './limits.ts';

export type SignIn =
  | { readonly result: 'granted'; readonly principal: Principal }
  | { readonly result: 'refused' }
  /** It cannot be told now: too many checks wait, or the accounts cannot be read. */
  | { readonly result: 'unavailable' };

interface Remembered {
  readonly digest: string;
  readonly principal: Principal | null;
  readonly until: Instant;
}

/** Remembers answers by name, a bounded number of them, each for a bounded time. */
class AnswerMemory {
  readonly #entries = new Map<string, Remembered>();
  readonly #namesMax: number;
  readonly #keepMs: number;

  constructor(namesMax: number, keepMs: number) {
    this.#namesMax = namesMax;
    this.#keepMs = keepMs;
  }

  get(username: string, digest: string, now: Instant): Remembered | null {
    const entry = this.#entries.get(username);
    return entry !== undefined && entry.digest === digest && now < entry.until ? entry : null;
  }

  put(username: string, digest: string, principal: Principal | null, now: Instant): void {
    this.#entries.delete(username);
    this.#entries.set(username, { digest, principal, until: (now + this.#keepMs) as Instant });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#namesMax && oldest !== undefined) this.#entries.delete(oldest);
  }

  forget(username: string): void {
    this.#entries.delete(username);
  }
}

/**
 * Checks passwords, which is slow on purpose, for many who may come at once: a few at a time, the
 * rest in a bounded queue, and both answers are remembered for a while. Failures have a memory of
 * their own, so that guessing cannot push out those who are known.
 */
export class PasswordChecks {
  readonly #authenticate: Authenticate;
  readonly #clock: Clock;
  readonly #limits: BrokerLimits;
  readonly #granted: AnswerMemory;
  readonly #refused: AnswerMemory;
  readonly #queue: (() => void)[] = [];
  /** Grows when names are forgotten: a check that began before must not be remembered after. */
  #epoch = 0;
  #running = 0;
  #checked = 0;
  #recalled = 0;

  constructor(deps: { authenticate: Authenticate; clock: Clock; limits: BrokerLimits }) {
    this.#authenticate = deps.authenticate;
    this.#clock = deps.clock;
    this.#limits = deps.limits;
    const { rememberedNamesMax, rememberSuccessMs, rememberFailureMs } = deps.limits;
    this.#granted = new AnswerMemory(rememberedNamesMax, rememberSuccessMs);
    this.#refused = new AnswerMemory(rememberedNamesMax, rememberFailureMs);
  }

  get stats(): { readonly checked: number; readonly recalled: number; readonly queued: number } {
    return { checked: this.#checked, recalled: this.#recalled, queued: this.#queue.length };
  }

  /** `stillWanted` is asked when the turn comes: who has hung up costs nothing any more. */
  async check(username: string, secret: string, stillWanted: () => boolean): Promise<SignIn> {
    const digest = hash('sha256', secret);
    const known = this.#recall(username, digest);
    if (known !== null) return known;
    if (this.#running < this.#limits.passwordChecksMax) {
      this.#running += 1;
    } else if (this.#queue.length < this.#limits.queuedPasswordChecksMax) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      return { result: 'unavailable' };
    }
    try {
      if (!stillWanted()) return { result: 'unavailable' };
      // The same name may have been checked while this one waited.
      return this.#recall(username, digest) ?? (await this.#ask(username, secret, digest));
    } finally {
      // The place goes to the next in the queue, or is free.
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** The name's credential has changed: the next sign-in is checked anew. */
  forget(username: string): void {
    this.#epoch += 1;
    this.#granted.forget(username);
    this.#refused.forget(username);
  }

  async #ask(username: string, secret: string, digest: string): Promise<SignIn> {
    const epoch = this.#epoch;
    this.#checked += 1;
    try {
      const principal = await this.#authenticate(username, secret);
      const memory = principal === null ? this.#refused : this.#granted;
      if (epoch === this.#epoch) memory.put(username, digest, principal, this.#clock.now());
      return principal === null ? { result: 'refused' } : { result: 'granted', principal };
    } catch {
      return { result: 'unavailable' };
    }
  }

  #recall(username: string, digest: string): SignIn | null {
    const now = this.#clock.now();
    const entry =
      this.#granted.get(username, digest, now) ?? this.#refused.get(username, digest, now);
    if (entry === null) return null;
    this.#recalled += 1;
    return entry.principal === null
      ? { result: 'refused' }
      : { result: 'granted', principal: entry.principal };
  }
}
