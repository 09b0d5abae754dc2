import { expect, test } from 'vitest';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import {
  cooperDeclinationDeg,
  pvEducationEquationOfTimeMin,
  spencerDeclinationDeg,
  spencerEquationOfTimeMin,
} from '../../../../src/physics/solar/daily-formulas.ts';
import { dayOfYear } from '../../../../src/physics/solar/day-of-year.ts';
import { ephemeris } from '../../../../src/physics/solar/ephemeris.ts';
import {
  asceExtraterrestrialWm2,
  extraterrestrialAtDistanceWm2,
  extraterrestrialWm2,
  spencerExtraterrestrialWm2,
} from '../../../../src/physics/solar/extraterrestrial.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));

test('the day of the year counts from one, also in leap years', () => {
  expect(dayOfYear(at('2025-01-01T00:00:00Z'))).toBe(1);
  expect(dayOfYear(at('2024-12-31T23:59:59Z'))).toBe(366);
  expect(dayOfYear(at('2025-12-31T00:00:00Z'))).toBe(365);
  expect(dayOfYear(at('1969-02-01T00:00:00Z'))).toBe(32);
});

// Duffie and Beckman, Solar Engineering of Thermal Processes (2013), table 1.6.1: 13 February is day
// 44 with a declination of −14°; section 1.6: the mean day of June is day 162 with 23.1°.
test('declinations of a textbook are met', () => {
  expect(cooperDeclinationDeg(44)).toBeCloseTo(-14, 0);
  expect(cooperDeclinationDeg(162)).toBeCloseTo(23.1, 1);
});

test('on every day of a year the formulas stay within the errors that they state', () => {
  for (let day = 1; day <= 365; day += 1) {
    const sun = ephemeris(instant(Date.UTC(2025, 0, day, 12)));
    const extraWm2 = extraterrestrialAtDistanceWm2(sun.distanceAu);
    const off = (value: number, exact: number): number => Math.abs(value - exact);
    expect(off(spencerDeclinationDeg(day), sun.declinationDeg)).toBeLessThan(0.6);
    expect(off(cooperDeclinationDeg(day), sun.declinationDeg)).toBeLessThan(1.2);
    expect(off(spencerEquationOfTimeMin(day), sun.equationOfTimeMin)).toBeLessThan(0.9);
    expect(off(pvEducationEquationOfTimeMin(day), sun.equationOfTimeMin)).toBeLessThan(1.1);
    expect(off(spencerExtraterrestrialWm2(day) / extraWm2, 1)).toBeLessThan(0.0011);
    expect(off(asceExtraterrestrialWm2(day) / extraWm2, 1)).toBeLessThan(0.003);
  }
});

test('irradiance outside the air goes by the day in UTC', () => {
  expect(extraterrestrialWm2(at('2025-01-01T23:00:00-05:00'))).toBe(spencerExtraterrestrialWm2(2));
});
