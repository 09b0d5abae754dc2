import fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { coverWith, demandActions } from '../../../src/http/guard.ts';
import type { Api } from '../../../src/http/parts.ts';

function newServer(): Api {
  const server: Api = fastify({ exposeHeadRoutes: false });
  onTestFinished(() => server.close());
  demandActions(server);
  return server;
}

test('a server with a route that does not say what it does refuses to start', async () => {
  const server = newServer();
  server.get('/known', { config: { action: 'devices.read' } }, () => 'x');
  server.get('/forgotten', () => 'x');
  server.post('/invented', { config: { action: 'devices.explode' as 'devices.read' } }, () => 'x');
  await expect(server.ready()).rejects.toThrow(/not: GET \/forgotten, POST \/invented$/);
});

test('routes of a plugin that knows nothing of actions can be given one', async () => {
  const server = newServer();
  server.register((scope: Api, _options, done) => {
    coverWith('interface.describe', scope);
    scope.get('/page', () => 'x');
    done();
  });
  await server.ready();
  expect(server.hasRoute({ method: 'GET', url: '/page' })).toBe(true);
});
