/** JSON of unknown origin: bounded, and refused where two readers could understand it differently. */
import { isUtf8 } from 'node:buffer';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import { type DecodeFaultCode, excerpt } from './decode-faults.ts';
import { jsonDepthMax, payloadBytesMax } from './message-limits.ts';

export type PayloadFault = { readonly code: DecodeFaultCode; readonly detail: string };

/** The text of a payload; refused if it is too long or not UTF-8. */
export function readText(payload: Uint8Array): Outcome<string, PayloadFault> {
  if (payload.byteLength > payloadBytesMax) return tooLarge(payload.byteLength, payloadBytesMax);
  if (!isUtf8(payload)) return invalidUtf8;
  return succeed(asBuffer(payload).toString('utf8'));
}

/**
 * The value that a JSON payload stands for. Keys such as `__proto__` come out as plain keys. Of a
 * repeated key JSON readers keep the first or the last, so a payload that has one is refused: it is
 * found by comparing the keys that were written with those that are left after parsing.
 */
export function readJson(
  payload: Uint8Array,
  bytesMax = payloadBytesMax,
): Outcome<unknown, PayloadFault> {
  if (payload.byteLength > bytesMax) return tooLarge(payload.byteLength, bytesMax);
  const shape = scan(payload);
  if (shape.depth > jsonDepthMax) return tooDeep;
  if (!shape.ascii && !isUtf8(payload)) return invalidUtf8;
  const text = asBuffer(payload).toString(shape.ascii ? 'latin1' : 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    return countKeys(value) === shape.keys ? succeed(value) : duplicateKey;
  } catch (error) {
    return malformed(payload.byteLength, error);
  }
}

const invalidUtf8 = fail<PayloadFault>({
  code: 'invalid_utf8',
  detail: 'The payload is not UTF-8; encode the text as UTF-8.',
});
const tooDeep = fail<PayloadFault>({
  code: 'too_deep',
  detail: `The payload is nested deeper than ${jsonDepthMax} levels; send the forms of the reference.`,
});
const duplicateKey = fail<PayloadFault>({
  code: 'duplicate_key',
  detail: 'An object has the same key twice; send every key once.',
});

function tooLarge(
  byteLength: number,
  bytesMax: number,
): { readonly ok: false; readonly fault: PayloadFault } {
  return fail({
    code: 'too_large',
    detail: `The payload has ${byteLength} bytes of at most ${bytesMax}; send it in smaller messages.`,
  });
}

function malformed(
  byteLength: number,
  error: unknown,
): { readonly ok: false; readonly fault: PayloadFault } {
  if (byteLength === 0) return fail({ code: 'malformed_json', detail: 'The payload is empty.' });
  const [, place] = /at position (\d+)/.exec(String(error)) ?? [];
  const [, token] = /Unexpected token '(.+?)'/su.exec(String(error)) ?? [];
  const where = place === undefined ? '' : ` at character ${place}`;
  const what = token === undefined ? '' : ` (an unexpected ${excerpt(token)})`;
  return fail({
    code: 'malformed_json',
    detail: `The payload is no JSON${where}${what}; check how it is written.`,
  });
}

function asBuffer(payload: Uint8Array): Buffer {
  return payload instanceof Buffer
    ? payload
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

interface Shape {
  /** Colons outside strings: in valid JSON there is one for every key that was written. */
  readonly keys: number;
  readonly depth: number;
  readonly ascii: boolean;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
/** What a byte outside strings does to the depth. */
const depthSteps = new Int8Array(256);
depthSteps[0x7b] = depthSteps[0x5b] = 1;
depthSteps[0x7d] = depthSteps[0x5d] = -1;

function scan(bytes: Uint8Array): Shape {
  let keys = 0;
  let level = 0;
  let depth = 0;
  let bits = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    bits |= byte;
    if (byte === quote) {
      const end = stringEnd(bytes, index + 1);
      for (index += 1; index < end; index += 1) bits |= bytes[index] as number;
    } else if (byte === colon) keys += 1;
    else {
      level += depthSteps[byte] as number;
      if (level > depth) depth = level;
    }
  }
  return { keys, depth, ascii: bits < 0x80 };
}

/** Where the quote stands that ends a string; a quote after a backslash does not. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let index = start;
  while (index < bytes.length && bytes[index] !== quote) {
    index += bytes[index] === backslash ? 2 : 1;
  }
  return index;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') keys += countKeys(item);
    return keys;
  }
  const object = value as Record<string, unknown>;
  for (const key in object) {
    keys += 1;
    const member = object[key];
    if (typeof member === 'object') keys += countKeys(member);
  }
  return keys;
}
