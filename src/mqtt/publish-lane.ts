import type { Socket } from 'node:net';

/** PUBLISH at QoS 1 that is not retained; its first byte without the mark of a repetition. */
const plainPublish = 0x32;
const repeatedBit = 0x08;
const publishAckBytes = 4;
const publishAckHeader = 0x40_02_00_00;

export interface LaneEvents {
  /** Whether a publish on this topic may be taken here; what may not goes to the broker. */
  mayTake(topic: string): boolean;
  /** Takes one message; `onDurable` is called once, when it may be acknowledged. */
  handOver(topic: string, payload: Buffer, onDurable: () => void): void;
}

/**
 * Takes plain publishes of one connection past the broker, which spends twice as long on each. It is
 * only for those that come in a run with others: the last whole packet of what was read always goes
 * to the broker, which thus knows that the client lives, and reads on when that packet is durable.
 */
export class PublishLane {
  readonly #socket: Socket;
  readonly #events: LaneEvents;
  /** Beginning of a packet that is not whole yet. */
  #kept: Buffer | null = null;
  /** The broker has been given the beginning of a packet, so the rest must follow. */
  #brokerIsInside: boolean;
  #durableIds: number[] = [];
  /** Of the packet that was looked at last. */
  #bodyStart = 0;
  #packetEnd = 0;

  constructor(socket: Socket, events: LaneEvents, brokerIsInside: boolean) {
    this.#socket = socket;
    this.#events = events;
    this.#brokerIsInside = brokerIsInside;
  }

  /**
   * Takes what it may from a chunk, in whose first `wholeBytes` bytes the last packet ends that is
   * whole. Answers what is the broker's.
   */
  take(chunk: Buffer, wholeBytes: number): Buffer {
    const kept = this.#kept;
    const data = kept === null ? chunk : Buffer.concat([kept, chunk]);
    const brokerWasInside = this.#brokerIsInside;
    this.#kept = null;
    this.#brokerIsInside = wholeBytes === 0;
    if (wholeBytes === 0) return data;
    const end = wholeBytes + (kept?.length ?? 0);
    // A copy, since a view would keep the whole chunk in memory while the client is silent.
    if (end < data.length) this.#kept = Buffer.from(data.subarray(end));
    return data.subarray(brokerWasInside ? 0 : this.#takeRun(data, end), end);
  }

  /** Sends the acknowledgements that wait for the end of the turn, so that others come after them. */
  flush(): void {
    const ids = this.#durableIds;
    if (ids.length === 0 || this.#socket.destroyed) return;
    const packets = Buffer.allocUnsafe(ids.length * publishAckBytes);
    for (const [place, id] of ids.entries()) {
      packets.writeUInt32BE(publishAckHeader + id, place * publishAckBytes);
    }
    this.#durableIds = [];
    // What the broker answers in this turn leaves in the same system call.
    this.#socket.cork();
    this.#socket.write(packets);
    process.nextTick(() => this.#socket.uncork());
  }

  /** Answers where the first packet begins that was not taken. */
  #takeRun(data: Buffer, end: number): number {
    let at = 0;
    for (;;) {
      this.#look(data, at);
      if (this.#packetEnd >= end || !this.#takeOne(data, at)) return at;
      at = this.#packetEnd;
    }
  }

  /** Reads the length of the packet at `at`, which has been checked before. */
  #look(data: Buffer, at: number): void {
    let length = 0;
    let place = at + 1;
    for (let shift = 0; ; shift += 7) {
      const byte = data[place] as number;
      place += 1;
      length += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    this.#bodyStart = place;
    this.#packetEnd = place + length;
  }

  #takeOne(data: Buffer, at: number): boolean {
    if (((data[at] as number) & ~repeatedBit) !== plainPublish) return false;
    const topicStart = this.#bodyStart + 2;
    const end = this.#packetEnd;
    if (topicStart > end) return false;
    const topicEnd = topicStart + data.readUInt16BE(this.#bodyStart);
    const payloadStart = topicEnd + 2;
    if (payloadStart > end) return false;
    const id = data.readUInt16BE(topicEnd);
    const topic = data.toString('utf8', topicStart, topicEnd);
    if (id === 0 || !this.#events.mayTake(topic)) return false;
    this.#events.handOver(topic, data.subarray(payloadStart, end), () => this.#acknowledge(id));
    return true;
  }

  #acknowledge(id: number): void {
    this.#durableIds.push(id);
    if (this.#durableIds.length === 1) process.nextTick(() => this.flush());
  }
}
