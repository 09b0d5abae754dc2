/**
 * From bytes on a topic to what the device said. Never throws: a message gives what could be read of
 * it, faults for the rest, or both.
 */

import type { Reading } from '../domain/reading.ts';
import { readAck } from './ack.ts';
import { readBirth } from './birth.ts';
import { type DecodeFault, excerpt, FaultList, noFaults } from './decode-faults.ts';
import type { DecodeResult, DeviceMessage, IncomingMessage } from './device-message.ts';
import { readJson } from './json-payload.ts';
import { birthBytesMax, payloadBytesMax } from './message-limits.ts';
import { readPlainTelemetry } from './plain-telemetry.ts';
import { decodeByProfiles } from './profile-decode.ts';
import { type DecodeContext, deviceInService } from './senders.ts';
import { readPlainStatus, readStatus } from './status.ts';
import { readTelemetry } from './telemetry.ts';
import type { Sender } from './telemetry-fields.ts';
import { type NativeTopic, parseNativeTopic, type UpChannel } from './topics.ts';

export type { DecodeFault, DecodeFaultCode } from './decode-faults.ts';
export type { DecodeResult, DeviceMessage, IncomingMessage } from './device-message.ts';
export type { DecodeContext } from './senders.ts';

export function decodeMessage(message: IncomingMessage, context: DecodeContext): DecodeResult {
  const native = parseNativeTopic(message.topic);
  if (native !== null) return decodeNative(message, native, context);
  const result = decodeByProfiles(message, context);
  if (result !== null) return result;
  const detail = `Nothing is expected on the topic ${excerpt(message.topic)}; send to paulownia/v1/<device>/telemetry, birth, status or ack.`;
  return refused({ code: 'unknown_topic', detail, deviceId: null });
}

function refused(fault: DecodeFault): DecodeResult {
  return { messages: [], faults: [fault] };
}

function decodeNative(
  message: IncomingMessage,
  { deviceId, channel }: NativeTopic,
  context: DecodeContext,
): DecodeResult {
  const device = deviceInService(deviceId, context);
  if (!device.ok) return refused(device.fault);
  if (channel === 'setpoint' || channel === 'error') {
    const detail = `A device listens on its topic ${channel} and does not publish there.`;
    return refused({ code: 'unknown_topic', detail, deviceId });
  }
  const { receivedAt, payload } = message;
  const plain =
    channel === 'telemetry' ? readPlainTelemetry(payload, device.value, receivedAt) : null;
  if (plain !== null) return { messages: plain.map(asMessage), faults: noFaults };
  const faults = new FaultList();
  const sender = { device: device.value, receivedAt, faults };
  const messages = readChannel(channel, payload, sender);
  return { messages, faults: faults.list() };
}

function asMessage(reading: Reading): DeviceMessage {
  return { type: 'telemetry', reading };
}

/** Said to who sends something that is no JSON where a plain word would do. */
const hints: Readonly<Partial<Record<UpChannel, string>>> = {
  status: ' A status is the word online or offline.',
};

function readChannel(channel: UpChannel, payload: Uint8Array, sender: Sender): DeviceMessage[] {
  const { device, faults } = sender;
  const status = channel === 'status' ? readPlainStatus(payload, sender) : null;
  if (status !== null) return [{ type: 'status', device, ...status }];
  const json = readJson(payload, channel === 'birth' ? birthBytesMax : payloadBytesMax);
  if (!json.ok) {
    faults.add(json.fault.code, device.id, `${json.fault.detail}${hints[channel] ?? ''}`);
    return [];
  }
  switch (channel) {
    case 'telemetry':
      return readTelemetry(json.value, sender).map(asMessage);
    case 'birth': {
      const birth = readBirth(json.value, sender);
      return birth === null ? [] : [{ type: 'birth', device, birth }];
    }
    case 'status': {
      const status = readStatus(json.value, sender);
      return status === null ? [] : [{ type: 'status', device, ...status }];
    }
    case 'ack': {
      const ack = readAck(json.value, sender);
      return ack === null ? [] : [{ type: 'ack', device, ack }];
    }
  }
}
