/**
 * Hashes of device and tool secrets, in the form of Mosquitto's password file, so that one stored
 * hash serves the embedded broker and a Mosquitto: `$7$<iterations>$<salt>$<hash>`, PBKDF2 with
 * SHA-512, salt and hash in Base64.
 */
import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { invariant } from '../domain/outcome.ts';

/**
 * The secrets are 192 random bits, which no stolen file lets anyone guess; slow hashing would only
 * keep a county waiting when it issues hundreds of them at once.
 */
const iterations = 1_000;

/** A stored hash that asks for more is damaged or hostile: one check must not hold a core for long. */
const iterationsMax = 1_000_000;

/** Mosquitto reads no other lengths. */
export const deviceSaltBytes = 12;
const hashBytes = 64;

const hashPattern = /^\$7\$(\d{1,7})\$([A-Za-z0-9+/]{1,64}={0,2})\$([A-Za-z0-9+/]{86}==)$/;

const derive = promisify(pbkdf2);

/** `salt` is `deviceSaltBytes` of fresh randomness. */
export async function hashDeviceSecret(secret: string, salt: Uint8Array): Promise<string> {
  invariant(salt.length === deviceSaltBytes, `a salt has ${deviceSaltBytes} bytes`);
  const hash = await derive(secret, salt, iterations, hashBytes, 'sha512');
  return `$7$${iterations}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}

/** False also where `hash` is not of this form. */
export async function verifyDeviceSecret(secret: string, hash: string): Promise<boolean> {
  const [, count = '0', salt = '', expected = ''] = hashPattern.exec(hash) ?? [];
  const rounds = Number(count);
  if (rounds < 1 || rounds > iterationsMax) return false;
  const actual = await derive(secret, Buffer.from(salt, 'base64'), rounds, hashBytes, 'sha512');
  return timingSafeEqual(actual, Buffer.from(expected, 'base64'));
}
