import type { SQLOutputValue } from 'node:sqlite';
import { invariant } from '../../domain/outcome.ts';

/** Numbers as 32-bit floats, about seven digits; NaN stays NaN. */
export function floatBlob(values: Float64Array): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function floatsOf(blob: SQLOutputValue | undefined): Float64Array {
  invariant(blob instanceof Uint8Array, 'floats are kept as a blob');
  // A copy begins at an address that floats may have.
  return Float64Array.from(new Float32Array(blob.slice().buffer));
}
