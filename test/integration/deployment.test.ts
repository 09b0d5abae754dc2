import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dockerStages, onlyOne, secretNames } from '../support/deployment-files.ts';
import { startTestHttp } from '../support/http-server.ts';
import { paulownia } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('the health check of the image asks a route that answers anyone', async () => {
  const check = onlyOne(dockerStages().at(-1) ?? [], 'HEALTHCHECK');
  const [, path = ''] = /http:\/\/127\.0\.0\.1:8080(\/[^']*)/.exec(check) ?? [];
  const { url } = await startTestHttp();
  const { status, headers } = await fetch(`${url}${path}`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('json')]);
});

test('secrets are made once, told to nobody, and readable by their owner only', async () => {
  const file = join(tempFolder(), '.env');
  const made = await paulownia('new-secrets', file);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, 'utf8');
  const secrets = secretNames().map((name) => {
    return new RegExp(`^${name}=([A-Za-z0-9_-]{43})$`, 'm').exec(text)?.[1] ?? '';
  });
  expect(new Set(secrets).size).toBe(secretNames().length);
  for (const secret of secrets) {
    expect(secret).not.toBe('');
    expect(made.stdout).not.toContain(secret);
  }
  const again = await paulownia('new-secrets', file);
  expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
