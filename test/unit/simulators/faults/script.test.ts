import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultsByDevice } from '../../../../simulators/faults/device-faults.ts';
import { faultKinds } from '../../../../simulators/faults/fault-kinds.ts';
import { type FaultScript, parseFaultScript } from '../../../../simulators/faults/script.ts';
import { seededScript } from '../../../../simulators/faults/seeded-script.ts';
import { dayMs, hourMs, minuteMs } from '../../../../src/domain/instant.ts';
import { invariant } from '../../../../src/domain/outcome.ts';

const beginAt = Date.parse('2026-07-01T04:00:00Z');
const devices = [
  { id: 'a-pv-1', kind: 'pv', nodeId: 'area-a' },
  { id: 'a-pv-2', kind: 'pv', nodeId: 'area-a' },
  { id: 'b-pv-1', kind: 'pv', nodeId: 'area-b' },
  { id: 'b-load.1', kind: 'load', nodeId: 'area-b' },
];

function scriptOf(text: string): FaultScript {
  const script = parseFaultScript(text, 'faults.yaml');
  invariant(script.ok, `the script is read: ${JSON.stringify(script)}`);
  return script.value;
}

function struckBy(selectors: string): string[] {
  const text = `entries: [{ fault: drift, devices: ${selectors}, from: +0 s }]`;
  return [...faultsByDevice(scriptOf(text), devices, beginAt).keys()];
}

test('a script says what, where, when and how strongly', () => {
  const script = scriptOf(`
seed: 7
entries:
  - { fault: clock_skew, devices: [a-pv-1, kind:load], from: 2026-07-01T12:00:00+08:00, to: 2026-07-01T06:00:00Z, strength: -90 }
  - { fault: delay, devices: '*', share: 0.5, from: +90 min }
  - { scenario: feeder_outage, nodes: [feeder-2], from: +1 h, to: +3 h }
  - { scenario: storm_day, from: +1 d, strength: 1.5 }
`);
  expect(script.seed).toBe(7);
  expect(script.scenarios).toEqual([
    {
      scenario: 'feeder_outage',
      nodes: ['feeder-2'],
      from: { type: 'after', ms: hourMs },
      to: { type: 'after', ms: 3 * hourMs },
      strength: 1,
    },
    {
      scenario: 'storm_day',
      nodes: null,
      from: { type: 'after', ms: dayMs },
      to: null,
      strength: 1.5,
    },
  ]);
  const byDevice = faultsByDevice(script, devices, beginAt);
  expect(byDevice.get('b-load.1')?.[0]).toMatchObject({
    kind: 'clock_skew',
    from: beginAt,
    to: beginAt + 2 * hourMs,
    strength: -90,
  });
  const delayed = [...byDevice.values()].flat().filter(({ kind }) => kind === 'delay');
  expect(delayed.every(({ from }) => from === beginAt + 90 * minuteMs)).toBe(true);
  expect(delayed.every(({ strength }) => strength === faultKinds.delay.strength)).toBe(true);
});

test.each([
  ['a-pv-1', ['a-pv-1']],
  ["'a-*'", ['a-pv-1', 'a-pv-2']],
  ["'*-pv-1'", ['a-pv-1', 'b-pv-1']],
  ["'*load.*'", ['b-load.1']],
  ["'*load-*'", []],
  ['kind:pv', ['a-pv-1', 'a-pv-2', 'b-pv-1']],
  ['[node:area-a, kind:load]', ['a-pv-1', 'a-pv-2', 'b-load.1']],
])('%s chooses %j', (selectors, ids) => {
  expect(struckBy(selectors)).toEqual(ids);
});

test('a share of many devices is chosen by the seed', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    id: `pv-${index}`,
    kind: 'pv',
    nodeId: 'area-a',
  }));
  const struck = (seed: number): string[] => {
    const text = `seed: ${seed}\nentries: [{ fault: drift, devices: kind:pv, share: 0.3, from: +0 s }]`;
    return [...faultsByDevice(scriptOf(text), many, beginAt).keys()];
  };
  expect(struck(1).length).toBeGreaterThan(250);
  expect(struck(1).length).toBeLessThan(350);
  expect(struck(1)).toEqual(struck(1));
  expect(struck(1)).not.toEqual(struck(2));
});

describe('a script with a fault of its own', () => {
  test.each([
    ['entries: [{ fault: gremlins, devices: pv-1, from: +0 s }]', 'entries.0.fault', /drop_out/],
    ['entries: [{ scenario: flood, from: +0 s }]', 'entries.0.scenario', /storm_day/],
    ['entries: [{ fault: drift, from: +0 s }]', 'entries.0.devices', /./],
    ['entries: [{ fault: drift, devices: "a b", from: +0 s }]', 'entries.0.devices', /./],
    ['entries: [{ fault: drift, devices: a }]', 'entries.0.from', /./],
    [
      'entries: [{ fault: drift, devices: a, from: noon }]',
      'entries.0.from',
      /must be a time such as/,
    ],
    [
      'entries: [{ fault: drift, devices: a, from: +2 h, to: +1 h }]',
      'entries.0.to',
      /is not after from/,
    ],
    [
      'entries: [{ fault: garbage, devices: a, from: +0 s, strength: 5 }]',
      'entries.0.strength',
      /a chance, from 0 to 1/,
    ],
    ['entries: [{ fault: drift, devices: a, from: +0 s, power: 5 }]', 'entries.0', /power/],
    ['entries: [7]', 'entries.0', /./],
    ['weather: bad', '', /./],
    ['entries: [', '', /./],
  ])('%s is told with its place', (text, path, message) => {
    const script = parseFaultScript(text, 'faults.yaml');
    const faults = script.ok ? [] : script.fault;
    expect(faults.map((fault) => fault.path)).toContain(path);
    expect(faults.some((fault) => message.test(fault.message))).toBe(true);
  });

  test('tells all faults at once, with their lines', () => {
    const text =
      'entries:\n  - { fault: drift, devices: a }\n  - { fault: no, devices: a, from: +0 s }';
    const script = parseFaultScript(text, 'faults.yaml');
    expect(script.ok ? [] : script.fault.map(({ line }) => line)).toEqual([2, 3]);
  });
});

test('faults by chance: as many as asked for, all kinds, the same for the same seed', () => {
  const deviceIds = Array.from({ length: 400 }, (_, index) => `pv-${index}`);
  const rate = { deviceIds, from: beginAt, to: beginAt + 30 * dayMs, perDeviceDay: 0.05 };
  const script = seededScript({ ...rate, seed: 3 });
  expect(script.faults).toHaveLength(600);
  expect(new Set(script.faults.map(({ fault }) => fault)).size).toBe(
    Object.keys(faultKinds).length,
  );
  expect(seededScript({ ...rate, seed: 3 })).toEqual(script);
  expect(seededScript({ ...rate, seed: 4 })).not.toEqual(script);
  for (const { from, to } of script.faults) {
    expect(from.type === 'at' && from.epochMs >= beginAt).toBe(true);
    expect(to?.type === 'at' && from.type === 'at' && to.epochMs > from.epochMs).toBe(true);
  }
});

const page = readFileSync(new URL('../../../../docs/simulators.md', import.meta.url), 'utf8');

test('the page lists every fault as it is, and its script is read', () => {
  for (const [kind, { strength, meaning }] of Object.entries(faultKinds)) {
    expect(page).toContain(`| \`${kind}\` | ${meaning} | ${strength} |`);
  }
  const [, script = ''] = /```yaml\n(seed: [\s\S]*?)```/.exec(page) ?? [];
  expect(scriptOf(script).faults).toHaveLength(2);
});
