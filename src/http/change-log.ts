import type { FastifyInstance } from 'fastify';
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
    log.info({ ...facts, status: reply.statusCode }, 'An account made a change');
  });
}
