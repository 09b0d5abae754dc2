import type { MqttClient } from 'mqtt';
import { type Setpoint, setpointPayload } from '../../src/contract/setpoint.ts';
import { topicOf } from '../../src/contract/topics.ts';

/** Publishes a setpoint with QoS 1, as a control room does. */
export async function sendSetpoint(
  client: MqttClient,
  deviceId: string,
  setpoint: Setpoint,
): Promise<void> {
  await client.publishAsync(topicOf(deviceId, 'setpoint'), setpointPayload(setpoint), { qos: 1 });
}
