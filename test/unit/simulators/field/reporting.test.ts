import { describe, expect, test } from 'vitest';
import { FaultLayer } from '../../../../simulators/faults/fault-layer.ts';
import { parseFaultScript } from '../../../../simulators/faults/script.ts';
import { type Reporter, Reporting } from '../../../../simulators/field/reporting.ts';
import type { HeldRow } from '../../../../simulators/link/speech.ts';
import { simulateCounty } from '../../../../simulators/models/county.ts';
import { type Instant, instant, secondMs } from '../../../../src/domain/instant.ts';
import { invariant } from '../../../../src/domain/outcome.ts';
import { demoCounty, demoSite, demoTimeZone } from '../../../support/demo-county.ts';

const beginAt = instant(Date.parse('2026-05-20T04:00:00Z'));
const ground = demoCounty(1);
const ids = ['area-1-pv-1', 'area-1-pv-2', 'area-1-homes-1'] as const;

interface Sent {
  readonly atS: number;
  readonly rows: readonly string[];
  readonly damaged?: true;
}

/** A county of a second's step in which some devices report; what they send, in the order of sending. */
function reportingCounty(entries: string, reporters: (sent: Sent[]) => Map<string, Reporter>) {
  const county = simulateCounty({ ...ground, site: demoSite, timeZone: demoTimeZone, seed: 1 });
  const script = parseFaultScript(`entries: [${entries}]`, 'faults.yaml');
  invariant(script.ok, 'the script is read');
  const { devices } = county;
  const faults = new FaultLayer({ script: script.value, devices, beginAt });
  const sent: Sent[] = [];
  const speakers = reporters(sent);
  const state = county.begin(beginAt);
  const reporting = new Reporting({ county, speakers, faults, state, stepMs: secondMs });
  let now = beginAt;
  const runTo = (seconds: number, tickMs = 250): void => {
    while (now < beginAt + seconds * secondMs) {
      now = instant(now + tickMs);
      clock = now;
      reporting.tick(now);
    }
  };
  return { reporting, sent, runTo };
}

let clock: Instant = beginAt;

function agentInto(sent: Sent[]): Reporter['agent'] {
  const told = ({ deviceId, seq, at }: HeldRow): string =>
    `${deviceId}#${seq}@${(at - beginAt) / secondMs}`;
  const atS = (): number => (clock - beginAt) / secondMs;
  return {
    report: (rows) => void sent.push({ atS: atS(), rows: rows.map(told) }),
    reportDamaged: (row) => void sent.push({ atS: atS(), rows: [told(row)], damaged: true }),
  };
}

const single =
  (intervalMs: number, phase: number) =>
  (sent: Sent[]): Map<string, Reporter> =>
    new Map([[ids[0], { agent: agentInto(sent), intervalMs, phase }]]);

test('a device reports at once, then at its own interval and moment', () => {
  const { sent, runTo } = reportingCounty('', single(5 * secondMs, 0.5));
  runTo(16);
  expect(sent).toEqual([
    { atS: 1.5, rows: ['area-1-pv-1#0@1'] },
    { atS: 2.5, rows: ['area-1-pv-1#1@2'] },
    { atS: 7.5, rows: ['area-1-pv-1#2@7'] },
    { atS: 12.5, rows: ['area-1-pv-1#3@12'] },
  ]);
});

test('devices of one gateway are told together, others for themselves', () => {
  const { sent, runTo } = reportingCounty('', (into) => {
    const gateway = { agent: agentInto(into), intervalMs: secondMs, phase: 0.25 };
    const other = { agent: agentInto(into), intervalMs: secondMs, phase: 0.75 };
    return new Map<string, Reporter>([
      [ids[0], gateway],
      [ids[1], other],
      [ids[2], gateway],
    ]);
  });
  runTo(2);
  const [first, second] = sent;
  expect(first?.rows.toSorted()).toEqual(['area-1-homes-1#0@1', 'area-1-pv-1#0@1']);
  expect(second?.rows).toEqual(['area-1-pv-2#0@1']);
});

test('a late tick loses no report, and a clock that is set back silences nobody', () => {
  const { reporting, sent, runTo } = reportingCounty('', single(secondMs, 0.5));
  runTo(4);
  runTo(12, 4_000);
  expect(sent.map(({ rows }) => rows[0])).toEqual([
    ...[1, 2, 3, 4].map((at) => `area-1-pv-1#${at - 1}@${at}`),
    'area-1-pv-1#4@8',
  ]);
  reporting.tick(instant(beginAt - 60 * secondMs));
  reporting.tick(instant(beginAt - 58 * secondMs));
  expect(sent.at(-1)?.rows).toEqual(['area-1-pv-1#6@-60']);
});

describe('faults of messages', () => {
  const from = 'devices: area-1-pv-1, from: +3 s';

  test('delayed readings are sent when they are due, not with the next step', () => {
    const entries = `{ fault: delay, ${from}, to: +4 s, strength: 40 }`;
    const { sent, runTo } = reportingCounty(entries, single(secondMs, 0));
    runTo(45);
    const late = sent.find(({ rows }) => rows[0] === 'area-1-pv-1#2@3');
    expect(late?.atS).toBeGreaterThan(5);
    expect(sent).toHaveLength(45);
  });

  test('of two readings the second goes first; a double one is told twice', () => {
    const entries = `{ fault: reorder, ${from}, to: +5 s }, { fault: duplicate, ${from}, to: +4 s }`;
    const { sent, runTo } = reportingCounty(entries, single(secondMs, 0));
    runTo(7);
    const numbers = sent.flatMap(({ rows }) => rows.map((row) => row.replace(/.*#|@.*/g, '')));
    expect(numbers.toSorted()).toEqual(['0', '1', '2', '2', '3', '4', '5', '6']);
    expect(numbers).not.toEqual(numbers.toSorted());
  });

  test('damaged payloads go the way of damaged ones, lost ones leave a gap', () => {
    const entries = `{ fault: garbage, ${from}, to: +4 s }, { fault: drop_out, devices: '*', from: +5 s, to: +6 s }`;
    const { sent, runTo } = reportingCounty(entries, single(secondMs, 0));
    runTo(7);
    expect(sent.filter(({ damaged }) => damaged)).toEqual([
      { atS: 3, rows: ['area-1-pv-1#2@3'], damaged: true },
    ]);
    expect(sent.map(({ rows }) => rows[0]?.replace(/.*#|@.*/g, ''))).toEqual([
      ...['0', '1', '2', '3', '5', '6'],
    ]);
  });
});
