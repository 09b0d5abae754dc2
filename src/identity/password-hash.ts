import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { atMost } from './at-most.ts';

/** scrypt's cost: 16 MiB and five passes, one of the settings that OWASP's cheat sheet recommends. */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const;
const saltBytes = 16;
const keyBytes = 32;

/** Half of Node's worker threads, so that the journal's disk writes always find a free one. */
const hashesAtOnceMax = 2;
const oneOfFew = atMost(hashesAtOnceMax);

/** `scrypt$N$r$p$salt$key`, salt and key in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(password, salt, cost);
  const { N, r, p } = cost;
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$');
}

/**
 * False for a wrong password. Without a hash (an unknown name) it does the same work before it says
 * so, since the time of the answer would else tell which names exist.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? hashOfNobody).split('$');
  const expected = Buffer.from(key ?? '', 'base64');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt ?? '', 'base64'), options);
  return timingSafeEqual(actual, expected) && hash !== null;
}

const hashOfNobody = [
  'scrypt',
  cost.N,
  cost.r,
  cost.p,
  randomBytes(saltBytes).toString('base64'),
  randomBytes(keyBytes).toString('base64'),
].join('$');

/** Passwords are compared in one Unicode form: input methods differ in how they write a character. */
function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return oneOfFew(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => {
          if (error === null) resolve(key);
          else reject(error);
        });
      }),
  );
}
