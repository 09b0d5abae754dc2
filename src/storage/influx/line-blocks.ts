/** Hands lines to a server in requests of a good size, and finds the lines that it does not take. */
import { InfluxFault, type InfluxTransport } from './transport.ts';

/** Lines of one request: more are hardly faster, and take longer to write again after a fault. */
const blockLinesMax = 5_000;

/** A line that the server refused for itself. `mark` is what the caller gave with it. */
export interface RefusedLine<Mark> {
  readonly mark: Mark;
  readonly reason: string;
}

/** Gathers lines, each with the caller's mark, and writes them. */
export class LineBlocks<Mark> {
  readonly #transport: Pick<InfluxTransport, 'write'>;
  readonly #refused: RefusedLine<Mark>[] = [];
  #lines: string[] = [];
  #marks: Mark[] = [];

  constructor(transport: Pick<InfluxTransport, 'write'>) {
    this.#transport = transport;
  }

  /** Answers whether it is time to `flush`. */
  add(line: string, mark: Mark): boolean {
    this.#lines.push(line);
    return this.#marks.push(mark) >= blockLinesMax;
  }

  /** Writes what was gathered; rejects with a fault that has nothing to do with single lines. */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    await this.#write(0, this.#lines.length);
    this.#lines = [];
    this.#marks = [];
  }

  /** What was refused, in the order of the lines. */
  get refused(): readonly RefusedLine<Mark>[] {
    return this.#refused;
  }

  /**
   * A server says how many lines it left out, but not which. So the lines are written again in
   * halves, until a half is taken whole or left out whole: writing a line twice changes nothing.
   */
  async #write(from: number, to: number): Promise<void> {
    try {
      await this.#transport.write(Buffer.from(this.#lines.slice(from, to).join('')));
    } catch (error) {
      if (!(error instanceof InfluxFault) || error.retryable) throw error;
      if (to - from === 1 || error.dropped === to - from) {
        this.#refuse(from, to, error.reason);
        return;
      }
      const middle = Math.floor((from + to) / 2);
      await this.#write(from, middle);
      await this.#write(middle, to);
    }
  }

  #refuse(from: number, to: number, reason: string): void {
    for (const mark of this.#marks.slice(from, to)) this.#refused.push({ mark, reason });
  }
}
