/** Native telemetry: one reading, an array of readings, or columns. */
import { type Instant, instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import { excerpt, excerptOf } from './decode-faults.ts';
import { pointIndexesOf } from './device-kinds.ts';
import { badTimeDetail, epochMsOf } from './measured-at.ts';
import { absentValues, isPlausible, valueFault } from './point-values.ts';
import { readColumns } from './telemetry-columns.ts';
import {
  isJsonObject,
  type JsonObject,
  mayBring,
  pointsObject,
  readHistorical,
  readSeq,
  type Sender,
  unknownPoint,
} from './telemetry-fields.ts';

/** Readings of a telemetry payload. What is wrong with it goes to the sender's faults. */
export function readTelemetry(payload: unknown, sender: Sender): Reading[] {
  if (Array.isArray(payload)) return readMany(payload, sender);
  if (isJsonObject(payload) && Array.isArray(payload.measuredAt)) {
    return readColumns(payload, payload.measuredAt, sender);
  }
  const reading = readOne(payload, sender, false);
  return reading === null ? [] : [reading];
}

function readMany(payload: readonly unknown[], sender: Sender): Reading[] {
  if (!mayBring(payload.length, sender)) return [];
  return payload
    .map((item) => readOne(item, sender, payload.length > 1))
    .filter((reading) => reading !== null);
}

/** `needsTime`: several readings of one message cannot all be of the time of receipt. */
function readOne(record: unknown, sender: Sender, needsTime: boolean): Reading | null {
  const { device, receivedAt, faults } = sender;
  if (!isJsonObject(record)) {
    const detail = `A reading is ${excerptOf(record)}; send an object with measuredAt and values.`;
    faults.add('wrong_type', device.id, detail);
    return null;
  }
  const historical = readHistorical(record, sender);
  const measuredAt = readTime(record, sender, needsTime || historical === true);
  const values = readValues(record.values, sender);
  if (historical === null || measuredAt === null || values === null) return null;
  const seq = readSeq(record.seq, sender);
  return { device, measuredAt, receivedAt, seq, historical, values };
}

/** A live reading without a time is one of a device without a clock: it is of the time of receipt. */
function readTime(record: JsonObject, sender: Sender, needed: boolean): Instant | null {
  const { device, faults, receivedAt } = sender;
  const epochMs = epochMsOf(record.measuredAt);
  if (!Number.isNaN(epochMs)) return instant(epochMs);
  if (record.measuredAt !== undefined) {
    faults.add('bad_time', device.id, badTimeDetail('measuredAt', record.measuredAt));
    return null;
  }
  if (needed) {
    const detail = 'measuredAt is missing; readings in arrays and historical ones each need it.';
    faults.add('missing_time', device.id, detail);
    return null;
  }
  tellUnknownFields(record, sender);
  return receivedAt;
}

const readingFields: ReadonlySet<string> = new Set(['measuredAt', 'seq', 'values', 'historical']);

/** Further fields do no harm, unless one of them is the time under a wrong name. */
function tellUnknownFields(record: JsonObject, { device, faults }: Sender): void {
  const unknown = Object.keys(record).find((field) => !readingFields.has(field));
  if (unknown === undefined) return;
  const detail = `The field ${excerpt(unknown)} is unknown and measuredAt is missing, so the time of receipt was taken; name the time measuredAt.`;
  faults.add('unknown_field', device.id, detail);
}

/** Null where no point is good; all that is wrong is told. */
function readValues(record: unknown, sender: Sender): Float64Array | null {
  const { device, faults } = sender;
  const points = pointsObject(record, sender);
  if (points === null) return null;
  const indexes = pointIndexesOf(device.kind);
  const values = absentValues(indexes.size);
  let given = 0;
  let good = 0;
  for (const name in points) {
    given += 1;
    const index = indexes.get(name);
    const value = points[name];
    if (index === undefined) faults.add('unknown_point', device.id, unknownPoint(name, device));
    else if (isPlausible(value)) {
      values[index] = value;
      good += 1;
    } else {
      const { code, detail } = valueFault(name, value);
      faults.add(code, device.id, detail);
    }
  }
  if (given === 0) faults.add('no_values', device.id, 'values is empty; send at least one point.');
  return good === 0 ? null : values;
}
