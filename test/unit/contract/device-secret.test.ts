import { expect, test } from 'vitest';
import { hashDeviceSecret, verifyDeviceSecret } from '../../../src/contract/device-secret.ts';

/** Written by mosquitto_passwd 2.0 for the secret `s3cret-用户`. */
const ofMosquitto =
  '$7$101$hI2PHk78efAj+T+p$86C6tHrIjvTR8cRMcc+HBtXkV4MBgoz2851NTSEG+NCYAt/TL8BKKLeUlEuGKiRP29+bruQ0/3G2Ly3whRiLKA==';

test('a hash that Mosquitto made is understood', async () => {
  expect(await verifyDeviceSecret('s3cret-用户', ofMosquitto)).toBe(true);
  expect(await verifyDeviceSecret('s3cret-用戶', ofMosquitto)).toBe(false);
});

test('a hash has the form of a password file and verifies its own secret only', async () => {
  const hash = await hashDeviceSecret('secret', new Uint8Array(12).fill(7));
  expect(hash).toMatch(/^\$7\$20000\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==$/);
  expect(await verifyDeviceSecret('secret', hash)).toBe(true);
  expect(await verifyDeviceSecret('Secret', hash)).toBe(false);
});

test.each([
  '',
  'secret',
  '$6$101$abcd$abcd',
  '$7$0$hI2PHk78efAj+T+p$86C6',
  '$7$9999999$hI2PHk78efAj+T+p$86C6tHrIjvTR8cRMcc+HBtXkV4MBgoz2851NTSEG+NCYAt/TL8BKKLeUlEuGKiRP29+bruQ0/3G2Ly3whRiLKA==',
])('%j is no hash of any secret', async (hash) => {
  expect(await verifyDeviceSecret('secret', hash)).toBe(false);
});
