import { createHash, randomBytes, randomInt } from 'node:crypto';

const secretBytes = 32;

export function randomSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

/**
 * What is kept of a random secret. It has 256 random bits, so nobody finds it by guessing and a slow
 * hash would add nothing; a plain one lets every request look it up.
 */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Without letters and digits that are taken for one another on paper. */
const readableAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be read from a screen and typed: four groups of four, 79 random bits. */
export function readablePassword(): string {
  const letter = (): string => readableAlphabet.charAt(randomInt(readableAlphabet.length));
  const group = (): string => Array.from({ length: 4 }, letter).join('');
  return Array.from({ length: 4 }, group).join('-');
}
