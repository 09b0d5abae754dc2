import type { Duplex } from 'node:stream';
import { generate } from 'mqtt-packet';
import type { Clock } from '../service/ports.ts';
import { topicPattern } from './topic-filter.ts';

interface Listener {
  readonly filters: Set<string>;
  /** Matches the topics that any of the filters covers. */
  pattern: RegExp;
  stalledSince: number | null;
}

export interface FeedLimits {
  readonly outgoingBytesMax: number;
  readonly drainTimeoutMs: number;
}

/**
 * Shows what devices publish to the tools that subscribe to it, at QoS 0 and outside of the path on
 * which devices are acknowledged. A tool that reads too slowly misses messages, one that does not
 * read at all is closed, and nobody waits for either.
 */
export class ToolFeed {
  readonly #listeners = new Map<Duplex, Listener>();
  readonly #clock: Clock;
  readonly #limits: FeedLimits;
  #dropped = 0;

  constructor(deps: { clock: Clock; limits: FeedLimits }) {
    this.#clock = deps.clock;
    this.#limits = deps.limits;
  }

  /** Messages that a slow tool did not get. */
  get dropped(): number {
    return this.#dropped;
  }

  add(connection: Duplex, filters: readonly string[]): void {
    const all = new Set([...(this.#listeners.get(connection)?.filters ?? []), ...filters]);
    const pattern = topicPattern([...all]);
    this.#listeners.set(connection, { filters: all, pattern, stalledSince: null });
  }

  remove(connection: Duplex, filters: readonly string[]): void {
    const listener = this.#listeners.get(connection);
    if (listener === undefined) return;
    for (const filter of filters) listener.filters.delete(filter);
    listener.pattern = topicPattern([...listener.filters]);
    if (listener.filters.size === 0) this.drop(connection);
  }

  drop(connection: Duplex): void {
    this.#listeners.delete(connection);
  }

  offer(topic: string, payload: Buffer | string): void {
    if (this.#listeners.size === 0) return;
    let packet: Buffer | null = null;
    for (const [connection, listener] of this.#listeners) {
      if (connection.writableLength > this.#limits.outgoingBytesMax) {
        this.#leaveOut(connection, listener);
        continue;
      }
      listener.stalledSince = null;
      if (!listener.pattern.test(topic)) continue;
      packet ??= generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
      writeCorked(connection, packet);
    }
  }

  #leaveOut(connection: Duplex, listener: Listener): void {
    const now = this.#clock.now();
    this.#dropped += 1;
    listener.stalledSince ??= now;
    if (now - listener.stalledSince > this.#limits.drainTimeoutMs) connection.destroy();
  }
}

/** Messages of one tick leave in one system call. */
function writeCorked(connection: Duplex, packet: Buffer): void {
  if (connection.writableCorked === 0) {
    connection.cork();
    process.nextTick(() => connection.uncork());
  }
  connection.write(packet);
}
