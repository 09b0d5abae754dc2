import { expect, test } from 'vitest';
import { quarterMs } from '../../../../src/domain/instant.ts';
import { inWm2 } from '../../../../src/forecast/recipes/radiation-unit.ts';

const slots = { from: 0, slotMs: quarterMs, count: 960 };
const origin = { knownThrough: 863, start: 864, end: 960 };

test.each([
  ['a bright summer', 'W/m²', 950, 1],
  ['a bright summer', 'J/m² of an hour', 950, 3600],
  ['a bright summer', 'J/m² of a slot', 950, 900],
  ['a dim winter', 'W/m²', 350, 1],
  ['a dim winter', 'J/m² of an hour', 350, 3600],
])('%s in %s is told', (_season, _unit, brightestWm2, perWm2) => {
  const read = inWm2((slot) => (slot % 96 === 48 ? brightestWm2 * perWm2 : 0), slots);
  expect(read(origin, 912)).toBeCloseTo(brightestWm2, 6);
});

test('a unit is told once, and a reading below nothing is nothing', () => {
  let brightness = 900;
  const read = inWm2((slot) => (slot % 2 === 0 ? brightness : -5), slots);
  expect(read(origin, 911)).toBe(0);
  brightness = 900 * 3600;
  expect(read(origin, 912)).toBe(900 * 3600);
});

test('a column without any value stays missing', () => {
  expect(inWm2(() => Number.NaN, slots)(origin, 912)).toBeNaN();
});
