import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../contract/http-problems.ts';
import type { Log } from '../service/ports.ts';
import { type Api, route } from './parts.ts';
import { sendProblem } from './problems.ts';

const page = 'index.html';
/** Built files whose names change with their content. */
const hashedFiles = '/assets/';
/** Other built files lie beside the page: an icon, a script. */
const plainFile = /^\/[\w-]+\.\w+$/;

/**
 * The console's built files, and its page for every address that the console itself understands.
 * They are the same for everyone and hold no data, so the sign-in page can be shown to anyone.
 */
export async function serveConsole(server: Api, folder: string | null, log: Log): Promise<void> {
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, problemOf('not_found', 'There is nothing at this address.')),
  );
  if (folder === null) return;
  if (!existsSync(join(folder, page))) {
    log.warn({ folder }, 'The console is not built: only /api answers');
    return;
  }
  await server.register(fastifyStatic, { root: folder, serve: false, dotfiles: 'ignore' });
  server.get('/*', route('console.files', 'Files of the console', { hide: true }), sendFile);
}

function sendFile(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '/';
  if (path === '/api' || path.startsWith('/api/')) {
    reply.callNotFound();
    return reply;
  }
  if (path.startsWith(hashedFiles)) {
    return reply.sendFile(path.slice(1), { maxAge: '365d', immutable: true });
  }
  reply.header('cache-control', 'no-cache');
  return reply.sendFile(plainFile.test(path) ? path.slice(1) : page, { cacheControl: false });
}
