import { z } from 'zod';
import { changePasswordSchema, signInSchema, userSchema } from '../../contract/http-accounts.ts';
import { type Api, type HttpParts, route, userOf } from '../parts.ts';
import { refuse } from '../problem-error.ts';

export function sessionRoutes(api: Api, parts: HttpParts): void {
  const { accounts, credentials, signInDesk } = parts;

  const begin = route('session.begin', 'Sign in', {
    body: signInSchema,
    description:
      'Sets the cookie of a session. With it, changes are taken from our own pages only (`Origin`); programs use a token.',
    response: { 200: userSchema },
  });
  api.post('/session', begin, async (request, reply) => {
    const { name, password } = request.body;
    const session = await signInDesk.attempt(request, name, password);
    if (session === null) refuse('wrong_credentials', 'Name and password do not go together.');
    credentials.setSession(reply, session.id);
    return session.user;
  });

  api.get(
    '/session',
    route('session.own', 'Who is signed in', { response: { 200: userSchema } }),
    (request) => userOf(request),
  );

  const end = route('session.own', 'Sign out', { response: { 204: z.undefined() } });
  api.delete('/session', end, (request, reply) => {
    const sessionId = credentials.sessionIdOf(request);
    if (sessionId !== null) accounts.signOut(sessionId);
    credentials.clearSession(reply);
    reply.code(204).send();
  });

  changePassword(api, parts);
}

/** All sessions of the account end with its old password; the one that asked begins anew. */
function changePassword(api: Api, { accounts, credentials, signInDesk }: HttpParts): void {
  const change = route('session.own', 'Change the own password', {
    body: changePasswordSchema,
    response: { 204: z.undefined() },
  });
  api.put('/session/password', change, async (request, reply) => {
    const { name } = userOf(request);
    const { present, next } = request.body;
    const proof = await signInDesk.attempt(request, name, present);
    if (proof === null) refuse('wrong_password', 'This is not the present password.');
    await accounts.setPassword(name, next);
    const session = await accounts.signIn(name, next);
    if (session !== null) credentials.setSession(reply, session.id);
    reply.code(204).send();
  });
}
