import { expect, test } from 'vitest';
import { dayMs, hourMs, type Instant, instant } from '../../../../src/domain/instant.ts';
import { earthOrbit } from '../../../../src/physics/solar/earth-orbit.ts';
import { type Ephemeris, ephemeris } from '../../../../src/physics/solar/ephemeris.ts';
import { nutation } from '../../../../src/physics/solar/nutation.ts';
import { sunTrack } from '../../../../src/physics/solar/sun-track.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));
const degrees = (radians: number): number => (radians * 180) / Math.PI;

// NREL/TP-560-34302 (2008), table A5.1: 17 October 2003, 12:30:30 in Golden, with 67 s.
const workedAt = at('2003-10-17T12:30:30-07:00');
const workedCenturies = 0.037927819923;

test('the worked example of the report is met step by step', () => {
  const orbit = earthOrbit(workedCenturies / 10);
  expect(degrees(orbit.longitudeRad) % 360).toBeCloseTo(24.0182616917, 6);
  expect(degrees(orbit.latitudeRad)).toBeCloseTo(-0.0001011219, 9);
  expect(orbit.distanceAu).toBeCloseTo(0.9965422974, 9);
  const nod = nutation(workedCenturies);
  expect(nod.longitudeDeg).toBeCloseTo(-0.0039984, 7);
  expect(nod.obliquityDeg).toBeCloseTo(0.00166657, 7);
  const sun = ephemeris(workedAt);
  expect(sun.rightAscensionDeg).toBeCloseTo(202.22741, 5);
  expect(sun.declinationDeg).toBeCloseTo(-9.31434, 5);
  const hourAngleDeg = sun.siderealTimeDeg - 105.1786 - sun.rightAscensionDeg;
  expect(hourAngleDeg).toBeCloseTo(11.1059, 4);
  expect(sun.equationOfTimeMin).toBeCloseTo(14.6415, 3);
});

test('a day more of terrestrial time shows tomorrow’s sun', () => {
  const moved = ephemeris(workedAt, 67 + 86_400).rightAscensionDeg;
  const tomorrow = ephemeris(instant(workedAt + dayMs)).rightAscensionDeg;
  expect(moved).toBeCloseTo(tomorrow, 6);
});

const worstDeg = (ours: Ephemeris, exact: Ephemeris): number =>
  Math.max(
    Math.abs(ours.rightAscensionDeg - exact.rightAscensionDeg),
    Math.abs(ours.declinationDeg - exact.declinationDeg),
    Math.abs(ours.siderealTimeDeg - exact.siderealTimeDeg),
    Math.abs(ours.equationOfTimeMin - exact.equationOfTimeMin) / 4,
    Math.abs(ours.distanceAu - exact.distanceAu),
  );

test('a track differs from the full computation by less than a millionth of a degree', () => {
  const from = at('2024-02-28T05:00:00Z');
  const to = at('2025-04-02T17:00:00Z');
  const track = sunTrack(from, to);
  for (let moment: number = from; moment <= to; moment += 41.3 * hourMs) {
    expect(worstDeg(track(instant(moment)), ephemeris(instant(moment)))).toBeLessThan(1e-6);
  }
  expect(worstDeg(track(to), ephemeris(to))).toBeLessThan(1e-6);
});

test('a track answers outside its span as well', () => {
  const track = sunTrack(at('2025-01-01T00:00:00Z'), at('2025-01-02T00:00:00Z'), 70);
  const later = at('2026-07-01T00:00:00Z');
  expect(track(later)).toEqual(ephemeris(later, 70));
});
