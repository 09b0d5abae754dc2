/** Telemetry in columns: an array of times, and for each point an array of the same length. */
import { instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import { excerptOf } from './decode-faults.ts';
import { pointIndexesOf } from './device-kinds.ts';
import { badTimeDetail, epochMsOf } from './measured-at.ts';
import { absentValues, isPlausible, valueFault } from './point-values.ts';
import {
  type JsonObject,
  mayBring,
  pointsObject,
  readHistorical,
  readSeq,
  type Sender,
  unknownPoint,
} from './telemetry-fields.ts';

/** Rows without a good point, or without a good time, are left out. */
export function readColumns(
  record: JsonObject,
  times: readonly unknown[],
  sender: Sender,
): Reading[] {
  const { device, receivedAt, faults } = sender;
  const historical = readHistorical(record, sender);
  if (historical === null || !mayBring(times.length, sender)) return [];
  const points = pointsObject(record.values, sender);
  if (points === null) return [];
  const rows = readRows(points, times.length, sender);
  const seqOf = seqReader(record.seq, times.length, sender);
  const readings: Reading[] = [];
  for (const [row, values] of rows.entries()) {
    if (values === null) continue;
    const epochMs = epochMsOf(times[row]);
    if (Number.isNaN(epochMs)) {
      faults.add('bad_time', device.id, badTimeDetail('measuredAt', times[row]));
      continue;
    }
    const measuredAt = instant(epochMs);
    readings.push({ device, measuredAt, receivedAt, seq: seqOf(row), historical, values });
  }
  return readings;
}

/** Values row by row; null for a row in which no point is good. */
function readRows(
  points: JsonObject,
  rowCount: number,
  sender: Sender,
): readonly (Float64Array | null)[] {
  const { device, faults } = sender;
  const indexes = pointIndexesOf(device.kind);
  const rows: (Float64Array | null)[] = new Array(rowCount).fill(null);
  for (const name in points) {
    const index = indexes.get(name);
    const column = points[name];
    if (index === undefined) faults.add('unknown_point', device.id, unknownPoint(name, device));
    else if (!Array.isArray(column)) {
      const detail = `The column ${name} is ${excerptOf(column)}; send an array as long as measuredAt.`;
      faults.add('wrong_type', device.id, detail);
    } else if (column.length !== rowCount) {
      const detail = `The column ${name} has ${column.length} values for ${rowCount} times; send null where a value is absent.`;
      faults.add('column_lengths', device.id, detail);
    } else fillColumn(rows, { column, name, index, pointCount: indexes.size }, sender);
  }
  if (rows.every((row) => row === null) && faults.isEmpty()) {
    faults.add('no_values', device.id, 'No column has a value; send at least one point.');
  }
  return rows;
}

/** `null` is how a column says that a value is absent. */
function fillColumn(
  rows: (Float64Array | null)[],
  from: { column: readonly unknown[]; name: string; index: number; pointCount: number },
  { device, faults }: Sender,
): void {
  for (let row = 0; row < rows.length; row += 1) {
    const value = from.column[row];
    if (isPlausible(value)) {
      const values = rows[row] ?? absentValues(from.pointCount);
      values[from.index] = value;
      rows[row] = values;
    } else if (value !== null) {
      const { code, detail } = valueFault(from.name, value);
      faults.add(code, device.id, detail);
    }
  }
}

/** One number is that of the first reading, from which the others count on. */
function seqReader(seq: unknown, rowCount: number, sender: Sender): (row: number) => number | null {
  if (Array.isArray(seq)) {
    if (seq.length === rowCount) return (row) => readSeq(seq[row], sender);
    const detail = `The column seq has ${seq.length} numbers for ${rowCount} times; send one for each, or only the first.`;
    sender.faults.add('column_lengths', sender.device.id, detail);
    return () => null;
  }
  const first = readSeq(seq, sender);
  return (row) => (first === null ? null : first + row);
}
