import { expect, test } from 'vitest';
import { evChargerModel } from '../../../../simulators/models/ev-charger.ts';
import { deviceOf, meanOf, modelRun, powersOf, type RunOptions } from './model-run.ts';

const home = (seed: number) => deviceOf('ev_charger', 7, { seed });
const road = (seed: number) => deviceOf('ev_charger', 60, { seed });
const run = (options: Partial<RunOptions> & Pick<RunOptions, 'device'>) =>
  modelRun({ model: evChargerModel, from: '2026-05-18T12:00', hours: 72, ...options });
const many = (
  deviceFor: typeof home,
  options: Partial<RunOptions> = {},
): readonly (readonly number[])[] =>
  Array.from({ length: 80 }, (_, seed) =>
    powersOf(run({ device: deviceFor(13 * seed), ...options })),
  );
const meanAt = (runs: readonly (readonly number[])[], hour: number): number =>
  meanOf(runs.map((powers) => powers[4 * hour] ?? 0));
const limit = (powerKw: number) => () => ({ mode: 'limit', powerKw }) as const;

test('vehicles at home charge in the evening, hardly before the afternoon', () => {
  const runs = many(home);
  // Hours are counted from noon: seven in the evening against ten in the morning.
  expect(meanAt(runs, 8)).toBeGreaterThan(1.8);
  expect(meanAt(runs, 22)).toBeLessThan(0.3);
  expect(Math.max(...runs.flat())).toBeLessThanOrEqual(7);
});

test('a road is served all day, and more on days off', () => {
  const day = (from: string): number => meanOf(many(road, { from, hours: 23.75 }).flat());
  const workday = day('2026-05-20T00:00');
  expect(workday).toBeGreaterThan(3);
  expect(day('2026-05-02T00:00') / workday).toBeGreaterThan(1.15);
  expect(day('2026-05-02T00:00') / workday).toBeLessThan(1.7);
});

test('a vehicle gets what it wants and no more, and the register counts it', () => {
  const steps = run({ device: home(26) });
  const energy = steps.reduce((sum, { values }) => sum + (values.powerKw ?? 0) * 0.25, 0);
  const last = steps.at(-1)?.values.energyTotalKwh ?? 0;
  expect(energy).toBeGreaterThan(5);
  expect(last).toBeCloseTo(energy, 6);
  const socs = steps.map(({ values }) => values.vehicleSocPct ?? 0);
  expect(Math.max(...socs)).toBeCloseTo(100, 6);
});

test('near full a battery takes less and less', () => {
  const steps = run({ device: home(26), stepH: 1 / 12 });
  const late = steps.filter(({ values }) => (values.vehicleSocPct ?? 0) > 95);
  expect(late.length).toBeGreaterThan(2);
  expect(Math.max(...powersOf(late.slice(1)))).toBeLessThan(2.5);
});

test('a limit stretches the charging, and below 6 A nothing is charged', () => {
  const free = powersOf(run({ device: home(26) }));
  const slow = powersOf(run({ device: home(26), order: limit(2) }));
  expect(Math.max(...slow)).toBe(2);
  const charging = (powers: readonly number[]): number =>
    powers.filter((power) => power > 0).length;
  expect(charging(slow)).toBeGreaterThan(1.5 * charging(free));
  expect(Math.max(...powersOf(run({ device: home(26), order: limit(1) })))).toBe(0);
});

test('at a road a vehicle leaves when it must, charged or not', () => {
  const energy = (options: Partial<RunOptions>): number => meanOf(many(road, options).flat());
  expect(energy({ order: limit(15) })).toBeLessThan(0.8 * energy({}));
});
