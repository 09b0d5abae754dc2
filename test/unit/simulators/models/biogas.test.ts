import { expect, test } from 'vitest';
import { biogasModel } from '../../../../simulators/models/biogas.ts';
import { deviceOf, meanOf, modelRun, powersOf, type RunOptions } from './model-run.ts';

const engine = deviceOf('biogas', 150);
const run = (options: Partial<RunOptions> = {}) =>
  modelRun({ device: engine, model: biogasModel, from: '2026-05-20T00:00', hours: 24, ...options });
const target = (powerKw: number) => () => ({ mode: 'target', powerKw }) as const;
const stores = (options: Partial<RunOptions>): number[] =>
  run(options).map(({ values }) => values.gasStorePct ?? Number.NaN);

test('left alone it is a base load with more in the evening, and never out of gas', () => {
  const powers = powersOf(run({ hours: 96 })).slice(96);
  expect(meanOf(powers)).toBeGreaterThan(0.6 * 150);
  expect(powers[4 * 19]).toBeGreaterThan(1.15 * (powers[4 * 9] ?? 0));
  expect(Math.min(...powers)).toBeGreaterThan(0.4 * 150);
  expect(Math.min(...stores({ hours: 96 }))).toBeGreaterThan(5);
});

test('a target is followed to within its flicker', () => {
  for (const power of powersOf(run({ hours: 1, order: target(120) })).slice(1)) {
    expect(Math.abs(power - 120)).toBeLessThan(1.3);
  }
});

test('below its least power it stands, and the gas goes into the store', () => {
  expect(powersOf(run({ hours: 2, order: target(50) }))).toEqual(Array(9).fill(0));
  const filling = stores({ hours: 12, order: target(0) });
  expect(filling.at(-1)).toBe(100);
  expect(filling[4]).toBeGreaterThan(filling[0] ?? 100);
});

test('a target above what the digester makes ends with the gas', () => {
  const powers = powersOf(run({ hours: 30, order: target(150) }));
  expect(powers[8]).toBeGreaterThan(148);
  expect(powers.filter((power) => power === 0).length).toBeGreaterThan(4);
  expect(Math.min(...stores({ hours: 30, order: target(150) }))).toBeGreaterThanOrEqual(0);
  // Over a long time it gives what the gas is worth, however it is asked.
  expect(meanOf(powers.slice(60)) / 150).toBeCloseTo(0.72, 1);
});

test('gas is used at a third of its heating value, less well at part load', () => {
  const perM3 = (powerKw: number): number => {
    const step = run({ hours: 1, order: target(powerKw) })[2];
    return (step?.values.powerKw ?? 0) / (step?.values.gasFlowM3PerH ?? 1);
  };
  expect(perM3(150)).toBeGreaterThan(2);
  expect(perM3(150)).toBeLessThan(2.2);
  expect(perM3(65)).toBeLessThan(1.92);
});

test('a digester makes less gas in a hard winter', () => {
  const cold = stores({ hours: 3, order: target(0), weather: () => ({ tempC: -8 }) });
  const warm = stores({ hours: 3, order: target(0), weather: () => ({ tempC: 22 }) });
  expect(cold.at(-1)).toBeLessThan((warm.at(-1) ?? 0) - 3);
});

test('an engine takes up load and gives it off within minutes, not at once', () => {
  const powers = powersOf(
    run({
      hours: 0.5,
      stepH: 5 / 3_600,
      order: (hour) => ({ mode: 'target', powerKw: hour > 0.1 && hour < 0.3 ? 140 : 0 }),
    }),
  );
  const jumps = powers.slice(1).map((power, step) => Math.abs(power - (powers[step] ?? 0)));
  expect(Math.max(...powers)).toBeGreaterThan(138);
  expect(Math.max(...jumps)).toBeLessThanOrEqual(0.05 * 150 + 1e-9);
});
