import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Accounts, Session } from '../service/application.ts';
import type { Clock, Log } from '../service/ports.ts';
import { RateLimit } from '../service/rate-limit.ts';
import { placesFor } from './at-once.ts';
import type { HttpCounters } from './http-counters.ts';
import type { HttpLimits } from './limits.ts';
import { refuse } from './problem-error.ts';

/** Checks names and passwords, slowly for those who guess. */
export interface SignInDesk {
  /** Null where name and password do not go together. Refuses where there were too many attempts. */
  attempt(request: FastifyRequest, name: string, password: string): Promise<Session | null>;
}

export function signInDesk(parts: {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: HttpLimits;
  readonly counters: HttpCounters;
}): SignInDesk {
  const { accounts, clock, log, limits, counters } = parts;
  const takePlace = placesFor('sign-ins', limits.signInsAtOnceMax);
  const ofAddress = new RateLimit({ perMinute: limits.signInsPerMinuteOfAddress });
  const ofName = new RateLimit({ perMinute: limits.signInsPerMinuteOfName });
  const limit = (by: RateLimit, key: string, perMinute: number): void => {
    if (by.take(key, clock.now())) return;
    counters.signInsRefused += 1;
    const waitS = String(Math.ceil(60 / perMinute));
    refuse('too_many_sign_ins', `There were too many attempts. Try again in ${waitS} s.`, {
      'retry-after': waitS,
    });
  };
  return {
    attempt: async (request, name, password) => {
      limit(ofAddress, normalizeIP(request.ip), limits.signInsPerMinuteOfAddress);
      limit(ofName, name.normalize('NFKC').toLowerCase(), limits.signInsPerMinuteOfName);
      const giveBack = takePlace();
      try {
        const session = await accounts.signIn(name, password);
        if (session === null) {
          counters.signInsRefused += 1;
          // People type their password into the wrong field: the name stays out of the log.
          log.warn({ address: request.ip }, 'A sign-in was refused');
        }
        return session;
      } finally {
        giveBack();
      }
    },
  };
}
