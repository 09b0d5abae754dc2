import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { dockerStages, onlyOne, secretNames, textOf } from '../support/deployment-files.ts';
import { startTestHttp } from '../support/http-server.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { paulownia } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('the health check of the image asks a route that answers anyone', async () => {
  const check = onlyOne(dockerStages().at(-1) ?? [], 'HEALTHCHECK');
  const [, path = ''] = /http:\/\/127\.0\.0\.1:8080(\/[^']*)/.exec(check) ?? [];
  const { url } = await startTestHttp();
  const { status, headers } = await fetch(`${url}${path}`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('json')]);
});

/** The configuration of the Compose file with folders of this machine, and its secrets in files. */
function countyOnThisMachine(folder: string, secret: string): string {
  const [data, token, password] = ['data', 'token', 'password'].map((name) => join(folder, name));
  for (const file of [token, password]) writeFileSync(file ?? '', `${secret}\n`);
  mkdirSync(data ?? '');
  const file = join(folder, 'paulownia.yaml');
  const text = textOf('.docker/county/paulownia.yaml')
    .replace('{ env: PAULOWNIA_MQTT_PASSWORD }', `{ file: ${password} }`)
    .replace('/run/influxdb/paulownia.token', token ?? '')
    .replaceAll(/: \/data\b/g, `: ${data}`);
  writeFileSync(file, text);
  return file;
}

test('Mosquitto runs on its settings and lets the service in, and nobody without a password', async () => {
  const folder = tempFolder();
  const secret = 'a secret of the service';
  const access = join(folder, 'access');
  const file = countyOnThisMachine(folder, secret);
  expect(await paulownia('mosquitto-acl', file, access)).toMatchObject({ exitCode: 0, stderr: '' });
  const settings = textOf('.docker/mosquitto.conf')
    .replaceAll('/access/', `${access}/`)
    .replace('/mosquitto/data/', `${folder}/`)
    .split('\n')
    .filter((line) => line !== '' && !/^(#|listener|allow_anonymous|log_dest)/.test(line));
  expect(settings).toHaveLength(9);
  const { url } = await startMosquitto(settings);
  const service = await connectAsync(url, {
    username: 'paulownia',
    password: secret,
    protocolVersion: 5,
  });
  const granted = await service.subscribeAsync('paulownia/v1/+/telemetry', { qos: 1 });
  expect(granted).toMatchObject([{ qos: 1 }]);
  await service.endAsync();
  for (const sign of [{}, { username: 'paulownia', password: 'guess' }]) {
    await expect(connectAsync(url, { ...sign, reconnectPeriod: 0 })).rejects.toThrow(
      /not authorized/i,
    );
  }
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
