/**
 * The shortest way from bytes to readings, for the form in which nearly all of them come: one
 * reading, or an array of them, with a time, perhaps a number, and known points as plain decimals.
 * At the first byte that is anything else it gives up, and the payload goes the long way, which
 * knows every form and says what is wrong. What it takes it takes exactly as that one would.
 */
import type { Device } from '../domain/device.ts';
import { type Instant, instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import { kindSpecOf } from './device-kinds.ts';
import { epochMsOf } from './measured-at.ts';
import { payloadBytesMax, readingsPerMessageMax } from './message-limits.ts';
import { absentValues } from './point-values.ts';

/** Null where the payload must go the long way. */
export function readPlainTelemetry(
  payload: Uint8Array,
  device: Device,
  receivedAt: Instant,
): Reading[] | null {
  if (payload.byteLength > payloadBytesMax) return null;
  return new PlainReader(payload, device, receivedAt).payload();
}

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const colon = 0x3a;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const afterTilde = 0x7f;

/** A whole number of so many digits is exact, and so is its quotient by a power of ten up to 1e22. */
const exactDigits = 15;
const powersOfTen = Float64Array.from({ length: exactDigits + 1 }, (_, power) => 10 ** power);

function quotedBytes(name: string): Uint8Array {
  return new TextEncoder().encode(`"${name}"`);
}

const measuredAtKey = quotedBytes('measuredAt');
const seqKey = quotedBytes('seq');
const valuesKey = quotedBytes('values');

const keysByKind = new Map<string, readonly Uint8Array[]>();

/** The names of the kind's points as they are written, in their order. */
function pointKeysOf(kind: Device['kind']): readonly Uint8Array[] {
  const known = keysByKind.get(kind);
  if (known !== undefined) return known;
  const keys = kindSpecOf(kind).points.map(({ name }) => quotedBytes(name));
  keysByKind.set(kind, keys);
  return keys;
}

class PlainReader {
  readonly #bytes: Uint8Array;
  readonly #device: Device;
  readonly #receivedAt: Instant;
  readonly #keys: readonly Uint8Array[];
  #at = 0;
  /** Of the reading that is being read. */
  #epochMs = Number.NaN;
  #seq: number | null = null;
  #values: Float64Array | null = null;

  constructor(bytes: Uint8Array, device: Device, receivedAt: Instant) {
    this.#bytes = bytes;
    this.#device = device;
    this.#receivedAt = receivedAt;
    this.#keys = pointKeysOf(device.kind);
  }

  payload(): Reading[] | null {
    const readings = this.#skip(openArray) ? this.#array() : this.#single();
    this.#skipSpaces();
    return this.#at === this.#bytes.length ? readings : null;
  }

  #single(): Reading[] | null {
    const reading = this.#reading();
    return reading === null ? null : [reading];
  }

  #array(): Reading[] | null {
    const readings: Reading[] = [];
    do {
      const reading = this.#reading();
      if (reading === null || readings.length === readingsPerMessageMax) return null;
      readings.push(reading);
    } while (this.#skip(comma));
    return this.#skip(closeArray) ? readings : null;
  }

  #reading(): Reading | null {
    this.#epochMs = Number.NaN;
    this.#seq = null;
    this.#values = null;
    if (!this.#skip(openObject)) return null;
    do {
      if (!this.#field()) return null;
    } while (this.#skip(comma));
    if (!this.#skip(closeObject) || this.#values === null) return null;
    return Number.isNaN(this.#epochMs) ? null : this.#finished(this.#values);
  }

  #finished(values: Float64Array): Reading {
    return {
      device: this.#device,
      measuredAt: instant(this.#epochMs),
      receivedAt: this.#receivedAt,
      seq: this.#seq,
      historical: false,
      values,
    };
  }

  /** One field of a reading, whatever their order; false also where one comes twice. */
  #field(): boolean {
    if (this.#skipKey(measuredAtKey)) return Number.isNaN(this.#epochMs) && this.#takeTime();
    if (this.#skipKey(valuesKey)) return this.#values === null && this.#takeValues();
    return this.#skipKey(seqKey) && this.#seq === null && this.#takeSeq();
  }

  #takeTime(): boolean {
    this.#epochMs = epochMsOf(this.#isAt(quote) ? this.#text() : this.#whole());
    return !Number.isNaN(this.#epochMs);
  }

  #takeSeq(): boolean {
    this.#seq = this.#whole();
    return !Number.isNaN(this.#seq);
  }

  #takeValues(): boolean {
    const values = absentValues(this.#keys.length);
    if (!this.#skip(openObject)) return false;
    // Devices name their points in one order, most often in that of the reference.
    let expected = 0;
    do {
      const index = this.#pointIndex(expected);
      if (index < 0 || !Number.isNaN(values[index])) return false;
      const value = this.#decimal();
      if (Number.isNaN(value)) return false;
      values[index] = value;
      expected = index + 1;
    } while (this.#skip(comma));
    this.#values = values;
    return this.#skip(closeObject);
  }

  /** The point whose name stands here, looked for from `expected` on; -1 if there is none. */
  #pointIndex(expected: number): number {
    const count = this.#keys.length;
    for (let step = 0; step < count; step += 1) {
      const index = (expected + step) % count;
      if (this.#skipKey(this.#keys[index] as Uint8Array)) return index;
    }
    return -1;
  }

  /** Goes past the quoted key and its colon; stays where it is if another one stands here. */
  #skipKey(key: Uint8Array): boolean {
    this.#skipSpaces();
    const bytes = this.#bytes;
    const start = this.#at;
    for (let place = 0; place < key.length; place += 1) {
      if (bytes[start + place] !== key[place]) return false;
    }
    this.#at = start + key.length;
    if (!this.#skip(colon)) return false;
    this.#skipSpaces();
    return true;
  }

  /** A string without escapes and of ASCII alone; empty where there is none. */
  #text(): string {
    const start = this.#at + 1;
    let end = start;
    let text = '';
    for (let byte = this.#bytes[end]; byte !== quote; byte = this.#bytes[end]) {
      if (byte === undefined || byte < 0x20 || byte === 0x5c || byte >= afterTilde) return '';
      text += String.fromCharCode(byte);
      end += 1;
    }
    this.#at = end + 1;
    return text;
  }

  /** Digits alone, as many as are exact and without a zero in front; NaN for anything else. */
  #whole(): number {
    const start = this.#at;
    const value = this.#digits(0);
    const count = this.#at - start;
    const padded = count > 1 && this.#bytes[start] === zero;
    return count === 0 || count > exactDigits || padded || this.#isAt(point) ? Number.NaN : value;
  }

  /** A decimal without an exponent. One division of exact numbers is rounded as JSON.parse rounds. */
  #decimal(): number {
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

  /** Goes past spaces and the byte; false, and only past spaces, where another one stands here. */
  #skip(byte: number): boolean {
    this.#skipSpaces();
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #skipSpaces(): void {
    const bytes = this.#bytes;
    for (let byte = bytes[this.#at]; byte !== undefined && byte <= 0x20; ) {
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
      byte = bytes[this.#at];
    }
  }
}
