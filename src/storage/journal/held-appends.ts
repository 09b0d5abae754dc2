/** Appends that wait for room, in order and bounded in bytes. */
import type { JournalMessage } from './record.ts';

/** At the bound an append is refused: its callback is never called, so the device sends it again. */
export const heldBytesMax = 64 * 1_024 * 1_024;

/** What an entry costs beside its payload and topic, so that empty messages are bounded too. */
const entryBytes = 256;

interface HeldAppend {
  readonly message: JournalMessage;
  readonly onDurable: () => void;
}

export class HeldAppends {
  #queue: HeldAppend[] = [];
  #bytes = 0;
  readonly #bytesMax: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get count(): number {
    return this.#queue.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps a copy of the message, since its payload may be a view on a much larger network buffer.
   * Answers false when the bound is reached.
   */
  add(message: JournalMessage, onDurable: () => void): boolean {
    const bytes = bytesOf(message);
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    const { receivedAt, topic, payload } = message;
    this.#queue.push({
      message: { receivedAt, topic, payload: new Uint8Array(payload) },
      onDurable,
    });
    return true;
  }

  /** Hands over from the front until `take` answers false. */
  drain(take: (message: JournalMessage, onDurable: () => void) => boolean): void {
    let taken = 0;
    for (const { message, onDurable } of this.#queue) {
      if (!take(message, onDurable)) break;
      this.#bytes -= bytesOf(message);
      taken += 1;
    }
    if (taken > 0) this.#queue = this.#queue.slice(taken);
  }
}

function bytesOf({ topic, payload }: JournalMessage): number {
  return payload.byteLength + 2 * topic.length + entryBytes;
}
