import { expect, test } from 'vitest';
import { batteryModel, usualCells } from '../../../../simulators/models/battery.ts';
import { uniformAt } from '../../../../simulators/models/noise.ts';
import { deviceOf, modelRun, powersOf, type RunOptions } from './model-run.ts';

/** A seed whose cabinet has a fan, and one whose cabinet has an air conditioner. */
const seedWhere = (fanned: boolean): number =>
  Array.from({ length: 100 }, (_, seed) => seed).find(
    (seed) => uniformAt(seed, 5) < 0.2 === fanned,
  ) ?? 0;
const cooled = deviceOf('battery', 100, { seed: seedWhere(false) });
const fanned = deviceOf('battery', 100, { seed: seedWhere(true) });
const half = { energyKwh: 100, cellTempC: 25 };

const run = (options: Partial<RunOptions>) =>
  modelRun({
    device: cooled,
    model: batteryModel,
    from: '2026-05-20T00:00',
    hours: 24,
    state: half,
    ...options,
  });
const target = (powerKw: number) => () => ({ mode: 'target', powerKw }) as const;

test('a target is met exactly, in either direction', () => {
  expect(powersOf(run({ hours: 1, order: target(40) })).slice(1)).toEqual([40, 40, 40, 40]);
  expect(powersOf(run({ hours: 1, order: target(-40) })).slice(1)).toEqual([-40, -40, -40, -40]);
});

test('a target beyond its energy ends at the limits of the state of charge', () => {
  const soc = (powerKw: number): number[] =>
    run({ hours: 6, order: target(powerKw) }).map(({ values }) => values.socPct ?? Number.NaN);
  expect(Math.min(...soc(100))).toBeCloseTo(10, 6);
  expect(Math.max(...soc(-100))).toBeLessThanOrEqual(95 + 1e-9);
  expect(Math.max(...soc(-100))).toBeGreaterThan(94);
});

test('near full it takes less and less', () => {
  const powers = powersOf(run({ hours: 2, stepH: 1 / 12, order: target(-100) })).slice(1);
  expect(powers[0]).toBe(-100);
  const last = powers.filter((power) => power < -5).at(-1) ?? 0;
  expect(last).toBeGreaterThan(-75);
});

test('in frost a cabinet with a fan takes no charge, one with an air conditioner does', () => {
  const frost = { hours: 12, order: target(-20), weather: () => ({ tempC: -12 }) };
  expect(Math.min(...powersOf(run({ ...frost, device: fanned })).slice(24))).toBeCloseTo(0, 9);
  expect(powersOf(run(frost))[4]).toBe(-20);
});

test('cells warm up under power and cool down afterwards', () => {
  const steps = run({
    hours: 6,
    order: (hour) => ({ mode: 'target', powerKw: hour <= 1 ? 80 : 0 }),
  });
  const temps = steps.map(({ values }) => values.cellTempC ?? 0);
  expect(Math.max(...temps)).toBeGreaterThan((temps.at(-1) ?? 0) + 4);
  expect(Math.max(...temps)).toBeLessThan(45);
});

test('left alone it carries the surplus of noon into the evening', () => {
  const powers = powersOf(run({ nodeNetKw: 60 }));
  expect(powers[4 * 11]).toBeLessThan(-30);
  expect(powers[4 * 19]).toBeGreaterThan(40);
  expect(powers[4 * 3]).toBe(0);
});

test('what goes in is what comes out, what is lost, and what is kept', () => {
  const steps = run({ hours: 48, nodeNetKw: 60 });
  const total = (name: string): number => {
    const register = steps.map(({ state }) => state[name] ?? 0);
    return (register.at(-1) ?? 0) - (register[0] ?? 0);
  };
  const stored = (steps.at(-1)?.state.energyKwh ?? 0) - (steps[0]?.state.energyKwh ?? 0);
  const expected = 0.95 * total('chargedTotalKwh') - total('dischargedTotalKwh') / 0.95 - 0.2 * 48;
  expect(stored).toBeCloseTo(expected, 6);
});

test('a converter that hangs goes on until the cells are empty, and then lives on the grid', () => {
  const powers = powersOf(
    run({
      hours: 4,
      stuck: (hour) => hour > 1,
      order: (hour) => ({ mode: 'target', powerKw: hour <= 1 ? 50 : -50 }),
    }),
  );
  expect(powers[6]).toBe(50);
  expect(powers.at(-1)).toBeCloseTo(-0.2 / 0.95, 9);
});

test('years of service have taken some of the capacity, from each battery its own share', () => {
  const capacities = Array.from({ length: 50 }, (_, seed) => {
    const device = deviceOf('battery', 100, { seed: 31 * seed });
    return (usualCells(device, 15).energyKwh ?? 0) / 0.95;
  });
  expect(Math.max(...capacities)).toBeLessThan(200);
  expect(Math.max(...capacities)).toBeGreaterThan(192);
  expect(Math.min(...capacities)).toBeLessThan(190);
  expect(Math.min(...capacities)).toBeGreaterThan(170);
});
