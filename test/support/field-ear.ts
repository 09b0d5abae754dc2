import mqtt, { type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import type { Ack } from '../../src/contract/ack.ts';
import { decodeMessage } from '../../src/contract/decode.ts';
import type { Profile } from '../../src/contract/profile.ts';
import type { Device } from '../../src/domain/device.ts';
import { instant } from '../../src/domain/instant.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { valuesOf } from './decoding.ts';

/** Everything that devices say, decoded as the service would. */
export interface FieldEar {
  readonly client: MqttClient;
  readonly readings: Reading[];
  readonly acks: Ack[];
  readonly codes: string[];
  /** The newest value of a point; NaN before the first. */
  last(deviceId: string, point?: string): number;
  /** All values of a point in the order of their arrival. */
  all(deviceId: string, point?: string): number[];
}

export async function fieldEar(
  url: string,
  devices: readonly Device[],
  profiles: readonly Profile[] = [],
): Promise<FieldEar> {
  const client = await mqtt.connectAsync(url);
  onTestFinished(() => client.endAsync(true));
  const byId = new Map(devices.map((device) => [device.id, device]));
  const ear = { client, readings: [] as Reading[], acks: [] as Ack[], codes: [] as string[] };
  const newest = new Map<string, Record<string, number>>();
  client.on('message', (topic, payload) => {
    const incoming = { topic, payload, receivedAt: instant(Date.now()) };
    const context = { deviceById: (id: string) => byId.get(id), profiles };
    const { messages, faults } = decodeMessage(incoming, context);
    ear.codes.push(...faults.map(({ code }) => code));
    for (const message of messages) {
      if (message.type === 'ack') ear.acks.push(message.ack);
      if (message.type !== 'telemetry') continue;
      ear.readings.push(message.reading);
      const { id } = message.reading.device;
      newest.set(id, { ...newest.get(id), ...valuesOf(message.reading) });
    }
  });
  const native = ['telemetry', 'birth', 'status', 'ack'].map((name) => `paulownia/v1/+/${name}`);
  const ofProfiles = ['+/status/#', '+/online', 'tele/#', 'gateways/#'];
  await client.subscribeAsync(profiles.length === 0 ? native : [...native, ...ofProfiles], {
    qos: 1,
  });
  const last = (deviceId: string, point = 'powerKw'): number =>
    newest.get(deviceId)?.[point] ?? Number.NaN;
  const all = (deviceId: string, point = 'powerKw'): number[] =>
    ear.readings
      .filter(({ device }) => device.id === deviceId)
      .map((reading) => valuesOf(reading)[point] ?? Number.NaN);
  return { ...ear, last, all };
}
