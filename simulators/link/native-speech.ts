import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { topicOf } from '../../src/contract/topics.ts';
import type { Device } from '../../src/domain/device.ts';
import { columnPayload, singlePayload } from '../telemetry.ts';
import { type HeldRow, type Speech, standing, telling, type Utterance } from './speech.ts';

export type SpeakingDevice = Pick<Device, 'id' | 'kind' | 'ratingKw'> & {
  readonly reportIntervalS: number;
};

/** Readings in one message of the backlog. */
const backlogRowsMax = 500;

/** Status and birth on the native topics. */
export function nativeLife(device: SpeakingDevice): Pick<Speech, 'will' | 'greeting' | 'farewell'> {
  const { id, kind, ratingKw, reportIntervalS } = device;
  const status = topicOf(id, 'status');
  const birth = {
    kind,
    points: kindSpecOf(kind).points.map((point) => point.name),
    manufacturer: 'Paulownia',
    model: `simulated ${kind}`,
    reportIntervalS,
    ...(ratingKw === null ? {} : { ratingKw }),
  };
  return {
    will: standing(status, 'offline'),
    greeting: [standing(status, 'online'), telling(topicOf(id, 'birth'), JSON.stringify(birth))],
    farewell: standing(status, 'offline'),
  };
}

/** The newest reading is live; what waited before it is sent as history, in columns. */
export function nativeSpeech(device: SpeakingDevice): Speech {
  const topic = topicOf(device.id, 'telemetry');
  const next = (held: readonly HeldRow[]): Utterance => {
    const [newest] = held.length === 1 ? held : [];
    const rows = held.slice(0, Math.min(backlogRowsMax, Math.max(1, held.length - 1)));
    const payload = newest === undefined ? columnPayload(rows, true) : singlePayload(newest);
    return { takes: rows.length, loses: 0, messages: [telling(topic, payload)] };
  };
  return { ...nativeLife(device), obeys: true, next };
}
