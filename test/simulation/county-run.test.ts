import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { simulateCounty } from '../../simulators/models/county.ts';
import type { RunResult } from '../../simulators/virtual/record.ts';
import { virtualRun } from '../../simulators/virtual/run.ts';
import { countyGround } from '../../src/app/county-ground.ts';
import { simulateVirtually } from '../../src/app/simulate-virtually.ts';
import { troubleOf } from '../../src/app/trouble.ts';
import { hourMs, instant, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import { configOfFile, smallCountyFile } from '../support/generated-county.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../src/app/main.ts');
const from = instant(Date.parse('2026-07-01T12:00:00+08:00'));
const hour = { from, to: instant(from + hourMs), stepMs: minuteMs };
const day = { from, to: instant(from + 24 * hourMs), stepMs: quarterMs };

function small(seed: number) {
  return countyGround(configOfFile(smallCountyFile(tempFolder())), seed);
}

function resultOf(seed: number, range: typeof hour): RunResult {
  const virtual = virtualRun({ county: small(seed), script: null, ...range });
  for (const _ of virtual.moments()) {
    // Only what the steps come to is looked at.
  }
  return virtual.result();
}

test('one seed sends the same messages byte for byte, another seed others', () => {
  const [first, again, other] = [1, 1, 2].map((seed) => resultOf(seed, hour).messages);
  // Each device says each minute what it measured, and before that hardly more than its birth.
  const { length } = small(1).devices;
  expect(first?.messages).toBeGreaterThanOrEqual(60 * length);
  expect(first?.messages).toBeLessThanOrEqual(63 * length);
  expect(again).toEqual(first);
  expect(other?.sha256).not.toBe(first?.sha256);
});

test('what goes wrong by chance goes wrong in the same way again', () => {
  const messages = [5, 5, 0].map((perDeviceDay) => {
    const county = small(1);
    const script = troubleOf(county, {
      ...{ file: null, faultsPerDeviceDay: perDeviceDay, eventsPerMonth: 100 },
      ...{ from: day.from, to: day.to },
    });
    const virtual = virtualRun({ county, script, ...day });
    for (const _ of virtual.moments()) {
      // Only what the steps come to is looked at.
    }
    return virtual.result().messages;
  });
  expect(messages[1]).toEqual(messages[0]);
  expect(messages[2]?.sha256).not.toBe(messages[0]?.sha256);
});

test('another process sends the same messages, and says what came of them', async () => {
  const folder = tempFolder();
  const json = join(folder, 'summary.json');
  const { stdout } = await run(process.execPath, [
    ...[program, 'simulate', '--in-process', '--county', smallCountyFile(folder), '--seed', '1'],
    ...['--from', '2026-07-01 12:00', '--to', '2026-07-01 13:00', '--step', '1m', '--json', json],
  ]);
  const here = resultOf(1, hour);
  expect(stdout).toContain(`sha256 ${here.messages.sha256}`);
  expect(stdout).toMatch(/^PV +\d+\.\d\d .*2026-07-01 1\d:\d\d/m);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(JSON.parse(JSON.stringify(here)));
});

test('energy, peaks and voltages are those of the steps', () => {
  const ground = small(1);
  const county = simulateCounty(ground);
  const pv = county.devices.filter(({ kind }) => kind === 'pv').map(({ id }) => id);
  const pvKw: number[] = [];
  const voltages: number[] = [];
  let state = county.begin(from);
  for (let at = from + quarterMs; at <= day.to; at += quarterMs) {
    const step = county.step(state, instant(at));
    state = step.state;
    pvKw.push(pv.reduce((sum, id) => sum + (step.exact.get(id)?.values.powerKw ?? 0), 0));
    for (const { id, nominalV } of county.devices) {
      const voltageV = step.exact.get(id)?.values.voltageV;
      if (voltageV !== undefined) voltages.push(voltageV / nominalV);
    }
  }
  const { summary } = resultOf(1, day);
  expect(summary.steps).toBe(96);
  expect(summary.energyKwh.pvKw).toBeCloseTo(pvKw.reduce((a, b) => a + b) / 4, 6);
  expect(summary.highest.pvKw.value).toBeCloseTo(Math.max(...pvKw), 9);
  expect(summary.lowest.pvKw.value).toBeCloseTo(Math.min(...pvKw), 9);
  expect(summary.voltagePuMin.value).toBe(Math.min(...voltages));
  expect(summary.voltagePuMax.value).toBe(Math.max(...voltages));
});

test('losses are a small part of what flows, and exchange is what came in less what went out', () => {
  const { summary } = resultOf(1, day);
  const { energyKwh, importKwh, exportKwh } = summary;
  expect(energyKwh.exchangeKw).toBeCloseTo(importKwh - exportKwh, 6);
  expect(energyKwh.lossKw).toBeGreaterThan(0);
  expect(energyKwh.lossKw).toBeLessThan(0.15 * energyKwh.loadKw);
});

test('transformers that are too small are told with how long and how much', () => {
  const ground = small(1);
  const nodes = ground.nodes.map((node) =>
    node.kind === 'area' ? { ...node, ratingKva: 40 } : node,
  );
  const virtual = virtualRun({ county: { ...ground, nodes }, script: null, ...day });
  let minutes = 0;
  for (const { overloads } of virtual.moments()) minutes += 15 * overloads.length;
  const { summary } = virtual.result();
  expect(summary.overloadMin).toBe(minutes);
  expect(summary.overloadMin).toBeGreaterThan(60);
  expect(summary.reverseOverloadMin).toBeLessThanOrEqual(summary.overloadMin);
  expect(summary.worstOverload?.loadingRatio).toBeGreaterThan(1.5);
});

test('the curve is written line by line, and a stop keeps what is done', async () => {
  const csvFile = join(tempFolder(), 'curve.csv');
  let looks = 0;
  const result = await simulateVirtually({
    ...{ county: small(1), script: null, ...day, csvFile, jsonFile: null },
    to: instant(from + 365 * 24 * hourMs),
    onProgress: () => {
      looks += 1;
    },
    stopped: () => looks > 0,
  });
  const [header = '', ...lines] = readFileSync(csvFile, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(result.summary.steps);
  const place = header.split(',').indexOf('pvKw');
  const sum = lines.reduce((total, line) => total + Number(line.split(',')[place]), 0);
  expect(sum / 4).toBeCloseTo(result.summary.energyKwh.pvKw, 0);
});
