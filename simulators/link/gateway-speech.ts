import { nativeLife, type SpeakingDevice } from './native-speech.ts';
import { type HeldRow, type Speech, telling, type Utterance } from './speech.ts';

/**
 * A gateway for many devices in one message, each message of one instant. It signs in as the first
 * of its devices, and keeps what it could not send.
 */
export function gatewaySpeech(device: SpeakingDevice): Speech {
  const topic = `gateways/${device.id}/devices`;
  const next = (held: readonly HeldRow[]): Utterance => {
    const time = held[0]?.at;
    const end = held.findIndex(({ at }) => at !== time);
    const rows = end === -1 ? held : held.slice(0, end);
    const devices = rows.map(({ deviceId: id, values }) => ({ id, ...values }));
    const payload = JSON.stringify({ time, devices });
    return { takes: rows.length, loses: 0, messages: [telling(topic, payload)] };
  };
  return { ...nativeLife(device), obeys: false, next };
}
