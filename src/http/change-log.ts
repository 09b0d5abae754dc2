import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../service/ports.ts';

/**
 * One line for everything that someone changed or tried to change. Bodies, queries, cookies and
 * tokens never get here: the path's parameters are ids and names.
 */
export function logChanges(server: FastifyInstance, log: Log): void {
  server.addHook('onResponse', async (request, reply) => {
    if (request.method === 'GET' || request.user === null) return;
    const { action } = request.routeOptions.config;
    const facts = { account: request.user.name, action, on: request.params };
    const status = reply.statusCode;
    if (status >= 400) log.info({ ...facts, status }, 'An account was refused a change');
    else log.info({ ...facts, status, ...madeBy(reply) }, 'An account made a change');
  });
}

/** Where the thing is that the request made, if it made one. */
function madeBy(reply: FastifyReply): { readonly made?: string } {
  const location = reply.getHeader('location');
  return typeof location === 'string' ? { made: location } : {};
}
