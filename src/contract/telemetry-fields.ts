/** The fields of native telemetry that its forms have in common, and what is said when one is wrong. */
import type { Device } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import { excerpt, excerptOf, type FaultList } from './decode-faults.ts';
import { readingsPerMessageMax } from './message-limits.ts';

/** Who sent a message, when it came, and where its faults go. */
export interface Sender {
  readonly device: Device;
  readonly receivedAt: Instant;
  readonly faults: FaultList;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null where the mark is unreadable: a reading that might be old must not pass as live. */
export function readHistorical(record: JsonObject, { device, faults }: Sender): boolean | null {
  const { historical = false } = record;
  if (typeof historical === 'boolean') return historical;
  const detail = `historical is ${excerptOf(historical)}; send true or false without quotes.`;
  faults.add('wrong_type', device.id, detail);
  return null;
}

/** Null where there is none, or none that can be used, which is told. */
export function readSeq(seq: unknown, { device, faults }: Sender): number | null {
  if (seq === undefined) return null;
  if (Number.isSafeInteger(seq) && (seq as number) >= 0) return seq as number;
  faults.add('bad_seq', device.id, `seq is ${excerptOf(seq)}; send a whole number from 0 on.`);
  return null;
}

/** Whether so many readings may come in one message; told if not. */
export function mayBring(count: number, { device, faults }: Sender): boolean {
  if (count === 0) {
    faults.add('no_values', device.id, 'The message has no readings; send at least one.');
  }
  if (count > readingsPerMessageMax) {
    const detail = `The message has ${count} readings of at most ${readingsPerMessageMax}; send it in pieces.`;
    faults.add('too_many_readings', device.id, detail);
  }
  return count > 0 && count <= readingsPerMessageMax;
}

/** The object of points, or null where it is missing or something else, which is told. */
export function pointsObject(values: unknown, { device, faults }: Sender): JsonObject | null {
  if (isJsonObject(values)) return values;
  if (values === undefined) {
    const detail = 'values is missing; put the points into an object named values.';
    faults.add('no_values', device.id, detail);
  } else {
    const detail = `values is ${excerptOf(values)}; send an object with a number for each point.`;
    faults.add('wrong_type', device.id, detail);
  }
  return null;
}

export function unknownPoint(name: string, device: Device): string {
  return `A device of the kind ${device.kind} has no point ${excerpt(name)}; see the points of its kind.`;
}
