import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ApiClient } from '../../../src/app/api-client.ts';

async function serviceThat(answer: RequestListener): Promise<ApiClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return ApiClient.withToken(`http://127.0.0.1:${port}`, 'token');
}

test('a service that was asked too often is asked again when it says', async () => {
  const askedAt: number[] = [];
  const api = await serviceThat((_, response) => {
    askedAt.push(Date.now());
    if (askedAt.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
    else response.end('{"items":[]}');
  });
  expect(await api.get('/devices')).toEqual({ items: [] });
  const [first = 0, second = 0] = askedAt;
  expect(second - first).toBeGreaterThanOrEqual(990);
});

test('a refusal comes with the words and the code of the service', async () => {
  const api = await serviceThat((_, response) => {
    response.writeHead(404).end('{"code":"unknown_node","detail":"There is no node x."}');
  });
  await expect(api.get('/nodes/x')).rejects.toMatchObject({
    code: 'unknown_node',
    message: 'GET /nodes/x: There is no node x.',
  });
});

test('where nothing answers, the address is told', async () => {
  const api = ApiClient.withToken('http://127.0.0.1:1', 'token');
  await expect(api.get('/devices')).rejects.toThrow('No service answers at http://127.0.0.1:1');
});
