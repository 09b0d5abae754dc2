import { describe, expect, test } from 'vitest';
import { ageOf } from '../../../dashboards/console/src/format/age.ts';
import {
  columnText,
  formatQuantity,
  quantityText,
} from '../../../dashboards/console/src/format/quantity.ts';
import {
  clockText,
  fromInputValue,
  instantText,
  startOfDay,
  toInputValue,
} from '../../../dashboards/console/src/format/time.ts';

describe('a number with its unit', () => {
  test.each([
    [12.4, 'kW', '12.4 kW'],
    [1_860, 'kW', '1.86 MW'],
    [-8_412.4, 'kW', '−8.41 MW'],
    [3_204, 'kWh', '3,204 kWh'],
    [1_284.5, '¥', '¥1,284.50'],
    [-12, '¥', '−¥12.00'],
    [62.45, '%', '62.5%'],
    [0.346, 'kW', '0.35 kW'],
    [9.996, 'kW', '10.0 kW'],
    [999.94, 'kW', '999.9 kW'],
    [999.96, 'kW', '1.00 MW'],
    [50.013, 'Hz', '50.01 Hz'],
    [50_000, 'kVA', '50.0 MVA'],
    [400, 'kVA', '400 kVA'],
    [-0.001, 'kW', '0.00 kW'],
  ])('%d %s is shown as %s', (value, unit, shown) => {
    expect(quantityText(value, unit)).toBe(shown);
  });

  test.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    '%s is a dash without a unit',
    (value) => {
      expect(formatQuantity(value, 'kW')).toEqual({ number: '–', unit: '' });
      expect(columnText(value, 1)).toBe('–');
    },
  );
});

describe('an age', () => {
  test.each([
    [-400, { count: 0, unit: 'seconds' }],
    [59_900, { count: 59, unit: 'seconds' }],
    [187_000, { count: 3, unit: 'minutes' }],
    [47 * 3_600_000, { count: 47, unit: 'hours' }],
    [48 * 3_600_000, { count: 2, unit: 'days' }],
  ])('%d ms is told in its largest whole unit', (ms, age) => {
    expect(ageOf(ms)).toEqual(age);
  });
});

describe('county time', () => {
  const zone = 'Asia/Shanghai';
  const at = Date.parse('2026-04-15T16:05:09Z');

  test('shows the county’s clock whatever the zone of the screen', () => {
    expect(instantText(at, zone)).toBe('2026-04-16 00:05:09');
    expect(clockText(at, 'UTC')).toBe('16:05:09');
  });

  test('a day begins at the county’s midnight', () => {
    expect(startOfDay(at, zone)).toBe(Date.parse('2026-04-15T16:00:00Z'));
  });

  test('a day on which clocks change still begins at midnight', () => {
    const evening = Date.parse('2026-03-29T20:00:00Z');
    expect(startOfDay(evening, 'Europe/Berlin')).toBe(Date.parse('2026-03-28T23:00:00Z'));
  });

  test('an input field is read back as the instant that it shows', () => {
    const minute = Date.parse('2026-04-16T05:42:00Z');
    expect(toInputValue(minute, zone)).toBe('2026-04-16T13:42');
    expect(fromInputValue('2026-04-16T13:42', zone)).toBe(minute);
  });

  test.each(['', '2026-04-16', 'yesterday', '2026-13-40T25:99'])('“%s” is no instant', (text) => {
    expect(fromInputValue(text, zone)).toBeNull();
  });
});
