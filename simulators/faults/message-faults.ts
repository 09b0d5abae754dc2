import { secondMs } from '../../src/domain/instant.ts';
import { uniformAt } from '../models/noise.ts';
import type { Row } from '../telemetry.ts';
import { type DeviceFault, isActive, strikes } from './device-faults.ts';

/** A reading on its way from the device to the wire. */
export interface Report {
  readonly row: Row;
  /** When it is sent, epoch ms. */
  readonly dueAt: number;
  /** Null where the payload is whole; otherwise the seed of its damage. */
  readonly damageSeed: number | null;
}

/** A duplicate follows the first one after this time. */
const duplicateAfterMs = 300;
/** A reading that is overtaken waits for so many intervals. */
const overtakenAfter = 1.25;

/** What becomes of a reading on its way: none, one or several reports, in no order. */
export function faultyReports(
  report: Report,
  faults: readonly DeviceFault[],
  intervalMs: number,
): readonly Report[] {
  const { at } = report.row;
  const index = Math.round(at / intervalMs);
  return faults
    .filter((fault) => isActive(fault, at))
    .reduce<readonly Report[]>(
      (reports, fault) => reports.flatMap((each) => passed(each, fault, { index, intervalMs })),
      [report],
    );
}

function passed(
  report: Report,
  fault: DeviceFault,
  { index, intervalMs }: { readonly index: number; readonly intervalMs: number },
): readonly Report[] {
  const { row, dueAt } = report;
  const hit = strikes(fault, index);
  switch (fault.kind) {
    case 'drop_out':
      return hit ? [] : [report];
    case 'duplicate':
      return hit ? [report, { ...report, dueAt: dueAt + duplicateAfterMs }] : [report];
    case 'reorder': {
      // The first of every pair is held back until the second has gone.
      const overtaken = index % 2 === 0 && hit;
      return [overtaken ? { ...report, dueAt: dueAt + overtakenAfter * intervalMs } : report];
    }
    case 'delay': {
      const delayMs = fault.strength * secondMs * uniformAt(fault.seed, index);
      return [{ ...report, dueAt: dueAt + delayMs }];
    }
    case 'garbage':
      return [hit ? { ...report, damageSeed: fault.seed ^ index } : report];
    case 'clock_skew':
      return [{ ...report, row: { ...row, at: skewed(row.at, fault) } }];
    default:
      return [report];
  }
}

/** What the device's clock shows, `strength` seconds ahead. */
export function skewed<Time extends number>(at: Time, { strength }: DeviceFault): Time {
  return (at + Math.round(strength * secondMs)) as Time;
}
