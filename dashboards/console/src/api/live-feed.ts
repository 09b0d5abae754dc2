import { backOffMs } from './back-off.ts';
import { createSseParser, type ServerEvent } from './sse-parser.ts';

/**
 * One stream of live updates that comes back by itself. It reads the stream with `fetch`, because
 * `EventSource` tells neither a session that is over nor a refusal from a broken line.
 */

export type FeedState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  /** The service will not answer this subscription; asking again would not help. */
  | { readonly kind: 'refused'; readonly status: number };

export interface FeedOptions {
  readonly address: string;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onState: (state: FeedState) => void;
  readonly onSignedOut: () => void;
  readonly random: () => number;
}

export interface Feed {
  /** Tries at once, for a network that has come back. */
  hurry(): void;
  stop(): void;
}

/** The service writes at least every few seconds; a stream silent for this long is taken for dead, in ms. */
export const silenceMaxMs = 30_000;

type Ended = 'broken' | 'signed_out' | { readonly refused: number };

function endedBy(status: number): Ended {
  if (status === 401) return 'signed_out';
  const permanent = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return permanent ? { refused: status } : 'broken';
}

async function readStream(
  response: Response,
  options: { onEvents: (events: ServerEvent[]) => void; onAlive: () => void },
): Promise<void> {
  if (response.body === null) return;
  const parser = createSseParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    options.onAlive();
    options.onEvents(parser.push(value));
  }
}

class LiveFeed implements Feed {
  readonly #options: FeedOptions;
  #lastEventId: string | null = null;
  #attempt = 0;
  #stopped = false;
  #connection = new AbortController();
  #silence: ReturnType<typeof setTimeout> | undefined;
  #wake: () => void = () => {};

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  hurry(): void {
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#silence);
    this.#connection.abort();
    this.#wake();
  }

  async run(): Promise<void> {
    this.#options.onState({ kind: 'connecting' });
    while (!this.#stopped) {
      const ended = await this.#connect();
      clearTimeout(this.#silence);
      if (this.#stopped) return;
      if (ended === 'signed_out') return this.#options.onSignedOut();
      if (ended !== 'broken') {
        return this.#options.onState({ kind: 'refused', status: ended.refused });
      }
      this.#options.onState({ kind: 'reconnecting', attempt: this.#attempt });
      await this.#pause(backOffMs(this.#attempt, this.#options.random));
      this.#attempt += 1;
    }
  }

  async #connect(): Promise<Ended> {
    this.#connection = new AbortController();
    this.#watchSilence();
    try {
      const response = await fetch(this.#options.address, {
        headers: {
          accept: 'text/event-stream',
          ...(this.#lastEventId === null ? {} : { 'last-event-id': this.#lastEventId }),
        },
        cache: 'no-store',
        signal: this.#connection.signal,
      });
      if (!response.ok) return endedBy(response.status);
      this.#options.onState({ kind: 'live' });
      await readStream(response, {
        onEvents: (events) => this.#take(events),
        onAlive: () => this.#watchSilence(),
      });
    } catch {
      // A stream that breaks off, an unreachable service and a silence that was cut all mean: try again.
    }
    return 'broken';
  }

  #take(events: readonly ServerEvent[]): void {
    for (const event of events) {
      if (this.#stopped) return;
      this.#attempt = 0;
      this.#lastEventId = event.id ?? this.#lastEventId;
      this.#options.onEvent(event);
    }
  }

  #watchSilence(): void {
    clearTimeout(this.#silence);
    const connection = this.#connection;
    this.#silence = setTimeout(() => connection.abort(), silenceMaxMs);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

export function openLiveFeed(options: FeedOptions): Feed {
  const feed = new LiveFeed(options);
  void feed.run();
  return feed;
}
