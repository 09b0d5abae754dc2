import { isUtf8 } from 'node:buffer';

export type PacketFault =
  | 'no_connect_first'
  | 'packet_too_large'
  | 'malformed_length'
  | 'malformed_topic';

const connectType = 1;
const publishType = 3;
const wildcards = [0x23, 0x2b] as const;

/**
 * Follows the packet boundaries in a connection's bytes and finds packets that must not reach the
 * parser, which would otherwise buffer whatever length a header announces. It looks at headers and
 * topics alone and skips bodies by arithmetic, so that it costs next to nothing.
 */
export class PacketGate {
  readonly #limits: { readonly controlPacketBytesMax: number; readonly packetBytesMax: number };
  #bodyBytesLeft = 0;
  #type: number | null = null;
  /** Whether the header that ended last was that of a publish. */
  #isPublish = false;
  #length = 0;
  #lengthShift = 0;
  #connectSeen = false;
  #wholeBytes = 0;
  /** Where in its chunk the header ended that was looked at last. */
  #headerEnd = 0;

  constructor(limits: { controlPacketBytesMax: number; packetBytesMax: number }) {
    this.#limits = limits;
  }

  /** Bytes of the chunk inspected last up to the end of the last packet that ended in it. */
  get wholeBytes(): number {
    return this.#wholeBytes;
  }

  get isBetweenPackets(): boolean {
    return this.#bodyBytesLeft === 0 && this.#type === null;
  }

  /** How many packets had their header end in this chunk, or why the connection must be closed. */
  inspect(chunk: Uint8Array): number | PacketFault {
    let packets = 0;
    let at = 0;
    this.#wholeBytes = 0;
    while (at < chunk.length) {
      if (this.#bodyBytesLeft > 0) {
        const skipped = Math.min(this.#bodyBytesLeft, chunk.length - at);
        this.#bodyBytesLeft -= skipped;
        at += skipped;
      } else {
        const step = this.#passHeaderByte(chunk, at);
        if (typeof step === 'string') return step;
        if (step) packets += 1;
        at += 1;
      }
      if (this.isBetweenPackets) this.#wholeBytes = at;
    }
    return packets;
  }

  /** The topic of the publish that was found at fault; null where this chunk does not have it. */
  refusedTopic(chunk: Uint8Array): string | null {
    const name = this.#isPublish ? topicAt(chunk, this.#headerEnd) : null;
    return name !== null && isUtf8(name) ? Buffer.from(name).toString() : null;
  }

  /** True when this byte was the last one of a header. */
  #passHeaderByte(chunk: Uint8Array, at: number): boolean | PacketFault {
    this.#headerEnd = at + 1;
    const step = this.#takeHeaderByte(chunk[at] ?? 0);
    return step === true && this.#isMalformed(chunk) ? 'malformed_topic' : step;
  }

  /** Nothing can be published on a topic that is empty or has a wildcard. */
  #isMalformed(chunk: Uint8Array): boolean {
    const topic = this.#isPublish ? topicAt(chunk, this.#headerEnd) : null;
    if (topic === null) return false;
    return topic.length === 0 || wildcards.some((byte) => topic.includes(byte));
  }

  #takeHeaderByte(byte: number): boolean | PacketFault {
    if (this.#type === null) {
      this.#type = byte >> 4;
      this.#length = 0;
      this.#lengthShift = 0;
      return this.#connectSeen || this.#type === connectType ? false : 'no_connect_first';
    }
    this.#length += (byte & 0x7f) << this.#lengthShift;
    this.#lengthShift += 7;
    if (byte >= 0x80) return this.#lengthShift >= 28 ? 'malformed_length' : false;
    return this.#endHeader(this.#type);
  }

  #endHeader(type: number): true | PacketFault {
    const { packetBytesMax, controlPacketBytesMax } = this.#limits;
    this.#isPublish = type === publishType;
    if (this.#length > (this.#isPublish ? packetBytesMax : controlPacketBytesMax)) {
      return 'packet_too_large';
    }
    this.#connectSeen = true;
    this.#bodyBytesLeft = this.#length;
    this.#type = null;
    return true;
  }
}

/** The topic of a publish whose body begins at `start`; null where the chunk does not have it all. */
function topicAt(chunk: Uint8Array, start: number): Uint8Array | null {
  if (chunk.length < start + 2) return null;
  const end = start + 2 + (chunk[start] as number) * 256 + (chunk[start + 1] as number);
  return end <= chunk.length ? chunk.subarray(start + 2, end) : null;
}
