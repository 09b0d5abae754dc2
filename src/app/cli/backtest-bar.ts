const barWidth = 30;

interface Out {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a backtest is: a bar on a terminal, a line for each job anywhere else. */
export class BacktestBar {
  readonly #out: Out;
  readonly #jobs: number;
  #done = 0;

  constructor(out: Out, jobs: number) {
    this.#out = out;
    this.#jobs = jobs;
  }

  /** `text` tells the job that is over and what it came to. */
  step(text: string): void {
    this.#done += 1;
    const count = `${this.#done}/${this.#jobs}`;
    if (this.#out.isTTY !== true) {
      this.#out.write(`${count} ${text}\n`);
      return;
    }
    const filled = Math.round((this.#done / this.#jobs) * barWidth);
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
    this.#out.write(`\r${bar} ${count} ${text}\u001b[K${this.#done === this.#jobs ? '\n' : ''}`);
  }
}
