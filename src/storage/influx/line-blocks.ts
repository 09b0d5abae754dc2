/** Hands lines to a server in requests of a good size, and finds the lines that it does not take. */
import { InfluxFault, type InfluxTransport } from './transport.ts';

/** Lines of one request: more are hardly faster, and take longer to write again after a fault. */
const blockLinesMax = 5_000;
/** Requests on their way at a time: the next lines are built while the server works. */
const inFlightMax = 2;

/** A line that the server refused for itself. `mark` is what the caller gave with it. */
export interface RefusedLine<Mark> {
  readonly mark: Mark;
  readonly reason: string;
}

interface Block<Mark> {
  /** Lines, each with its line end. */
  text: string;
  readonly marks: Mark[];
  readonly refused: RefusedLine<Mark>[];
}

function emptyBlock<Mark>(): Block<Mark> {
  return { text: '', marks: [], refused: [] };
}

/** The first lines of a text, and the others. */
function partedAfter(lines: number, text: string): [string, string] {
  let end = 0;
  for (let line = 0; line < lines; line++) end = text.indexOf('\n', end) + 1;
  return [text.slice(0, end), text.slice(end)];
}

/** Gathers lines, each with the caller's mark, and writes them. No line may undo another one. */
export class LineBlocks<Mark> {
  readonly #transport: Pick<InfluxTransport, 'write'>;
  readonly #sent: Block<Mark>[] = [];
  #open = emptyBlock<Mark>();
  #inFlight: Promise<void>[] = [];

  constructor(transport: Pick<InfluxTransport, 'write'>) {
    this.#transport = transport;
  }

  /** Answers whether it is time to `flush`. */
  add(line: string, mark: Mark): boolean {
    this.#open.text += line;
    return this.#open.marks.push(mark) >= blockLinesMax;
  }

  /** Sends what was gathered; resolves when there is room to send more. */
  async flush(): Promise<void> {
    const block = this.#open;
    if (block.marks.length === 0) return;
    this.#open = emptyBlock();
    this.#sent.push(block);
    const { text } = block;
    block.text = '';
    const write = this.#write(block, text, 0, block.marks.length);
    // Its fault is met when it is waited for.
    write.catch(() => undefined);
    this.#inFlight.push(write);
    if (this.#inFlight.length >= inFlightMax) await this.#finishFirst();
  }

  /**
   * Sends the rest, and answers the lines that were refused, in their order, once the server has
   * all others. Rejects with a fault that has nothing to do with single lines.
   */
  async finish(): Promise<readonly RefusedLine<Mark>[]> {
    await this.flush();
    while (this.#inFlight.length > 0) await this.#finishFirst();
    return this.#sent.flatMap(({ refused }) => refused);
  }

  /** After a fault nothing of ours is on its way any more. */
  async #finishFirst(): Promise<void> {
    try {
      await this.#inFlight.shift();
    } catch (error) {
      await Promise.allSettled(this.#inFlight);
      this.#inFlight = [];
      throw error;
    }
  }

  /**
   * A server says how many lines it left out, but not which. So the lines are written again in
   * halves, until a half is taken whole or left out whole: writing a line twice changes nothing.
   */
  async #write(block: Block<Mark>, text: string, from: number, to: number): Promise<void> {
    try {
      await this.#transport.write(Buffer.from(text));
    } catch (error) {
      if (!(error instanceof InfluxFault) || error.retryable) throw error;
      if (to - from === 1 || error.dropped === to - from) {
        const { reason } = error;
        block.refused.push(...block.marks.slice(from, to).map((mark) => ({ mark, reason })));
        return;
      }
      const middle = Math.floor((from + to) / 2);
      const [before, after] = partedAfter(middle - from, text);
      await this.#write(block, before, from, middle);
      await this.#write(block, after, middle, to);
    }
  }
}
