import { expect, test } from 'vitest';
import {
  deviceSaltBytes,
  hashDeviceSecret,
  verifyDeviceSecret,
} from '../../../src/contract/device-secret.ts';

const salt = new Uint8Array(deviceSaltBytes).fill(7);

test('a secret is known again by its hash, and another is not', async () => {
  const hash = await hashDeviceSecret('s3cret 泡桐', salt);
  expect(hash).toMatch(/^\$7\$1000\$[^$]{16}\$[^$]{88}$/);
  expect(await verifyDeviceSecret('s3cret 泡桐', hash)).toBe(true);
  expect(await verifyDeviceSecret('s3cret', hash)).toBe(false);
});

test('a salt of another length is a bug of ours', async () => {
  await expect(hashDeviceSecret('x', new Uint8Array(4))).rejects.toThrow('12 bytes');
});

test.each([
  ['empty', ''],
  ['plain text', 'secret'],
  ['another scheme', '$6$AAAA$BBBB'],
  ['no rounds', `$7$0$AAAAAAAAAAAAAAAA$${'A'.repeat(86)}==`],
  ['rounds that would hold a core', `$7$9999999$AAAAAAAAAAAAAAAA$${'A'.repeat(86)}==`],
  ['a short hash', '$7$20000$AAAAAAAAAAAAAAAA$AAAA'],
])('a damaged hash admits nobody: %s', async (_name, hash) => {
  expect(await verifyDeviceSecret('secret', hash)).toBe(false);
});
