/** A password or token that cannot slip into a log: only `reveal` tells it. */
import { inspect } from 'node:util';

export class Secret {
  readonly #value: string;
  /** Where it came from, as a person would say it. */
  readonly origin: string;

  constructor(value: string, origin: string) {
    this.#value = value;
    this.origin = origin;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `(redacted, from ${this.origin})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
