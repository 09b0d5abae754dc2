import type { FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../contract/http-accounts.ts';
import type { Accounts } from '../service/application.ts';

/** How a request says who it is from: a cookie for people, a bearer token for programs. */
export interface Credentials {
  /** Null where nobody, or nobody known, is signed in. A token given is the only thing looked at. */
  userOf(request: FastifyRequest): User | null;
  sessionIdOf(request: FastifyRequest): string | null;
  setSession(reply: FastifyReply, sessionId: string): void;
  clearSession(reply: FastifyReply): void;
}

const bearerPattern = /^Bearer +([\w~+/.-]{1,256})$/i;

/**
 * With `secureCookies` the cookie travels over HTTPS only, and its `__Host-` name keeps other hosts
 * of the domain from setting it. It ends with the browser; the session behind it has its own limits.
 */
export function credentialsOf(accounts: Accounts, secureCookies: boolean): Credentials {
  const cookieName = secureCookies ? '__Host-paulownia' : 'paulownia';
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: secureCookies } as const;
  const sessionIdOf = (request: FastifyRequest): string | null =>
    request.cookies[cookieName] ?? null;
  return {
    sessionIdOf,
    userOf: (request) => {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const token = bearerPattern.exec(authorization)?.[1];
        return token === undefined ? null : accounts.bearer(token);
      }
      const sessionId = sessionIdOf(request);
      return sessionId === null ? null : accounts.session(sessionId);
    },
    setSession: (reply, sessionId) => {
      reply.setCookie(cookieName, sessionId, cookie);
    },
    clearSession: (reply) => {
      reply.clearCookie(cookieName, cookie);
    },
  };
}
