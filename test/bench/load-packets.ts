/**
 * QoS 1 publishes, written into a buffer at the cost of two copies and a few digits: bodies are made
 * once, and each time only the times, numbers and registers in them are written anew.
 */
import { deviceId, loadIntervalS } from './bench-county.ts';

/** One reading a message, an array of ten, or ten in columns. */
export const payloadForms = ['single', 'array', 'columns'] as const;
export type PayloadForm = (typeof payloadForms)[number];

export const readingsOf: Readonly<Record<PayloadForm, number>> = {
  single: 1,
  array: 10,
  columns: 10,
};

/** Different bodies that are sent in turn, so that values look like measured ones. */
const variants = 61;
const timeMark = 'T'.repeat(13);
const seqMark = 'S'.repeat(7);
const seqFirst = 1_000_000;
const energyMark = 'E'.repeat(7);

const reportIntervalMs = loadIntervalS * 1_000;

interface Body {
  readonly bytes: Buffer;
  readonly times: readonly number[];
  readonly seqs: readonly number[];
  readonly energies: readonly number[];
}

/** A number with three decimals near `middle`, other for every variant and place. */
function near(middle: number, spread: number, variant: number, place: number): string {
  const share = ((variant * 37 + place * 101) % 997) / 997 - 0.5;
  return (middle + spread * share).toFixed(3);
}

function valuesOf(variant: number, place: number): readonly (readonly [string, string])[] {
  const at = (middle: number, spread: number, nth: number) =>
    near(middle, spread, variant, place * 10 + nth);
  return [
    ['powerKw', at(48, 4, 1)],
    ['availablePowerKw', at(53, 4, 2)],
    ['energyTotalKwh', `1000.${energyMark}`],
    ['voltageV', at(231, 6, 3)],
    ['currentA', at(72, 6, 4)],
    ['frequencyHz', at(50, 0.08, 5)],
    ['inverterTempC', at(42, 3, 6)],
  ];
}

function readingText(variant: number, place: number): string {
  const values = valuesOf(variant, place).map(([name, value]) => `"${name}":${value}`);
  return `{"measuredAt":${timeMark},"seq":${seqMark},"values":{${values.join(',')}}}`;
}

function columnsText(variant: number, count: number): string {
  const places = Array.from({ length: count }, (_, place) => place);
  const rows = places.map((place) => valuesOf(variant, place));
  const columns = (rows[0] ?? []).map(
    ([name], column) => `"${name}":[${rows.map((row) => row[column]?.[1]).join(',')}]`,
  );
  const times = places.map(() => timeMark).join(',');
  return `{"measuredAt":[${times}],"seq":${seqMark},"values":{${columns.join(',')}}}`;
}

function textOf(form: PayloadForm, variant: number): string {
  const count = readingsOf[form];
  if (form === 'single') return readingText(variant, 0);
  if (form === 'columns') return columnsText(variant, count);
  return `[${Array.from({ length: count }, (_, place) => readingText(variant, place)).join(',')}]`;
}

function placesOf(text: string, mark: string): number[] {
  return [...text.matchAll(new RegExp(mark, 'g'))].map(({ index }) => index);
}

function bodyOf(text: string): Body {
  return {
    bytes: Buffer.from(text),
    times: placesOf(text, timeMark),
    seqs: placesOf(text, seqMark),
    energies: placesOf(text, energyMark),
  };
}

function writeDigits(target: Buffer, start: number, width: number, value: number): void {
  let rest = value;
  for (let at = start + width - 1; at >= start; at -= 1) {
    const tenth = Math.floor(rest / 10);
    target[at] = 48 + rest - tenth * 10;
    rest = tenth;
  }
}

/**
 * Writes packets of many devices. The time of each device goes on by its report interval from reading
 * to reading, as when it makes up for a time without connection, so that slots fill up and are rolled
 * up as they always are, only sooner.
 */
export class PacketWriter {
  readonly #topics: readonly Buffer[];
  readonly #bodies: readonly Body[];
  readonly #readings: number;
  readonly #newestAt: Float64Array;
  readonly #sent: Float64Array;
  #variant = 0;

  /** `newestAt` is when each device has measured last; it is kept up to date. */
  constructor(form: PayloadForm, devices: number, newestAt: Float64Array) {
    this.#readings = readingsOf[form];
    this.#bodies = Array.from({ length: variants }, (_, variant) => bodyOf(textOf(form, variant)));
    this.#topics = Array.from({ length: devices }, (_, device) =>
      Buffer.from(`paulownia/v1/${deviceId('pv', device)}/telemetry`),
    );
    this.#newestAt = newestAt;
    this.#sent = new Float64Array(devices);
  }

  /** The longest packet in bytes. */
  get bytesMax(): number {
    return 9 + 64 + Math.max(...this.#bodies.map(({ bytes }) => bytes.length));
  }

  get readings(): number {
    return this.#readings;
  }

  get payloadBytes(): number {
    return this.#bodies[0]?.bytes.length ?? 0;
  }

  /** Writes one packet at `start` and answers where it ends. */
  write(target: Buffer, start: number, options: { device: number; messageId: number }): number {
    const { device, messageId } = options;
    const body = this.#bodies[this.#variant] as Body;
    this.#variant = (this.#variant + 1) % variants;
    const topic = this.#topics[device] as Buffer;
    let at = start;
    target[at++] = 0x32;
    for (let rest = 4 + topic.length + body.bytes.length; ; rest >>= 7) {
      target[at++] = rest > 0x7f ? (rest & 0x7f) | 0x80 : rest;
      if (rest <= 0x7f) break;
    }
    at = target.writeUInt16BE(topic.length, at);
    target.set(topic, at);
    at = target.writeUInt16BE(messageId, at + topic.length);
    target.set(body.bytes, at);
    this.#fill(target, at, body, device);
    return at + body.bytes.length;
  }

  #fill(target: Buffer, at: number, body: Body, device: number): void {
    const number = this.#sent[device] as number;
    const newestAt = this.#newestAt[device] as number;
    this.#sent[device] = number + this.#readings;
    this.#newestAt[device] = newestAt + this.#readings * reportIntervalMs;
    for (const [place, offset] of body.times.entries()) {
      const measuredAt = newestAt + (place + 1) * reportIntervalMs;
      writeDigits(target, at + offset, timeMark.length, measuredAt);
    }
    for (const [place, offset] of body.seqs.entries()) {
      writeDigits(target, at + offset, seqMark.length, seqFirst + number + place);
    }
    for (const [place, offset] of body.energies.entries()) {
      writeDigits(target, at + offset, energyMark.length, number + place);
    }
  }
}
