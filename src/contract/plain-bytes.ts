/**
 * A way through the bytes of a JSON text whose form is known: each step takes what is expected or
 * says that something else stands here. What it takes it takes exactly as JSON.parse would.
 */

const quote = 0x22;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const backslash = 0x5c;
const afterTilde = 0x7f;
export const comma = 0x2c;
export const colon = 0x3a;
export const openArray = 0x5b;
export const closeArray = 0x5d;
export const openObject = 0x7b;
export const closeObject = 0x7d;

/** A whole number of so many digits is exact, and so is its quotient by a power of ten up to 1e22. */
const exactDigits = 15;
const powersOfTen = Float64Array.from({ length: exactDigits + 1 }, (_, power) => 10 ** power);

/** A name as it is written where it is a key. */
export function quotedBytes(name: string): Uint8Array {
  return new TextEncoder().encode(`"${name}"`);
}

export class PlainBytes {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether only spaces are left; goes past them. */
  isAtEnd(): boolean {
    this.skipSpaces();
    return this.#at === this.#bytes.length;
  }

  /** Goes past spaces and the byte; false, and only past spaces, where another one stands here. */
  skip(byte: number): boolean {
    this.skipSpaces();
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  /** Goes past the quoted key and its colon; stays where it is if another one stands here. */
  skipKey(key: Uint8Array): boolean {
    this.skipSpaces();
    const bytes = this.#bytes;
    const start = this.#at;
    for (let place = 0; place < key.length; place += 1) {
      if (bytes[start + place] !== key[place]) return false;
    }
    this.#at = start + key.length;
    if (!this.skip(colon)) return false;
    this.skipSpaces();
    return true;
  }

  /** Which of the keys stands here, looked for from `expected` on; goes past it. -1 for another. */
  keyIndex(keys: readonly Uint8Array[], expected: number): number {
    const count = keys.length;
    for (let step = 0; step < count; step += 1) {
      const index = (expected + step) % count;
      if (this.skipKey(keys[index] as Uint8Array)) return index;
    }
    return -1;
  }

  /** A string without escapes and of ASCII alone, or digits as `whole` takes them. */
  textOrWhole(): string | number {
    return this.#isAt(quote) ? this.#text() : this.whole();
  }

  /** Digits alone, as many as are exact and without a zero in front; NaN for anything else. */
  whole(): number {
    const start = this.#at;
    const value = this.#digits(0);
    const count = this.#at - start;
    const padded = count > 1 && this.#bytes[start] === zero;
    return count === 0 || count > exactDigits || padded || this.#isAt(point) ? Number.NaN : value;
  }

  /** A decimal without an exponent. One division of exact numbers is rounded as JSON.parse rounds. */
  decimal(): number {
    const sign = this.#isAt(minus) ? -1 : 1;
    if (sign < 0) this.#at += 1;
    const start = this.#at;
    const whole = this.#digits(0);
    const wholeDigits = this.#at - start;
    if (wholeDigits === 0 || (wholeDigits > 1 && this.#bytes[start] === zero)) return Number.NaN;
    if (!this.#isAt(point)) return wholeDigits > exactDigits ? Number.NaN : sign * whole;
    this.#at += 1;
    const decimalsStart = this.#at;
    const scaled = this.#digits(whole);
    const decimals = this.#at - decimalsStart;
    if (decimals === 0 || wholeDigits + decimals > exactDigits) return Number.NaN;
    return (sign * scaled) / (powersOfTen[decimals] as number);
  }

  #text(): string {
    const start = this.#at + 1;
    let end = start;
    let text = '';
    for (let byte = this.#bytes[end]; byte !== quote; byte = this.#bytes[end]) {
      if (byte === undefined || byte < 0x20 || byte === backslash || byte >= afterTilde) return '';
      text += String.fromCharCode(byte);
      end += 1;
    }
    this.#at = end + 1;
    return text;
  }

  /** Goes on with a number by the digits that stand here. */
  #digits(before: number): number {
    const bytes = this.#bytes;
    let value = before;
    let at = this.#at;
    for (;;) {
      const digit = (bytes[at] as number) - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      at += 1;
    }
    this.#at = at;
    return value;
  }

  #isAt(byte: number): boolean {
    return this.#bytes[this.#at] === byte;
  }

  skipSpaces(): void {
    const bytes = this.#bytes;
    for (let byte = bytes[this.#at]; byte !== undefined && byte <= 0x20; ) {
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
      byte = bytes[this.#at];
    }
  }
}
