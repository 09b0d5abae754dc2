import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Order } from '../../simulators/control/order.ts';
import { batteryModel } from '../../simulators/models/battery.ts';
import { biogasModel } from '../../simulators/models/biogas.ts';
import type { DeviceModel, ModelStep } from '../../simulators/models/device-model.ts';
import { evChargerModel } from '../../simulators/models/ev-charger.ts';
import { type LoadUse, loadModel } from '../../simulators/models/load.ts';
import { windModel } from '../../simulators/models/wind/wind-model.ts';
import { deviceOf, modelRun, powersOf } from '../unit/simulators/models/model-run.ts';

const ratingKw = 100;

/** An hour that a device may meet; the order is a share of its rating. */
const anHour = fc.record({
  tempC: fc.double({ min: -15, max: 42, noNaN: true }),
  windSpeedMps: fc.double({ min: 0, max: 25, noNaN: true }),
  rainMmPerH: fc.constantFrom(0, 0, 0, 4),
  orderRatio: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
});

const aLife = fc.record({
  seed: fc.nat(),
  hours: fc.array(anHour, { minLength: 12, maxLength: 36 }),
  stepH: fc.constantFrom(1 / 60, 0.25, 1),
});
type Life = typeof aLife extends fc.Arbitrary<infer Value> ? Value : never;

const usual = { tempC: 18, windSpeedMps: 4, rainMmPerH: 0, orderRatio: null };
const stepsMax = 240;

function orderAt({ hours }: Life, mode: Order['mode'], hour: number): Order | null {
  const ratio = hours[Math.floor(hour)]?.orderRatio ?? null;
  return ratio === null ? null : { mode, powerKw: ratio * ratingKw };
}

interface Lived {
  readonly steps: readonly ModelStep[];
  /** What the order said in each step. */
  readonly orders: readonly (Order | null)[];
}

function lived(
  life: Life,
  device: {
    readonly kind: 'battery' | 'biogas' | 'wind' | 'load' | 'ev_charger';
    readonly model: DeviceModel;
    readonly mode: Order['mode'];
    readonly use?: LoadUse;
  },
): Lived {
  const { kind, model, mode, use = 'household' } = device;
  const order = (hour: number): Order | null => orderAt(life, mode, hour);
  const steps = modelRun({
    device: deviceOf(kind, ratingKw, { seed: life.seed, use }),
    model,
    from: '2026-04-30T16:00',
    hours: Math.min(life.hours.length, stepsMax * life.stepH),
    stepH: life.stepH,
    nodeNetKw: -40,
    weather: (hour) => {
      const { orderRatio: _, ...weather } = life.hours[Math.floor(hour)] ?? usual;
      return weather;
    },
    order,
  });
  return { steps, orders: steps.map((_, index) => order(index * life.stepH)) };
}

const runs = { numRuns: 60 };

test('a battery stays within its power and its energy, whatever is ordered', () => {
  fc.assert(
    fc.property(aLife, (life) => {
      const { steps } = lived(life, { kind: 'battery', model: batteryModel, mode: 'target' });
      for (const { values } of steps) {
        expect(Math.abs(values.powerKw ?? Number.NaN)).toBeLessThanOrEqual(ratingKw);
        expect(values.socPct).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(values.socPct).toBeLessThanOrEqual(95 + 1e-6);
      }
    }),
    runs,
  );
});

test('an engine stands or runs at its least power or more but on the way, and never overdraws', () => {
  fc.assert(
    fc.property(aLife, (life) => {
      const { steps } = lived(life, { kind: 'biogas', model: biogasModel, mode: 'target' });
      const powers = powersOf(steps);
      for (const [index, { values }] of steps.entries()) {
        const powerKw = powers[index] ?? Number.NaN;
        const isOnTheWay = Math.abs(powerKw - (powers[index - 1] ?? powerKw)) > 0.5 * ratingKw;
        expect(powerKw === 0 || powerKw > 0.39 * ratingKw || isOnTheWay).toBe(true);
        expect(powerKw).toBeLessThanOrEqual(ratingKw);
        expect(values.gasStorePct).toBeGreaterThanOrEqual(0);
        expect(values.gasStorePct).toBeLessThanOrEqual(100);
      }
    }),
    runs,
  );
});

test.each([
  { kind: 'wind', model: windModel, use: 'household', keptKw: 0 },
  { kind: 'ev_charger', model: evChargerModel, use: 'household', keptKw: 0 },
  { kind: 'load', model: loadModel, use: 'irrigation', keptKw: 0 },
  { kind: 'load', model: loadModel, use: 'workshop', keptKw: 0 },
  { kind: 'load', model: loadModel, use: 'park', keptKw: 0.1 * ratingKw },
] as const)('$kind ($use) is never above its limit', ({ kind, model, use, keptKw }) => {
  fc.assert(
    fc.property(aLife, (life) => {
      const { steps, orders } = lived(life, { kind, model, use, mode: 'limit' });
      for (const [index, powerKw] of powersOf(steps).entries()) {
        const limitKw = Math.max(keptKw, orders[index]?.powerKw ?? 1.35 * ratingKw);
        expect(powerKw).toBeLessThanOrEqual(Math.max(0, limitKw) + 1e-9);
      }
      const totals = steps.map(({ values }) => values.energyTotalKwh ?? Number.NaN);
      expect(totals).toEqual(totals.toSorted((one, other) => one - other));
    }),
    runs,
  );
});
