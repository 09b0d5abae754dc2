import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { deviceSaltBytes, hashDeviceSecret } from '../../src/contract/device-secret.ts';
import { connectExternalBroker } from '../../src/mqtt/external-broker.ts';
import { mosquittoFiles, serviceRights } from '../../src/mqtt/mosquitto-files.ts';
import type { Principal } from '../../src/service/ports.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { RecordingSink, silentLog, systemClock, until } from '../support/mqtt-sink.ts';
import { tempFolder } from '../support/temp-folder.ts';

const principals: Record<string, Principal> = {
  'pv-1': { type: 'device', deviceId: 'pv-1', extraPublish: ['tele/plug-7/+'] },
  'pv-2': { type: 'device', deviceId: 'pv-2', extraPublish: [] },
  grafana: {
    type: 'tool',
    name: 'grafana',
    mayPublish: [],
    maySubscribe: ['paulownia/v1/+/telemetry'],
  },
  paulownia: serviceRights(['tele/+/SENSOR']),
};

async function fileSettings(): Promise<string[]> {
  const folder = tempFolder();
  const users = await Promise.all(
    Object.entries(principals).map(async ([username, principal], index) => {
      const salt = new Uint8Array(deviceSaltBytes).fill(index + 1);
      return { username, hash: await hashDeviceSecret(`secret-${username}`, salt), principal };
    }),
  );
  const files = mosquittoFiles(users);
  if (!files.ok) throw new Error(files.fault.detail);
  const passwordFile = join(folder, 'passwords');
  const aclFile = join(folder, 'acl');
  writeFileSync(passwordFile, files.value.passwords, { mode: 0o600 });
  writeFileSync(aclFile, files.value.acl, { mode: 0o600 });
  return [`password_file ${passwordFile}`, `acl_file ${aclFile}`];
}

async function signIn(
  url: string,
  username: string,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await connectAsync(url, {
    ...{ username, password: `secret-${username}`, clientId: username, reconnectPeriod: 0 },
    ...options,
  });
  client.on('error', () => undefined);
  onTestFinished(async () => {
    client.end(true);
  });
  return client;
}

test('Mosquitto with the written files gives what the embedded broker gives', async () => {
  const { url } = await startMosquitto(await fileSettings());
  await expect(signIn(url, 'pv-1', { password: 'guess' })).rejects.toThrow();
  await expect(signIn(url, 'nobody')).rejects.toThrow();

  const sink = new RecordingSink();
  const service = connectExternalBroker({
    url,
    protocolVersion: 5,
    clientId: 'paulownia',
    username: 'paulownia',
    password: 'secret-paulownia',
    sharedGroup: 'county',
    tls: null,
    keepAliveS: 30,
    topics: ['paulownia/v1/+/telemetry', 'paulownia/v1/+/status', 'tele/+/SENSOR'],
    sink,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
    limits: { closeGraceMs: 50 },
  });
  onTestFinished(() => service.close());
  await until(() => service.stats().connected, 'the service is connected');

  const device = await signIn(url, 'pv-1');
  const other = await signIn(url, 'pv-2');
  const tool = await signIn(url, 'grafana');
  const seen: Record<string, string[]> = { device: [], other: [], tool: [] };
  device.on('message', (topic) => seen.device?.push(topic));
  other.on('message', (topic) => seen.other?.push(topic));
  tool.on('message', (topic) => seen.tool?.push(topic));
  await device.subscribeAsync(['paulownia/v1/pv-1/setpoint', 'paulownia/v1/pv-1/error']);
  await other.subscribeAsync(['paulownia/v1/pv-1/setpoint', 'paulownia/v1/pv-2/error', '#']);
  await tool.subscribeAsync('paulownia/v1/+/telemetry');

  // Mosquitto grants and acknowledges what it then does not let through: only what arrives tells.
  for (const topic of [
    'paulownia/v1/pv-2/telemetry',
    'paulownia/v1/pv-1/setpoint',
    'tele/plug-8/SENSOR',
    'paulownia/v1/pv-1/telemetry',
    'paulownia/v1/pv-1/status',
    'tele/plug-7/SENSOR',
  ]) {
    await device.publishAsync(topic, '{}', { qos: 1 });
  }
  await tool.publishAsync('paulownia/v1/pv-1/telemetry', 'forged', { qos: 1 });
  await service.publish('paulownia/v1/pv-1/setpoint', '{}');
  service.messenger.sendError('pv-1', { code: 'malformed', detail: 'No JSON.' });
  service.messenger.sendError('pv-2', { code: 'malformed', detail: 'No JSON.' });
  await until(() => sink.accepted.length >= 3 && seen.device?.length === 2, 'all has arrived');
  await sleep(100);
  expect(sink.accepted.map(({ topic }) => topic)).toEqual([
    'paulownia/v1/pv-1/telemetry',
    'paulownia/v1/pv-1/status',
    'tele/plug-7/SENSOR',
  ]);
  expect(seen).toEqual({
    device: ['paulownia/v1/pv-1/setpoint', 'paulownia/v1/pv-1/error'],
    other: ['paulownia/v1/pv-2/error'],
    tool: ['paulownia/v1/pv-1/telemetry'],
  });
});
