import { expect, test } from 'vitest';
import { stepZone } from '../../../../src/physics/heat/building.ts';
import { stepControlledZone } from '../../../../src/physics/heat/controlled-zone.ts';
import { airControl, frostyHour, house } from '../../../support/example-house.ts';

test('without sun and heating a house ends as cold as outside', () => {
  const dark = { outdoorTempC: -5, internalGainsW: 0, solarGainsW: 0 };
  let massTempC = 20;
  for (let hour = 0; hour < 2_000; hour += 1) {
    massTempC = stepZone(house, massTempC, { ...dark, powerW: 0, emitter: 'air' }, 1).massTempC;
  }
  expect(massTempC).toBeCloseTo(-5, 6);
});

test('ideal control reaches the set point exactly, or goes to its limit', () => {
  const enough = stepControlledZone(house, 19, frostyHour, airControl);
  expect(enough.airTempC).toBeCloseTo(20, 9);
  expect(enough.powerW).toBeGreaterThan(0);
  const short = stepControlledZone(house, 19, frostyHour, { ...airControl, heatingWMax: 1_000 });
  expect(short.powerW).toBe(1_000);
  expect(short.airTempC).toBeLessThan(20);
  expect(
    stepControlledZone(house, 22, { ...frostyHour, outdoorTempC: 21 }, airControl).powerW,
  ).toBe(0);
});

test('a heated floor has to warm the surfaces first', () => {
  const air = stepControlledZone(house, 19, frostyHour, airControl);
  const floor = stepControlledZone(house, 19, frostyHour, { ...airControl, emitter: 'floor' });
  expect(floor.airTempC).toBeCloseTo(20, 9);
  expect(floor.powerW).toBeGreaterThan(air.powerW);
});

test('cooling goes to the air: with a floor emitter it misses the set point', () => {
  const hot = { outdoorTempC: 36, internalGainsW: 300, solarGainsW: 1_500 };
  const own = stepControlledZone(house, 26, hot, { ...airControl, coolingWMin: -50_000 });
  expect(own.airTempC).toBeCloseTo(26, 9);
  const floor = { ...airControl, coolingWMin: -50_000, emitter: 'floor' } as const;
  expect(stepControlledZone(house, 26, hot, floor).airTempC).toBeLessThan(26);
});
