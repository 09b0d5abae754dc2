import { z } from 'zod';
import {
  accountListSchema,
  newAccountSchema,
  setPasswordSchema,
  userSchema,
} from '../../contract/http-accounts.ts';
import { type Api, type HttpParts, route } from '../parts.ts';
import { refuse } from '../problem-error.ts';
import { requireCooperative } from './require-cooperative.ts';

const nameParams = z.object({ name: z.string().max(64) });

export function accountRoutes(api: Api, { app, accounts }: HttpParts): void {
  const list = { response: { 200: accountListSchema } };
  api.get('/accounts', route('accounts.manage', 'List accounts', list), () => ({
    items: accounts.list(),
  }));

  const create = { body: newAccountSchema, response: { 201: userSchema } };
  api.post(
    '/accounts',
    route('accounts.manage', 'Create an account', create),
    async (request, reply) => {
      requireCooperative(app, request.body.cooperativeId);
      const created = await accounts.create(request.body);
      if (!created.ok) refuse('name_taken', 'There is an account of this name.');
      const { name } = created.value;
      reply.header('location', `/api/v1/accounts/${encodeURIComponent(name)}`);
      return reply.code(201).send(created.value);
    },
  );

  const remove = { params: nameParams, response: { 204: z.undefined() } };
  api.delete(
    '/accounts/:name',
    route('accounts.manage', 'Remove an account and end its sessions', remove),
    (request, reply) => {
      const removed = accounts.remove(request.params.name);
      if (!removed.ok && removed.fault === 'last_admin') {
        refuse('last_admin', 'Without an administrator nobody could manage accounts.');
      }
      if (!removed.ok) refuse('unknown_account', 'There is no account of this name.');
      reply.code(204).send();
    },
  );

  const password = {
    params: nameParams,
    body: setPasswordSchema,
    response: { 204: z.undefined() },
  };
  api.put(
    '/accounts/:name/password',
    route('accounts.manage', 'Set a new password and end the sessions', password),
    async (request, reply) => {
      const found = await accounts.setPassword(request.params.name, request.body.password);
      if (!found) refuse('unknown_account', 'There is no account of this name.');
      reply.code(204).send();
    },
  );
}
