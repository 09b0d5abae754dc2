import { damaged } from '../../../../simulators/faults/damage.ts';
import { FaultLayer } from '../../../../simulators/faults/fault-layer.ts';
import { parseFaultScript } from '../../../../simulators/faults/script.ts';
import { singlePayload } from '../../../../simulators/telemetry.ts';
import { decodeMessage } from '../../../../src/contract/decode.ts';
import type { DecodeFaultCode } from '../../../../src/contract/decode-faults.ts';
import { hourMs, type Instant, instant, minuteMs } from '../../../../src/domain/instant.ts';
import { invariant } from '../../../../src/domain/outcome.ts';
import { type JudgedReading, reasonsOf } from '../../../../src/domain/reading.ts';
import { newJudge } from '../../../../src/service/judge.ts';
import { valuesOf } from '../../../support/decoding.ts';
import { deviceWith } from '../../../support/devices.ts';

export const device = deviceWith({ id: 'pv-1', kind: 'pv', nodeId: 'area-1', ratingKw: 100 });
/** Noon in the county. */
export const beginAt = instant(Date.parse('2026-07-01T04:00:00Z'));

/** What the service makes of one message, in the order of arrival. */
export interface Seen {
  readonly seq: number | null;
  readonly measuredAt: number;
  readonly receivedAt: number;
  readonly values: Record<string, number>;
  readonly reasons: readonly string[];
  readonly codes: readonly DecodeFaultCode[];
}

export function layerOf(entries: string, saved = {}): FaultLayer {
  const script = parseFaultScript(`entries: [${entries}]`, 'faults.yaml');
  invariant(script.ok, `the script is read: ${JSON.stringify(script)}`);
  return new FaultLayer({ script: script.value, devices: [device], beginAt, saved });
}

/** A noon under thin clouds, not two minutes of it alike. */
export function trueValues(at: Instant): Record<string, number> {
  const hours = (at - beginAt) / hourMs;
  return {
    powerKw: Math.round(100 * (60 + 9 * Math.sin(7 * hours) + Math.sin(97 * hours))) / 100,
    energyTotalKwh: Math.round(100 * (50_000 + 60 * hours)) / 100,
    frequencyHz: 50,
  };
}

/** Three hours of a device with these faults, a reading a minute, as the service sees them. */
export function seenWith(entries: string, minutes = 180): Seen[] {
  const layer = layerOf(entries);
  const reports = Array.from({ length: minutes }, (_, seq) => {
    const at = instant(beginAt + seq * minuteMs);
    const row = { at, seq, values: layer.valuesOf(device.id, at, trueValues(at)) };
    return layer.reportsOf(device.id, { row, dueAt: at, damageSeed: null }, minuteMs);
  }).flat();
  const judge = newJudge();
  return reports
    .toSorted((one, other) => one.dueAt - other.dueAt)
    .map(({ row, dueAt, damageSeed }) => {
      const whole = singlePayload(row);
      const payload = Buffer.from(damageSeed === null ? whole : damaged(whole, damageSeed));
      const receivedAt = instant(dueAt);
      const topic = 'paulownia/v1/pv-1/telemetry';
      const context = { deviceById: () => device, profiles: [] };
      const { messages, faults } = decodeMessage({ topic, payload, receivedAt }, context);
      const [message] = messages;
      const judged = message?.type === 'telemetry' ? judge(message.reading) : null;
      return { ...seen(judged), receivedAt, codes: faults.map(({ code }) => code) };
    });
}

function seen(judged: JudgedReading | null): Omit<Seen, 'receivedAt' | 'codes'> {
  if (judged === null) return { seq: null, measuredAt: Number.NaN, values: {}, reasons: [] };
  const { seq, measuredAt } = judged.reading;
  const reasons = reasonsOf(judged.reasons);
  return { seq, measuredAt, values: valuesOf(judged.reading), reasons };
}
