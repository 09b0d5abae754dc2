import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type CountyStep, simulateCounty } from '../../simulators/models/county.ts';
import { pastSteps } from '../../simulators/models/past.ts';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import type { DeviceKind } from '../../src/domain/device.ts';
import { dayMs, hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';
import type { PointSpec } from '../../src/domain/point.ts';
import { demoCounty, demoSite, demoTimeZone } from '../support/demo-county.ts';

const county = demoCounty();
const kindOf = new Map(county.devices.map((device) => [device.id, device.kind]));
const nodeOf = new Map(county.devices.map((device) => [device.id, device.nodeId]));
const ratingOf = new Map(county.devices.map((device) => [device.id, device.ratingKw]));

function day(iso: string, seed: number, stepMs = 5 * minuteMs): CountyStep[] {
  const from = instant(Date.parse(`${iso}T00:00:00+08:00`));
  const simulated = simulateCounty({ ...county, site: demoSite, timeZone: demoTimeZone, seed });
  const range = { from, to: instant(from + dayMs), stepMs };
  return [...pastSteps(simulated, simulated.begin(from), range)];
}

function exactKw(step: CountyStep, deviceId: string): number {
  return step.exact.get(deviceId)?.values.powerKw ?? 0;
}

function sumKw(step: CountyStep, kind: DeviceKind): number {
  let sum = 0;
  for (const [id, of] of kindOf) if (of === kind) sum += exactKw(step, id);
  return sum;
}

function hourOf(at: Instant): number {
  return ((at + 8 * hourMs) % dayMs) / hourMs;
}

const signs: Partial<Record<DeviceKind, number>> = {
  load: 1,
  heat_pump: 1,
  ev_charger: 1,
  pv: -1,
  wind: -1,
  biogas: -1,
  battery: -1,
};

const spring = day('2026-05-20', 1);
const winter = day('2026-01-15', 3);
const fine = day('2026-05-20', 1, minuteMs);

function drawnAtKw(step: CountyStep, nodeId: string): number {
  return [...kindOf]
    .filter(([id]) => nodeOf.get(id) === nodeId)
    .reduce((sum, [id, kind]) => sum + (signs[kind] ?? 0) * exactKw(step, id), 0);
}

test('in every area the meter shows what its devices draw and the wires lose', () => {
  const areas = county.nodes.filter(({ kind }) => kind === 'area');
  for (const step of spring) {
    for (const { id } of areas) {
      const lostKw = exactKw(step, `${id}-meter`) - drawnAtKw(step, id);
      expect(lostKw).toBeCloseTo(step.state.flows.get(id)?.wireLossKw ?? Number.NaN, 6);
      expect(lostKw).toBeGreaterThanOrEqual(0);
      expect(lostKw).toBeLessThan(0.06 * 630);
    }
  }
});

test('the county closes: exchange, generation, storage and losses make up the consumption', () => {
  for (const step of [...spring, ...winter]) {
    const flows = [...step.state.flows.values()];
    const lossKw = flows.reduce((sum, flow) => sum + flow.wireLossKw + flow.transformerLossKw, 0);
    let drawn = 0;
    for (const [kind, sign] of Object.entries(signs)) {
      drawn += sign * sumKw(step, kind as DeviceKind);
    }
    const pcc = exactKw(step, 'county-pcc');
    expect(pcc).toBeCloseTo(drawn + lossKw, 5);
  }
});

test('losses over a day are a few per cent of what is consumed', () => {
  let lost = 0;
  let consumed = 0;
  for (const step of spring) {
    for (const flow of step.state.flows.values()) {
      lost += flow.wireLossKw + flow.transformerLossKw;
    }
    consumed += sumKw(step, 'load') + sumKw(step, 'heat_pump') + sumKw(step, 'ev_charger');
  }
  expect(lost / consumed).toBeGreaterThan(0.01);
  expect(lost / consumed).toBeLessThan(0.09);
});

test('what meters show stays within a little of the exact values', () => {
  for (const step of spring) {
    const wrong = [...step.readings].filter(([id, { powerKw = exactKw(step, id) }]) => {
      const exact = exactKw(step, id);
      return Math.abs(powerKw - exact) > 0.0055 * Math.abs(exact) + 0.005;
    });
    expect(wrong).toEqual([]);
  }
});

test('PV rests at night and stands highest around noon', () => {
  for (const step of [...spring, ...winter]) {
    const hour = hourOf(step.state.at);
    if (hour < 4.5 || hour > 20) expect(sumKw(step, 'pv')).toBeLessThanOrEqual(0);
  }
  const clear = winter.map((step) => ({ hour: hourOf(step.state.at), kw: sumKw(step, 'pv') }));
  const best = clear.reduce((a, b) => (b.kw > a.kw ? b : a));
  const installedKw = [...kindOf]
    .filter(([, kind]) => kind === 'pv')
    .reduce((sum, [id]) => sum + (ratingOf.get(id) ?? 0), 0);
  expect(best.hour).toBeGreaterThan(11);
  expect(best.hour).toBeLessThan(14);
  expect(best.kw / installedKw).toBeGreaterThan(0.3);
  expect(best.kw / installedKw).toBeLessThan(1);
});

test('people make a morning and a higher evening peak, and a deep night', () => {
  const homes = (step: CountyStep): number =>
    [...kindOf.keys()]
      .filter((id) => id.includes('-homes-'))
      .reduce((sum, id) => sum + exactKw(step, id), 0);
  const mean = (from: number, to: number): number => {
    const inside = spring.filter(({ state }) => hourOf(state.at) >= from && hourOf(state.at) < to);
    return inside.reduce((sum, step) => sum + homes(step), 0) / inside.length;
  };
  expect(mean(6.5, 8)).toBeGreaterThan(1.2 * mean(9, 10));
  expect(mean(18.5, 20.5)).toBeGreaterThan(1.4 * mean(6.5, 8));
  expect(mean(2, 4)).toBeLessThan(0.5 * mean(6.5, 8));
});

test('batteries charge by day, give in the evening and stay inside their limits', () => {
  const chargedKwh = winter.reduce((sum, step) => sum - Math.min(0, sumKw(step, 'battery')), 0);
  const givenKwh = winter.reduce((sum, step) => sum + Math.max(0, sumKw(step, 'battery')), 0);
  expect(chargedKwh).toBeGreaterThan(0);
  expect(givenKwh).toBeGreaterThan(0);
  const ratedKw = [...kindOf]
    .filter(([, kind]) => kind === 'battery')
    .reduce((sum, [id]) => sum + (ratingOf.get(id) ?? 0), 0);
  // What has given all that it may lives on the grid, with some thousandths of its rating.
  const standbyKw = 0.003 * ratedKw;
  for (const step of [...winter, ...spring]) {
    const hour = hourOf(step.state.at);
    if (hour > 10 && hour < 15) expect(sumKw(step, 'battery')).toBeLessThanOrEqual(1e-6);
    if (hour > 18 && hour < 22) {
      expect(sumKw(step, 'battery')).toBeGreaterThanOrEqual(-standbyKw);
    }
    for (const [id, values] of step.readings) {
      if (kindOf.get(id) !== 'battery') continue;
      expect(values.socPct).toBeGreaterThanOrEqual(10);
      expect(values.socPct).toBeLessThanOrEqual(95);
    }
  }
});

test('heat pumps work in the cold and hardly in May; heat given equals pumps and store', () => {
  const energy = (steps: CountyStep[]): number =>
    steps.reduce((sum, step) => sum + sumKw(step, 'heat_pump'), 0);
  expect(energy(winter)).toBeGreaterThan(4 * energy(spring));
  for (const step of winter) {
    const pump = step.exact.get('area-1-hp-1')?.values;
    const powerKw = pump?.powerKw ?? 0;
    if (powerKw > 0) expect((pump?.heatKw ?? 0) / powerKw).toBeGreaterThan(3);
    const store = step.exact.get('area-1-store')?.values;
    expect(store?.energyKwh).toBeGreaterThanOrEqual(0);
    expect((store?.heatKw ?? 0) + (pump?.heatKw ?? 0)).toBeGreaterThan(0);
  }
});

test.each([
  ['area-1-pv-3', 'energyTotalKwh'],
  ['area-2-homes-1', 'energyTotalKwh'],
  ['wind-farm', 'energyTotalKwh'],
  ['area-1-biogas', 'energyTotalKwh'],
])('the register of %s holds the energy of the power that was shown', (id, point) => {
  const registers = fine.map((step) => step.readings.get(id)?.[point] ?? Number.NaN);
  const shownKwh = fine
    .slice(1)
    .reduce((sum, step) => sum + Math.max(0, step.readings.get(id)?.powerKw ?? 0) / 60, 0);
  const passedKwh = (registers.at(-1) ?? 0) - (registers[0] ?? 0);
  expect(passedKwh).toBeGreaterThan(0);
  expect(Math.abs(passedKwh - shownKwh) / shownKwh).toBeLessThan(0.01);
  expect(registers).toEqual([...registers].sort((a, b) => a - b));
});

test('every kind shows all of its points at some time of the day', () => {
  const shown = new Map<DeviceKind, Set<string>>();
  for (const step of [...spring, ...winter]) {
    for (const [id, values] of step.readings) {
      const kind = kindOf.get(id) ?? 'load';
      const names = shown.get(kind) ?? new Set();
      shown.set(kind, names);
      for (const name in values) names.add(name);
    }
  }
  for (const kind of new Set(kindOf.values())) {
    const points = kindSpecOf(kind).points.map((point) => point.name);
    expect([...(shown.get(kind) ?? [])].sort(), kind).toEqual(points.sort());
  }
});

function rangeOf(id: string, point: PointSpec): readonly [number, number] {
  if (point.ratingRange === undefined) return [point.min, point.max];
  const ratingKw = ratingOf.get(id) ?? 630;
  return [point.ratingRange[0] * ratingKw, point.ratingRange[1] * ratingKw];
}

test('all values lie in the plausible ranges of their kinds', () => {
  const outside: string[] = [];
  for (const [id, kind] of kindOf) {
    for (const point of kindSpecOf(kind).points) {
      const [low, high] = rangeOf(id, point);
      const values = [...spring, ...winter].map((step) => step.readings.get(id)?.[point.name]);
      const wrong = values.filter(
        (value) => value !== undefined && !(value >= low && value <= high),
      );
      if (wrong.length > 0) outside.push(`${id} ${point.name} ${wrong[0]}`);
    }
  }
  expect(outside).toEqual([]);
});

/** The longest time in which a value other than zero does not change, in steps. */
function longestStandstill(values: readonly (number | undefined)[]): number {
  let longest = 0;
  let current = 0;
  for (const [index, value] of values.entries()) {
    const still = value !== undefined && value !== 0 && value === values[index - 1];
    current = still ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

test('no value stands still for so long that it would be taken for stuck', () => {
  const stuck: string[] = [];
  for (const [id, kind] of kindOf) {
    for (const { name, stuckAfterMin } of kindSpecOf(kind).points) {
      if (stuckAfterMin === undefined) continue;
      const minutes = longestStandstill(fine.map((step) => step.readings.get(id)?.[name]));
      if (minutes >= stuckAfterMin) stuck.push(`${id} ${name} ${minutes} min`);
    }
  }
  expect(stuck).toEqual([]);
});

function hashOf(steps: readonly CountyStep[]): string {
  const hash = createHash('sha256');
  for (const step of steps) hash.update(JSON.stringify([...step.readings]));
  return hash.digest('hex');
}

test('one seed always gives the same day, another seed another one', () => {
  expect(hashOf(day('2026-05-20', 1, 30 * minuteMs))).toBe(
    hashOf(day('2026-05-20', 1, 30 * minuteMs)),
  );
  expect(hashOf(day('2026-05-20', 1, 30 * minuteMs))).not.toBe(
    hashOf(day('2026-05-20', 2, 30 * minuteMs)),
  );
});
