import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestHttp } from '../support/http-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page =
  '<!doctype html><title>泡桐</title><script type="module" src="/assets/i-1a2b.js"></script>';

/** Without `fetch`, which asks past every cache as soon as it is given a condition. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
}

async function startWithConsole(options: Parameters<typeof startTestHttp>[0] = {}) {
  const folder = tempFolder();
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'outside.txt'), 'not for anyone');
  writeFileSync(join(folder, 'console', 'index.html'), page);
  writeFileSync(
    join(folder, 'console', 'favicon.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
  );
  writeFileSync(join(folder, 'console', '.hidden'), 'hidden');
  writeFileSync(join(folder, 'console', 'assets', 'i-1a2b.js'), `// ${'x'.repeat(5_000)}`);
  return startTestHttp({ consoleFolder: join(folder, 'console'), ...options });
}

test('the page is served for every address of the console, to anyone, and asked for anew', async () => {
  const { ask, url } = await startWithConsole();
  for (const path of ['/', '/devices/pv.1?from=x', '/sign-in', '/quarantine/']) {
    const answer = await ask(path);
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get('cache-control'), path).toBe('no-cache');
    expect(answer.headers.get('content-type'), path).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toBe(page);
  }
  const etag = (await ask('/')).headers.get('etag') ?? '';
  expect(await statusOf(`${url}/`, { 'if-none-match': etag })).toBe(304);
});

test('files that are named by their content are kept for ever, others are asked for anew', async () => {
  const { ask } = await startWithConsole();
  const script = await ask('/assets/i-1a2b.js');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toMatch(/javascript/);
  expect(script.headers.get('content-encoding')).toBe('gzip');
  const icon = await ask('/favicon.svg');
  expect(icon.headers.get('cache-control')).toBe('no-cache');
  expect(icon.headers.get('content-type')).toBe('image/svg+xml');
  expect((await ask('/assets/old-9z9z.js')).status).toBe(404);
});

test('nothing but the built files can be reached', async () => {
  const { ask } = await startWithConsole();
  for (const path of [
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/.hidden',
  ]) {
    expect(await (await ask(path)).text(), path).not.toMatch(/not for anyone|^hidden/);
  }
  expect((await ask('/', { method: 'POST' })).status).toBe(404);
});

test('addresses of the interface never answer with the page', async () => {
  const { ask } = await startWithConsole();
  for (const path of ['/api', '/api/', '/api/v1/nothing', '/api/v2/devices']) {
    expect((await ask(path)).status, path).toBe(404);
    expect((await ask(path)).headers.get('content-type')).toMatch(/problem/);
  }
});

test('a console that is not built leaves the interface working, and a word in the log', async () => {
  const { ask, log } = await startTestHttp({ consoleFolder: join(tempFolder(), 'dist') });
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/api/v1/health/live')).status).toBe(200);
  expect(log.text()).toContain('not built');
});

test('answers carry the headers that keep other pages and scripts out', async () => {
  const { ask } = await startWithConsole();
  for (const path of ['/', '/api/v1/devices']) {
    const { headers } = await ask(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('strict-transport-security')).toBeNull();
  }
  const { ask: overTls } = await startWithConsole({ secureCookies: true });
  const { headers } = await overTls('/');
  expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
});
