export interface ReplayFault {
  readonly file: string;
  /** Counted from 1; null where the file as a whole is meant. */
  readonly line: number | null;
  readonly what: string;
}

/** Faults that are kept with their place; further ones are only counted. */
const faultsMax = 1_000;

/** Collects what is wrong with one file of a replay. */
export class FaultBook {
  readonly #file: string;
  readonly #faults: ReplayFault[] = [];
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get faults(): readonly ReplayFault[] {
    return this.#faults;
  }

  get count(): number {
    return this.#count;
  }

  add(line: number | null, what: string): void {
    this.#count += 1;
    if (this.#faults.length < faultsMax) this.#faults.push({ file: this.#file, line, what });
  }
}

/** `file:line what`, as compilers say it. */
export function faultText({ file, line, what }: ReplayFault): string {
  return line === null ? `${file}: ${what}` : `${file}:${line} ${what}`;
}
