import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { atMost } from './at-most.ts';

export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 16 MiB and five passes: one of the settings that OWASP's cheat sheet recommends. */
export const strongCost: ScryptCost = { N: 2 ** 14, r: 8, p: 5 };
const saltBytes = 16;
const keyBytes = 32;

/** Half of Node's worker threads, so that the journal's disk writes always find a free one. */
const hashesAtOnceMax = 2;

export interface PasswordHashing {
  /** `scrypt$N$r$p$salt$key`, salt and key in base64. */
  hash(password: string): Promise<string>;
  /**
   * False for a wrong password. Without a hash (an unknown name) it does the same work before it
   * says so, since the time of the answer would else tell which names exist.
   */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** `cost` is what new hashes cost; older ones are verified at what they were made with. */
export function scryptHashing(cost: ScryptCost = strongCost): PasswordHashing {
  const oneOfFew = atMost(hashesAtOnceMax);
  const hashOfNobody = textOf(cost, randomBytes(saltBytes), randomBytes(keyBytes));
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      return textOf(cost, salt, await oneOfFew(() => derive(password, salt, cost)));
    },
    verify: async (password, hash) => {
      const [, N, r, p, salt = '', key = ''] = (hash ?? hashOfNobody).split('$');
      const itsCost = { N: Number(N), r: Number(r), p: Number(p) };
      const itsSalt = Buffer.from(salt, 'base64');
      const actual = await oneOfFew(() => derive(password, itsSalt, itsCost));
      return timingSafeEqual(actual, Buffer.from(key, 'base64')) && hash !== null;
    },
  };
}

function textOf({ N, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Passwords are compared in one Unicode form: input methods differ in how they write a character. */
function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, cost, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
