import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf } from '../../support/deployment-files.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A token with each character that InfluxDB's tokens have. */
const token = 'Ab9-_z==';

/** Runs the script with a stand-in for InfluxDB's program, which notes its calls. */
function runScript(answer: string): { calls: string[]; file: string; said: string } {
  const folder = tempFolder();
  const program = `#!/bin/sh\necho "$*" >>'${folder}/calls'\ncat '${folder}/answer'\n`;
  writeFileSync(join(folder, 'influx'), program, { mode: 0o755 });
  writeFileSync(join(folder, 'answer'), answer);
  const script = textOf('.docker/influxdb-rights.sh').replaceAll('/home/influxdb', folder);
  const said = execFileSync('bash', ['-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      DOCKER_INFLUXDB_INIT_ORG: 'org',
      DOCKER_INFLUXDB_INIT_BUCKET: 'bucket',
      DOCKER_INFLUXDB_INIT_BUCKET_ID: '0a1b',
      INFLUXDB_GRAFANA_PASSWORD: 'g',
    },
  });
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return { calls, file: join(folder, 'paulownia.token'), said };
}

const authorization = { id: '0c2d', description: 'paulownia', token, userName: 'admin' };

test.each([
  ['in one line', JSON.stringify(authorization)],
  ['in many', JSON.stringify(authorization, null, '\t')],
])('the token is taken from the answer %s, for its owner only', (_, answer) => {
  const { file, said } = runScript(answer);
  expect(readFileSync(file, 'utf8').trim()).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(said).toBe('');
});

test('the service may read and write one bucket, Grafana may read it', () => {
  const [mapping, grafana, service] = runScript(JSON.stringify(authorization)).calls;
  expect(mapping).toBe(
    'v1 dbrp create --org org --default --bucket-id 0a1b --db bucket --rp autogen',
  );
  expect(grafana).toContain('v1 auth create');
  expect(grafana).toContain('--username grafana --password g --read-bucket 0a1b');
  expect(grafana).not.toContain('--write-bucket');
  expect(service).toContain('--read-bucket 0a1b --write-bucket 0a1b --read-dbrps --write-dbrps');
  expect(service).not.toMatch(/--operator|--all-access|-buckets/);
});

test('without a token the first start fails, and is tried again', () => {
  expect(() => runScript('{"code": "unauthorized"}')).toThrow();
});
