/**
 * The shortest way from bytes to readings, for the forms in which nearly all of them come: one
 * reading, an array of them or columns, with times, perhaps a number, and known points as plain
 * decimals. At the first byte that is anything else it gives up, and the payload goes the long way,
 * which knows every form and says what is wrong. What it takes it takes exactly as that one would.
 */
import type { Device } from '../domain/device.ts';
import { type Instant, instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import { epochMsOf } from './measured-at.ts';
import { payloadBytesMax, readingsPerMessageMax } from './message-limits.ts';
import {
  closeArray,
  closeObject,
  comma,
  openArray,
  openObject,
  PlainBytes,
} from './plain-bytes.ts';
import { PlainColumns } from './plain-columns.ts';
import { measuredAtKey, pointKeysOf, seqKey, valuesKey } from './plain-keys.ts';
import { absentValues } from './point-values.ts';

/** Null where the payload must go the long way. */
export function readPlainTelemetry(
  payload: Uint8Array,
  device: Device,
  receivedAt: Instant,
): Reading[] | null {
  if (payload.byteLength > payloadBytesMax) return null;
  return (
    new PlainReader(payload, device, receivedAt).payload() ??
    new PlainColumns(payload, device.kind).readings(device, receivedAt)
  );
}

class PlainReader {
  readonly #bytes: PlainBytes;
  readonly #device: Device;
  readonly #receivedAt: Instant;
  readonly #keys: readonly Uint8Array[];
  /** Of the reading that is being read. */
  #epochMs = Number.NaN;
  #seq: number | null = null;
  #values: Float64Array | null = null;

  constructor(payload: Uint8Array, device: Device, receivedAt: Instant) {
    this.#bytes = new PlainBytes(payload);
    this.#device = device;
    this.#receivedAt = receivedAt;
    this.#keys = pointKeysOf(device.kind);
  }

  payload(): Reading[] | null {
    const readings = this.#bytes.skip(openArray) ? this.#array() : this.#single();
    return this.#bytes.isAtEnd() ? readings : null;
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
    } while (this.#bytes.skip(comma));
    return this.#bytes.skip(closeArray) ? readings : null;
  }

  #reading(): Reading | null {
    this.#epochMs = Number.NaN;
    this.#seq = null;
    this.#values = null;
    if (!this.#bytes.skip(openObject)) return null;
    do {
      if (!this.#field()) return null;
    } while (this.#bytes.skip(comma));
    if (!this.#bytes.skip(closeObject) || this.#values === null) return null;
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
    const bytes = this.#bytes;
    if (bytes.skipKey(measuredAtKey)) return Number.isNaN(this.#epochMs) && this.#takeTime();
    if (bytes.skipKey(valuesKey)) return this.#values === null && this.#takeValues();
    return bytes.skipKey(seqKey) && this.#seq === null && this.#takeSeq();
  }

  #takeTime(): boolean {
    this.#epochMs = epochMsOf(this.#bytes.textOrWhole());
    return !Number.isNaN(this.#epochMs);
  }

  #takeSeq(): boolean {
    this.#seq = this.#bytes.whole();
    return !Number.isNaN(this.#seq);
  }

  #takeValues(): boolean {
    const bytes = this.#bytes;
    const values = absentValues(this.#keys.length);
    if (!bytes.skip(openObject)) return false;
    // Devices name their points in one order, most often in that of the reference.
    let expected = 0;
    do {
      const index = bytes.keyIndex(this.#keys, expected);
      if (index < 0 || !Number.isNaN(values[index])) return false;
      const value = bytes.decimal();
      if (Number.isNaN(value)) return false;
      values[index] = value;
      expected = index + 1;
    } while (bytes.skip(comma));
    this.#values = values;
    return bytes.skip(closeObject);
  }
}
