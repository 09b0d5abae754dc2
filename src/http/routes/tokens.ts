import { z } from 'zod';
import {
  issuedTokenSchema,
  newTokenSchema,
  tokenListSchema,
} from '../../contract/http-accounts.ts';
import { dayMs, instant } from '../../domain/instant.ts';
import type { IssuedToken } from '../../service/application.ts';
import { type Api, type HttpParts, route } from '../parts.ts';
import { refuse } from '../problem-error.ts';
import { requireCooperative } from './require-cooperative.ts';

export function tokenRoutes(api: Api, { app, accounts, clock }: HttpParts): void {
  const list = { response: { 200: tokenListSchema } };
  api.get('/tokens', route('tokens.manage', 'List bearer tokens', list), () => ({
    items: accounts.tokens().map(viewOf),
  }));

  const issue = { body: newTokenSchema, response: { 201: issuedTokenSchema } };
  api.post(
    '/tokens',
    route('tokens.manage', 'Issue a token; it is shown this once', issue),
    (request, reply) => {
      const { expiresInDays, ...rest } = request.body;
      requireCooperative(app, rest.cooperativeId);
      const expiresAt = instant(clock.now() + expiresInDays * dayMs);
      const { token, issued } = accounts.issueToken({ ...rest, expiresAt });
      reply.header('location', `/api/v1/tokens/${issued.id}`);
      reply.code(201).send({ ...viewOf(issued), token });
    },
  );

  const revoke = { params: z.object({ id: z.string().max(64) }), response: { 204: z.undefined() } };
  api.delete('/tokens/:id', route('tokens.manage', 'Revoke a token', revoke), (request, reply) => {
    if (!accounts.revokeToken(request.params.id)) {
      refuse('unknown_token', 'There is no token of this id.');
    }
    reply.code(204).send();
  });
}

function viewOf(token: IssuedToken) {
  return {
    ...token,
    createdAt: new Date(token.createdAt).toISOString(),
    expiresAt: new Date(token.expiresAt).toISOString(),
  };
}
