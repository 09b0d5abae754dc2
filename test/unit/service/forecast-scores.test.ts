import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ForecastHorizon, keptLevels } from '../../../src/domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../../src/domain/instant.ts';
import { invariant } from '../../../src/domain/outcome.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import { usualAccuracyRules } from '../../../src/forecast/score/accuracy-rules.ts';
import { Directory } from '../../../src/service/directory.ts';
import { forecastScore, type ScoreQuestion } from '../../../src/service/forecast-scores.ts';
import { openMemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { openForecastDatabase } from '../../../src/storage/sqlite/forecast-database.ts';
import { deviceWith } from '../../support/devices.ts';
import { slots } from '../../support/store-columns.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Midnight of 2 June in Lankao. */
const day = instant(Date.UTC(2026, 5, 1, 16));
const after = (hours: number): Instant => instant(day + hours * hourMs);
const place = { nameEn: null, ratingKva: null, latitude: null, longitude: null };
const topology: Topology = {
  nodes: [{ id: 'county', name: '兰考县', kind: 'county', parentId: null, ...place }],
  cooperatives: [{ id: 'coop-1', name: '合作社', nameEn: null, shares: {} }],
};
const everything = { cooperativeId: null };

/** A county of one roof of 100 kW, whose power is 40 kW on 2 June and was 30 kW on days before. */
async function ground({ missing = 0 } = {}) {
  const { forecasts, close } = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  onTestFinished(close);
  const readings = openMemoryStore();
  const roof = deviceWith({ nodeId: 'county', ratingKw: 100, cooperativeId: 'coop-1' });
  const directory = new Directory(topology, [roof]);
  const rows = Array.from({ length: 4 * 96 - missing }, (_, slot) => {
    const at = day - 3 * dayMs + slot * quarterMs;
    return { device: 1, at, completeness: 1, values: { powerKw: at < day ? 30 : 40 } };
  });
  await readings.writeSlots('15m', [slots('pv', rows)], []);
  const add = (horizon: ForecastHorizon, issuedAt: Instant, options: AddOptions): void => {
    const { from, count, medianKw, spreadKw = 20 } = options;
    const row = keptLevels.map((level) => medianKw + spreadKw * (level - 0.5));
    const values = Float64Array.from(
      { length: count * row.length },
      (_, i) => row[i % row.length] ?? 0,
    );
    const curves = { slots: { from, slotMs: quarterMs, count }, levels: keptLevels, values };
    const run = {
      id: `${horizon}-${issuedAt}`,
      horizon,
      issuedAt,
      computedAt: issuedAt,
      inputs: [],
    };
    forecasts.add(run, [{ nodeId: 'county', kind: 'pv', model: 'blend', curves }]);
  };
  const clock = { now: () => after(30) };
  const deps = {
    ...{ forecasts, readings, directory, clock, timeZone: 'Asia/Shanghai' },
    accuracyRules: usualAccuracyRules,
  };
  const score = async (changes: Partial<ScoreQuestion> = {}) => {
    const asked = {
      kind: 'pv',
      horizon: 'day_ahead',
      from: day,
      to: after(24),
      ...changes,
    } as const;
    const answer = await forecastScore(everything, 'county', { question: asked, deps });
    invariant(answer.ok, 'the county has a score');
    return answer.value;
  };
  return { add, score, deps };
}

interface AddOptions {
  readonly from: Instant;
  readonly count: number;
  readonly medianKw: number;
  readonly spreadKw?: number;
}

test('day-ahead is judged by the newest forecast of the day before', async () => {
  const { add, score } = await ground();
  add('day_ahead', after(-39), { from: day, count: 96, medianKw: 90 });
  add('day_ahead', after(-15), { from: day, count: 96, medianKw: 50 });
  add('day_ahead', after(6), { from: after(6), count: 72, medianKw: 40 });
  const found = await score();
  expect(found).toMatchObject({ slots: 96, excludedSlots: 0, capacityKw: 100 });
  expect(found.accuracyPct).toBeCloseTo(90, 9);
  expect(found.worstDays).toEqual([
    { day: '2026-06-02', accuracyPct: expect.closeTo(90, 9), biasKw: expect.closeTo(10, 4) },
  ]);
  expect(found.ruleSet.id).toBe('nbt-32011-2013');
  expect(found.requiredPct).toBe(85);
  const [first, last] = [found.byLead.at(0), found.byLead.at(-1)];
  expect([first?.leadH, first?.nmaePct]).toEqual([0, expect.closeTo(0, 4)]);
  expect([last?.leadH, last?.nmaePct]).toEqual([63, expect.closeTo(50, 4)]);
});

test('skill is against the same slot of the last day that was known at the issue', async () => {
  const { add, score } = await ground();
  add('day_ahead', after(-15), { from: day, count: 96, medianKw: 40 });
  const { skillPct, skillAgainst } = await score();
  // The plain forecast is 10 kW off, which is a pinball loss of 5 kW.
  const pinballKw =
    keptLevels.reduce(
      (sum, level) => sum + 20 * Math.min(level, 1 - level) * Math.abs(level - 0.5),
      0,
    ) / keptLevels.length;
  expect(skillPct).toBeCloseTo(100 * (1 - pinballKw / 5), 3);
  expect(skillAgainst).toBe('same_slot_of_last_known_day');
});

test('ultra-short is judged by its fourth hour', async () => {
  const { add, score } = await ground();
  for (const hours of [0, 1]) {
    add('ultra_short', after(hours), { from: after(hours), count: 16, medianKw: 60 });
  }
  const found = await score({ horizon: 'ultra_short' });
  expect(found.slots).toBe(8);
  expect(found.accuracyPct).toBeCloseTo(80, 4);
  expect(found.byLead.reduce((sum, lead) => sum + lead.slots, 0)).toBe(32);
});

test('what was not measured does not count, and is said', async () => {
  const { add, score } = await ground({ missing: 10 });
  add('day_ahead', after(-15), { from: day, count: 96, medianKw: 50 });
  expect(await score()).toMatchObject({ slots: 86, excludedSlots: 10 });
});

test('without forecasts there is no figure, and no night counts for a roof', async () => {
  const { add, score } = await ground();
  expect(await score()).toMatchObject({ slots: 0, accuracyPct: null, calibration: [] });
  const night = { from: day, count: 24, medianKw: 0, spreadKw: 0 };
  add('day_ahead', after(-15), night);
  expect(await score()).toMatchObject({ slots: 0, accuracyPct: null });
});

test('a cooperative asks for itself only', async () => {
  const { deps } = await ground();
  const question = { kind: 'pv', horizon: 'day_ahead', from: day, to: after(24) } as const;
  const answer = await forecastScore({ cooperativeId: 'coop-1' }, 'county', { question, deps });
  expect(answer.ok ? null : answer.fault.code).toBe('unknown_node');
});

test('the exchange is judged without what storage and biogas gave', async () => {
  const { forecasts, close } = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  onTestFinished(close);
  const readings = openMemoryStore();
  const kinds = ['pcc_meter', 'battery', 'biogas'] as const;
  const directory = new Directory(
    topology,
    kinds.map((kind, place) => deviceWith({ key: place + 1, id: kind, kind, nodeId: 'county' })),
  );
  for (const [place, kind] of kinds.entries()) {
    const rows = Array.from({ length: 96 }, (_, slot) => ({
      ...{ device: place + 1, at: day + slot * quarterMs, completeness: 1 },
      values: { powerKw: [60, 15, 5][place] ?? 0 },
    }));
    await readings.writeSlots('15m', [slots(kind, rows)], []);
  }
  const issuedAt = after(-15);
  const values = new Float64Array(96 * keptLevels.length).fill(80);
  forecasts.add({ id: 'run', horizon: 'day_ahead', issuedAt, computedAt: issuedAt, inputs: [] }, [
    {
      ...{ nodeId: 'county', kind: 'net', model: 'sum' },
      curves: { slots: { from: day, slotMs: quarterMs, count: 96 }, levels: keptLevels, values },
    },
  ]);
  const question = { kind: 'net', horizon: 'day_ahead', from: day, to: after(24) } as const;
  const clock = { now: () => after(30) };
  const deps = {
    ...{ forecasts, readings, directory, clock, timeZone: 'Asia/Shanghai' },
    accuracyRules: usualAccuracyRules,
  };
  const answer = await forecastScore(everything, 'county', { question, deps });
  invariant(answer.ok, 'the county has a score');
  expect(answer.value).toMatchObject({ slots: 96, capacityKw: 80, accuracyPct: 100 });
  const own = { ...usualAccuracyRules.others, id: 'own', name: 'Own', date: '2026-01-01' };
  const accuracyRules = { ...usualAccuracyRules, others: { ...own, dayAheadPct: 93 } };
  const byOwn = await forecastScore(everything, 'county', {
    ...{ question, deps: { ...deps, accuracyRules } },
  });
  invariant(byOwn.ok, 'the county has a score');
  const ruleSet = { id: 'own', name: 'Own', date: '2026-01-01' };
  expect(byOwn.value).toMatchObject({ ruleSet, requiredPct: 93 });
});
