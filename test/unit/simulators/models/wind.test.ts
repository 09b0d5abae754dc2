import { expect, test } from 'vitest';
import type { SimulatedDevice } from '../../../../simulators/models/device-model.ts';
import { seedFor } from '../../../../simulators/models/noise.ts';
import { wakeFrom, withWakes } from '../../../../simulators/models/wind/farm-wakes.ts';
import { isOutOfService } from '../../../../simulators/models/wind/turbine.ts';
import { turbinesOf } from '../../../../simulators/models/wind/turbine-type.ts';
import { windModel } from '../../../../simulators/models/wind/wind-model.ts';
import { dayMs, hourMs } from '../../../../src/domain/instant.ts';
import { deviceOf, meanOf, modelRun, powersOf, type RunOptions, timeOf } from './model-run.ts';

const start = '2026-03-02T00:00';
/** A turbine that is in service for the days of these tests. */
const readySeed =
  Array.from({ length: 100 }, (_, seed) => seed + 1).find((seed) =>
    Array.from({ length: 120 }, (_, hour) => hour).every(
      (hour) => !isOutOfService(seed, timeOf(start) + hour * hourMs),
    ),
  ) ?? 1;
const turbine = deviceOf('wind', 2_500, { seed: readySeed });
const blowing = (windSpeedMps: number) => () => ({ windSpeedMps });
const run = (options: Partial<RunOptions> = {}) =>
  modelRun({ device: turbine, model: windModel, from: start, hours: 6, stepH: 1 / 60, ...options });
const meanPower = (options: Partial<RunOptions>): number => meanOf(powersOf(run(options)));

test('a calm leaves the own use, a fresh wind the rating', () => {
  const calm = powersOf(run({ weather: blowing(0.8) }));
  expect(Math.max(...calm)).toBeLessThan(0);
  expect(Math.min(...calm)).toBeGreaterThan(-10);
  expect(meanPower({ weather: blowing(10) })).toBeGreaterThan(2_350);
  expect(Math.max(...powersOf(run({ weather: blowing(10) })))).toBeLessThanOrEqual(2_500);
});

test('gusts of some seconds make it restless, and the rotor softens them', () => {
  const powers = powersOf(run({ weather: blowing(4.5), stepH: 5 / 3_600, hours: 0.5 }));
  const jumps = powers.slice(1).map((power, step) => Math.abs(power - (powers[step] ?? 0)));
  expect(meanOf(jumps)).toBeGreaterThan(5);
  expect(Math.max(...jumps)).toBeLessThan(0.4 * 2_500);
});

test('cold, dense air gives more', () => {
  const at = (tempC: number): number =>
    meanPower({ weather: () => ({ windSpeedMps: 4.2, tempC }) });
  expect(at(-10) / at(30)).toBeGreaterThan(1.05);
  expect(at(-10) / at(30)).toBeLessThan(1.25);
});

test('a storm stops it, and it waits until the wind is well below before it starts again', () => {
  const windAt = (hour: number): number => {
    if (hour < 1) return 9;
    if (hour < 2) return 18;
    return hour < 3 ? 12 : 9;
  };
  const steps = run({ weather: (hour) => ({ windSpeedMps: windAt(hour), shearExponent: 0.2 }) });
  const near = (hour: number) => powersOf(steps).slice(60 * hour - 10, 60 * hour);
  expect(meanOf(near(1))).toBeGreaterThan(2_000);
  expect(Math.max(...near(2))).toBeLessThan(0);
  // Twelve metres a second at 10 m are 19.6 at the hub: below the stop, above the restart.
  expect(Math.max(...near(3))).toBeLessThan(0);
  expect(meanOf(near(5))).toBeGreaterThan(2_000);
  expect(meanPower({ weather: blowing(12), hours: 1 })).toBeGreaterThan(2_300);
});

test('a limit holds what flows, and what could flow is still shown', () => {
  const steps = run({ weather: blowing(8), order: () => ({ mode: 'limit', powerKw: 700 }) });
  expect(Math.max(...powersOf(steps))).toBe(700);
  expect(meanOf(steps.map(({ values }) => values.availablePowerKw ?? 0))).toBeGreaterThan(1_800);
  const free = run({ weather: blowing(8) });
  const total = (all: typeof steps): number => all.at(-1)?.values.energyTotalKwh ?? 0;
  expect(total(steps)).toBeLessThan(0.45 * total(free));
  const none = run({ weather: blowing(8), order: () => ({ mode: 'limit', powerKw: 0 }) });
  expect(Math.max(...powersOf(none))).toBeLessThanOrEqual(0);
});

test('a converter that hangs keeps its power whatever the wind does', () => {
  const steps = run({
    weather: (hour) => ({ windSpeedMps: hour < 3 ? 6 : 1 }),
    stuck: (hour) => hour >= 2,
  });
  const powers = powersOf(steps);
  expect(powers[5 * 60]).toBe(powers[2 * 60 - 1]);
});

test('turbines are in service for 96 to 98 % of the time', () => {
  const outs = Array.from({ length: 60 }, (_, turbineNumber) => {
    const seed = seedFor(3, `turbine ${turbineNumber}`);
    return meanOf(
      Array.from({ length: 365 * 2 }, (_, half) =>
        isOutOfService(seed, timeOf(start) + (half * dayMs) / 2) ? 1 : 0,
      ),
    );
  });
  expect(meanOf(outs)).toBeGreaterThan(0.02);
  expect(meanOf(outs)).toBeLessThan(0.04);
});

const farm: readonly SimulatedDevice[] = withWakes(
  Array.from({ length: 50 }, (_, index) =>
    deviceOf('wind', 2_500, { id: `turbine-${index}`, seed: 1_000 + index }),
  ),
);

test('a farm of fifty loses 8 to 16 % of a moderate wind to its wakes', () => {
  const ratios = Array.from({ length: 72 }, (_, sector) =>
    meanOf(
      farm.map(({ wakeRoses }) => (1 - 0.55 * wakeFrom(wakeRoses?.[0] ?? [], 5 * sector)) ** 3),
    ),
  );
  expect(1 - meanOf(ratios)).toBeGreaterThan(0.08);
  expect(1 - meanOf(ratios)).toBeLessThan(0.16);
});

test('turbines in front feel no wake, those behind do, and it turns with the wind', () => {
  const wakeOf = (index: number, directionDeg: number): number =>
    wakeFrom(farm[index]?.wakeRoses?.[0] ?? [], directionDeg);
  // Rows go away from 20°: in a wind from there the last row is in front.
  expect(wakeOf(45, 20)).toBe(0);
  expect(wakeOf(5, 20)).toBeGreaterThan(0.05);
  expect(wakeOf(5, 200)).toBe(0);
  expect(wakeOf(45, 200)).toBeGreaterThan(0.05);
  expect(wakeOf(5, 362.5)).toBeCloseTo((wakeOf(5, 0) + wakeOf(5, 5)) / 2, 12);
});

test('a farm behind one device is steadier than a turbine, and loses some to wakes', () => {
  const [whole] = withWakes([deviceOf('wind', 50_000, { seed: 5 })]);
  expect(whole?.wakeRoses).toHaveLength(20);
  const spread = (device: SimulatedDevice): { mean: number; jump: number } => {
    const powers = powersOf(run({ device, weather: blowing(5.5), hours: 3 }));
    const jumps = powers.slice(1).map((power, step) => Math.abs(power - (powers[step] ?? 0)));
    return { mean: meanOf(powers) / device.ratingKw, jump: meanOf(jumps) / device.ratingKw };
  };
  const one = spread(turbine);
  const many = spread(whole ?? turbine);
  expect(many.jump).toBeLessThan(0.5 * one.jump);
  expect(many.mean).toBeLessThan(one.mean);
});

test.each([
  { ratingKw: 800, count: 1, diameterM: 71, hubM: 91 },
  { ratingKw: 2_500, count: 1, diameterM: 126, hubM: 118 },
  { ratingKw: 50, count: 1, diameterM: 18, hubM: 30 },
  { ratingKw: 750_000, count: 40, diameterM: 126, hubM: 118 },
])('$ratingKw kW are $count turbines of usual size', ({ ratingKw, count, diameterM, hubM }) => {
  const turbines = turbinesOf(ratingKw);
  expect(turbines.count).toBe(count);
  expect(Math.round(turbines.rotorDiameterM)).toBe(diameterM);
  expect(Math.round(turbines.hubHeightM)).toBe(hubM);
});
