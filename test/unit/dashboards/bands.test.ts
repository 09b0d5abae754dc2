import { expect, test } from 'vitest';
import { bandsOf } from '../../../dashboards/console/src/pages/score/bands.ts';

const month = 2784;

test('bands that hold far less or more than they claim are called so', () => {
  expect(bandsOf({ coverage80Pct: 61, slots: month })).toBe('narrow');
  expect(bandsOf({ coverage80Pct: 95, slots: month })).toBe('wide');
  expect(bandsOf({ coverage80Pct: 77, slots: month })).toBe('right');
});

test('less than a day of slots says nothing', () => {
  expect(bandsOf({ coverage80Pct: 20, slots: 95 })).toBeNull();
  expect(bandsOf({ coverage80Pct: null, slots: month })).toBeNull();
});
