import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes';
import type { ToolFeed } from './tool-feed.ts';
import { isDownTopic } from './topic-filter.ts';

type Done = (error?: Error) => void;

function ignoreOutcome(): void {
  // Nobody waits for it: a slow receiver is bounded by its own connection.
}

/**
 * Aedes passes every publish through its inner message queue before it reads on from the publisher,
 * so that one subscriber that does not read stops them all. Here a publisher is done as soon as its
 * message has been let in; what others see of it goes its own way.
 */
export class BrokerCore extends Aedes {
  readonly #feed: ToolFeed;

  constructor(options: AedesOptions, feed: ToolFeed) {
    super(options);
    this.#feed = feed;
  }

  /** Called with a client for what a connection publishes, without one for the service's own. */
  override publish(packet: PublishPacket, first: Done | Client | null, done?: Done): void {
    if (typeof first === 'function') {
      super.publish(packet, first);
      return;
    }
    done?.();
    if (packet.retain || isDownTopic(packet.topic)) super.publish(packet, ignoreOutcome);
    else this.#feed.offer(packet.topic, packet.payload);
  }
}
