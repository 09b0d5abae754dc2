import { expect, test } from 'vitest';
import { ageingLossRatio } from '../../../../src/physics/pv/ageing.ts';
import { snowCoverRatio } from '../../../../src/physics/pv/snow-cover.ts';
import { soilingLossRatio } from '../../../../src/physics/pv/soiling.ts';

const dust = { lossRatioPerDay: 0.002, lossRatioMax: 0.2, washMm: 3 };

test('dust gathers evenly on dry days up to its bound', () => {
  expect(soilingLossRatio(dust, 0.01, { hours: 24, rainMm: 0 })).toBeCloseTo(0.012, 12);
  expect(soilingLossRatio(dust, 0.199, { hours: 240, rainMm: 0 })).toBe(0.2);
});

test('a shower of 10 mm leaves little dust, drizzle most of it', () => {
  expect(soilingLossRatio(dust, 0.1, { hours: 0, rainMm: 10 })).toBeLessThan(0.004);
  expect(soilingLossRatio(dust, 0.1, { hours: 0, rainMm: 0.3 })).toBeGreaterThan(0.09);
});

test('washing does not hang on the step', () => {
  const atOnce = soilingLossRatio(dust, 0.1, { hours: 0, rainMm: 4 });
  const twice = soilingLossRatio(dust, soilingLossRatio(dust, 0.1, { hours: 0, rainMm: 2 }), {
    hours: 0,
    rainMm: 2,
  });
  expect(twice).toBeCloseTo(atOnce, 12);
});

const winter = { hours: 1, snowMmPerH: 0, airTempC: -2, poaWm2: 600, tiltDeg: 30 };

test.each([
  { what: 'heavy snow covers all', cover: 0, moment: { ...winter, snowMmPerH: 1.2 }, leaves: 1 },
  { what: 'flurries cover nothing', cover: 0, moment: { ...winter, snowMmPerH: 0.3 }, leaves: 0 },
  { what: 'in the sun it slides', cover: 1, moment: winter, leaves: 0.9015 },
  { what: 'in deep frost it stays', cover: 1, moment: { ...winter, airTempC: -9 }, leaves: 1 },
  { what: 'in the dark frost it stays', cover: 1, moment: { ...winter, poaWm2: 0 }, leaves: 1 },
  {
    what: 'a thaw at night takes it',
    cover: 0.05,
    moment: { ...winter, airTempC: 2, poaWm2: 0 },
    leaves: 0,
  },
  { what: 'on the level it stays', cover: 1, moment: { ...winter, tiltDeg: 0 }, leaves: 1 },
])('snow: $what', ({ cover, moment, leaves }) => {
  expect(snowCoverRatio(cover, moment)).toBeCloseTo(leaves, 9);
});

test('modules lose half a per cent a year, of what is left', () => {
  expect(ageingLossRatio(0)).toBe(0);
  expect(ageingLossRatio(1)).toBeCloseTo(0.005, 12);
  expect(ageingLossRatio(20)).toBeCloseTo(0.0954, 4);
});
