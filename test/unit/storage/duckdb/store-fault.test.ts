import { expect, test } from 'vitest';
import { StoreFault, storeFaultOf } from '../../../../src/storage/duckdb/store-fault.ts';

test.each([
  [
    'IO Error: Could not write file "readings.duckdb": No space left on device',
    'unavailable',
    true,
  ],
  ['Out of Memory Error: failed to pin block of size 256.0 KiB', 'unavailable', true],
  ['FATAL Error: Failed: database has been invalidated', 'broken', true],
  ['ENOSPC: no space left on device, write', 'unavailable', true],
  ['Conversion Error: Could not convert nan to INT64', 'failed', false],
] as const)('%s is %s', (message, code, retryable) => {
  expect(storeFaultOf(new Error(message))).toMatchObject({ code, retryable, message });
});

test('a fault keeps its own code', () => {
  const fault = new StoreFault('refused', 'IO Error: only in words');
  expect(storeFaultOf(fault)).toBe(fault);
  expect(fault.retryable).toBe(false);
});
