import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DeviceDetail, LatestView } from '../../src/contract/http.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { eventually, startTestService } from '../support/running-service.ts';
import { started } from '../support/service-ground.ts';
import { paulownia, secretsOf, serve, writeConfig } from '../support/service-process.ts';
import { exampleFile } from '../support/small-county.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);

/** A port that another program listens on until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('check-config', () => {
  test.concurrent('finds the example good', async () => {
    const { exitCode, stdout } = await paulownia('check-config', exampleFile);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/paulownia\.example\.yaml: good\. .* 24 areas, \d+ devices/);
  });

  test('lists every fault of a bad file with its line', async () => {
    const file = writeConfig(tempFolder());
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('node: qian', 'node: qain').replace('http:', 'htpp:'));
    const { exitCode, stdout, stderr } = await paulownia('check-config', file);
    expect([exitCode, stdout]).toEqual([1, '']);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/paulownia\.yaml:14:\d+ {2}devices\[2\]\.node {2}.*qian/);
    expect(lines[1]).toMatch(/paulownia\.yaml:18:1 {2}htpp/);
    expect(lines[2]).toBe(`2 faults in ${file}.`);
  });

  test.concurrent('says that a file is not there', async () => {
    const { exitCode, stderr } = await paulownia('check-config', '/nowhere.yaml');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('/nowhere.yaml:1:1');
  });
});

test.concurrent('config-schema prints a JSON Schema', async () => {
  const { exitCode, stdout } = await paulownia('config-schema');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: 'Paulownia configuration', type: 'object' });
});

describe.concurrent('a call that is off', () => {
  test.each([
    ['an unknown command', ['frobnicate'], /There is no command frobnicate\.\nUsage:\n/],
    ['a missing operand', ['backup', 'one'], /takes 2 operands, and 1 are given\.\nUsage:/],
    ['an unknown option', ['serve', 'a.yaml', '--fast'], /--fast.*\nUsage:\n {2}paulownia serve/s],
  ])('%s is answered with the usage', async (_, args, told) => {
    const { exitCode, stdout, stderr } = await paulownia(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(told);
  });

  test('without any, help is no failure', async () => {
    const { exitCode, stdout } = await paulownia();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('paulownia serve FILE');
  });
});

describe('backup and restore', () => {
  test('bring readings, devices, credentials and accounts to another folder', async () => {
    const [from, to, backup] = [tempFolder(), tempFolder(), join(tempFolder(), 'backup')];
    const first = await startTestService(from);
    const device = { id: 'roof', name: 'roof', kind: 'pv', nodeId: 'qian', ratingKw: 30 };
    await first.api.post('/devices', device);
    const { password } = await first.credential('roof');
    await first.publish('roof', { measuredAt: Date.now(), values: { powerKw: 12.5 } });
    await eventually(
      () => first.service.core.writer.stats(),
      ({ inserted }) => inserted === 1,
    );
    const refused = await paulownia('backup', join(from, 'paulownia.yaml'), backup);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/in use by another process \(PID \d+\)\. Stop it first/);
    await first.close();

    const saved = await paulownia('backup', join(from, 'paulownia.yaml'), backup);
    expect(saved).toMatchObject({ exitCode: 0, stderr: '' });
    expect(saved.stdout).toContain('Backed up 1 readings');
    expect(statSync(backup).mode & 0o777).toBe(0o700);
    const file = writeConfig(to);
    expect(await paulownia('restore', file, backup)).toMatchObject({ exitCode: 0 });

    const second = await started({ folder: to });
    const { body: latest } = await second.api.get<LatestView>('/devices/roof/latest');
    expect(latest.values.powerKw).toBe(12.5);
    const { body: detail } = await second.api.get<DeviceDetail>('/devices/roof');
    expect(detail).toMatchObject({ origin: 'registration', hasCredential: true });
    expect(await second.service.registry.checkCredential('roof', password)).toBe(true);
    expect((await second.api.get('/devices/roof')).status).toBe(200);
    expect(second.service.accounts.bearer(first.api.token)).toMatchObject({ role: 'admin' });
    await second.close();

    const again = await paulownia('restore', file, backup);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('add --overwrite');
    const replaced = await paulownia('restore', file, backup, '--overwrite');
    expect(replaced).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('say what is missing', async () => {
    const file = writeConfig(tempFolder());
    const nothing = await paulownia('backup', file, join(tempFolder(), 'backup'));
    expect([nothing.exitCode, nothing.stderr]).toEqual([1, expect.stringContaining('no data in')]);
    const empty = tempFolder();
    const noBackup = await paulownia('restore', file, empty);
    expect(noBackup.exitCode).toBe(1);
    expect(noBackup.stderr).toContain(`${empty} holds no backup`);
  });
});

test('mosquitto-acl writes files with which Mosquitto lets devices onto their own topics only', async () => {
  const [folder, files] = [tempFolder(), tempFolder()];
  const config = writeConfig(folder);
  const secrets = await secretsOf(config, ['zhao-pv']);
  const written = await paulownia('mosquitto-acl', config, files);
  expect(written).toMatchObject({ exitCode: 0, stderr: '' });
  const mosquitto = await startMosquitto([
    `password_file ${join(files, 'passwords')}`,
    `acl_file ${join(files, 'acl')}`,
  ]);
  const publish = (password: string, topic: string) =>
    run('mosquitto_pub', [
      ...['-V', '5', '-h', '127.0.0.1', '-p', String(mosquitto.port), '-u', 'zhao-pv'],
      ...['-P', password, '-q', '1', '-t', topic, '-m', '{}'],
    ]);
  const password = secrets.get('zhao-pv') ?? '';
  await publish(password, 'paulownia/v1/zhao-pv/telemetry');
  const foreign = publish(password, 'paulownia/v1/qian-pv/telemetry');
  expect((await foreign).stderr).toMatch(/not authori[sz]ed/i);
  await expect(publish('wrong', 'paulownia/v1/zhao-pv/telemetry')).rejects.toThrow();
});

describe('serve', () => {
  test('says which port is taken and what to do, and ends', async () => {
    const port = await takenPort();
    const mqttFile = writeConfig(tempFolder(), `mqtt: { mode: embedded, port: ${port} }`);
    const httpFile = writeConfig(tempFolder());
    writeFileSync(
      httpFile,
      readFileSync(httpFile, 'utf8').replace('http: { port: 0 }', `http: { port: ${port} }`),
    );
    const [mqtt, http] = await Promise.all([
      paulownia('serve', mqttFile),
      paulownia('serve', httpFile),
    ]);
    const told = (setting: string) =>
      `127.0.0.1:${port} is taken by another program. Stop it, or choose another ${setting}.port in the configuration.\n`;
    expect(mqtt).toMatchObject({ exitCode: 1, stderr: told('mqtt') });
    expect(http).toMatchObject({ exitCode: 1, stderr: told('http') });
  });

  test('says that another service has the data', async () => {
    const file = writeConfig(tempFolder());
    const { child, end } = await serve(file);
    const { exitCode, stderr } = await paulownia('serve', file);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`is in use by another process (PID ${child.pid})`);
    expect((await end('SIGTERM')).code).toBe(0);
  });
});
