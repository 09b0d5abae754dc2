/** Meters and plugs with a firmware of their own; they keep nothing of what they could not send. */
import type { DeviceKind } from '../../src/domain/device.ts';
import { hourMs, secondMs } from '../../src/domain/instant.ts';
import type { OutgoingMessage } from './packets.ts';
import { type HeldRow, type Speech, standing, telling, type Utterance } from './speech.ts';

interface Talker {
  readonly id: string;
  readonly kind: DeviceKind;
}

/** Only the newest reading is told. */
function newestOnly(messagesOf: (row: HeldRow) => readonly OutgoingMessage[]) {
  return (held: readonly HeldRow[]): Utterance => {
    const newest = held.at(-1);
    const messages = newest === undefined ? [] : messagesOf(newest);
    return { takes: held.length, loses: held.length - 1, messages };
  };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

const phases = ['a', 'b', 'c'] as const;

/** Three phases that share the load; W, Wh and no time, as such a meter counts. */
export function shellySpeech({ id, kind }: Talker): Speech {
  const emData = (values: HeldRow['values']): object => {
    const isLoad = kind === 'load';
    const importKwh = (isLoad ? values.energyTotalKwh : values.importTotalKwh) ?? 0;
    const total_act_ret = round((values.exportTotalKwh ?? 0) * 1_000, 2);
    return { id: 0, total_act: round(importKwh * 1_000, 2), total_act_ret };
  };
  const em = ({ powerKw = 0, voltageV, currentA, frequencyHz = 50 }: HeldRow['values']): object => {
    const perPhase = phases.map((phase) => [
      [`${phase}_act_power`, round((powerKw * 1_000) / phases.length, 1)],
      ...(voltageV === undefined ? [] : [[`${phase}_voltage`, round(voltageV, 1)]]),
      ...(currentA === undefined ? [] : [[`${phase}_current`, round(currentA, 3)]]),
      [`${phase}_freq`, round(frequencyHz, 1)],
    ]);
    const total_act_power = round(powerKw * 1_000, 1);
    return { id: 0, ...Object.fromEntries(perPhase.flat()), total_act_power };
  };
  return {
    will: standing(`${id}/online`, 'false'),
    greeting: [standing(`${id}/online`, 'true')],
    farewell: standing(`${id}/online`, 'false'),
    obeys: false,
    next: newestOnly(({ values }) => [
      telling(`${id}/status/em:0`, JSON.stringify(em(values))),
      telling(`${id}/status/emdata:0`, JSON.stringify(emData(values))),
    ]),
  };
}

/** The zone that the shipped profile takes the times of plugs for: China has no summer time. */
const plugZoneMs = 8 * hourMs;

/** Whole seconds of the local clock, without a zone. */
function plugTime(at: number): string {
  const local = Math.floor((at + plugZoneMs) / secondMs) * secondMs;
  return Temporal.Instant.fromEpochMilliseconds(local).toString().replace('Z', '');
}

export function tasmotaSpeech({ id }: Talker): Speech {
  const sensor = ({ at, values }: HeldRow): string => {
    const { powerKw = 0, reactivePowerKvar, energyTotalKwh, voltageV, currentA } = values;
    const energy = {
      Total: energyTotalKwh,
      Power: round(powerKw * 1_000, 1),
      ...(reactivePowerKvar === undefined
        ? {}
        : { ReactivePower: round(reactivePowerKvar * 1_000, 1) }),
      Voltage: voltageV,
      Current: currentA,
    };
    return JSON.stringify({ Time: plugTime(at), ENERGY: energy });
  };
  return {
    will: standing(`tele/${id}/LWT`, 'Offline'),
    greeting: [standing(`tele/${id}/LWT`, 'Online')],
    farewell: standing(`tele/${id}/LWT`, 'Offline'),
    obeys: false,
    next: newestOnly((row) => [telling(`tele/${id}/SENSOR`, sensor(row))]),
  };
}
