import { expect, test } from 'vitest';
import {
  type GenericHeatPump,
  genericHeatPump,
} from '../../../../src/physics/heat/generic-heat-pump.ts';

const pump: GenericHeatPump = {
  group: 'water_on_off',
  referencePowerKw: 3,
  referenceHeatKw: 10,
  cop: { sourcePerC: 0.1, supplyPerC: -0.1, constant: 8, ambientPerC: 0 },
  power: { sourcePerC: -0.01, supplyPerC: 0.01, constant: 0.4, ambientPerC: -0.02 },
};
const mild = { sourceTempC: 15, returnTempC: 30, outdoorTempC: 5 };

test('COP and power are linear in the temperatures, and heat is their product', () => {
  const point = genericHeatPump(pump, mild);
  expect(point.copRatio).toBeCloseTo(8 + 0.1 * (15 - 35), 12);
  expect(point.powerKw).toBeCloseTo(3 * (0.4 + 0.01 * 20 - 0.02 * 5), 12);
  expect(point.heatKw).toBeCloseTo(point.copRatio * point.powerKw, 12);
  expect(point.massFlowKgPerS).toBeCloseTo(point.heatKw / 21, 12);
});

test('a regulated one goes down to a quarter of its power in the cold, no further', () => {
  const regulated = { ...pump, group: 'brine_regulated' } as const;
  const warm = { ...mild, outdoorTempC: 28 };
  const coldest = 3 * (0.4 + 0.01 * 20 + 0.02 * 7);
  expect(genericHeatPump(regulated, warm).powerKw).toBeCloseTo(0.25 * coldest, 12);
  expect(genericHeatPump(pump, warm).powerKw).toBeCloseTo(3 * 0.04, 12);
});

test('an air pump takes the outside as its source, whatever is said of it', () => {
  const air = { ...pump, group: 'air_on_off' } as const;
  const one = genericHeatPump(air, { ...mild, outdoorTempC: -20 });
  expect(one).toEqual(genericHeatPump(air, mild));
});

test('where the cycle gives out, the heating rod takes over', () => {
  const hot = genericHeatPump(pump, { sourceTempC: -10, returnTempC: 60, outdoorTempC: -10 });
  expect(hot).toEqual({ copRatio: 1, powerKw: 10, heatKw: 10, massFlowKgPerS: 10 / 21 });
});
