import { expect, test } from 'vitest';
import {
  mergedWakes,
  thrustCoefficient,
  wakedSpeedRatio,
  wakeShare,
} from '../../../../src/physics/wind/wake.ts';

const wake = { rotorDiameterM: 100, spreading: 0.075 };

test('straight behind, the loss of speed is that of Jensen, Risø-M-2411 (1983)', () => {
  // Eight diameters: the wake is 2.2 rotors wide, so the deficit is (1 − √0.2) / 2.2².
  const share = wakeShare({ downwindM: 800, crosswindM: 0 }, wake);
  expect(share).toBeCloseTo(1 / 2.2 ** 2, 12);
  expect(wakedSpeedRatio(0.8, share)).toBeCloseTo(1 - (1 - Math.sqrt(0.2)) / 2.2 ** 2, 12);
});

test('upwind and beside there is no wake', () => {
  expect(wakeShare({ downwindM: -800, crosswindM: 0 }, wake)).toBe(0);
  expect(wakeShare({ downwindM: 0, crosswindM: 0 }, wake)).toBe(0);
  // The wake's edge is 110 m from its axis, the rotor's edge 50 m from its hub.
  expect(wakeShare({ downwindM: 800, crosswindM: 160 }, wake)).toBe(0);
});

test('a rotor at the edge feels the part of the wake that meets it, the same on both sides', () => {
  const full = wakeShare({ downwindM: 800, crosswindM: 60 }, wake);
  expect(full).toBeCloseTo(1 / 2.2 ** 2, 12);
  const part = wakeShare({ downwindM: 800, crosswindM: 110 }, wake);
  expect(part / full).toBeGreaterThan(0.35);
  expect(part / full).toBeLessThan(0.5);
  expect(wakeShare({ downwindM: 800, crosswindM: -110 }, wake)).toBe(part);
  // Two equal circles, a radius apart, share (4π − 3√3) / 6π of their areas.
  const equal = { rotorDiameterM: 100, spreading: 0 };
  const lens = wakeShare({ downwindM: 10, crosswindM: 50 }, equal);
  expect(lens).toBeCloseTo((4 * Math.PI - 3 * Math.sqrt(3)) / (6 * Math.PI), 9);
});

test('wakes add up as losses of energy', () => {
  expect(mergedWakes([0.3, 0.4])).toBeCloseTo(0.5, 12);
  expect(mergedWakes([])).toBe(0);
  expect(wakedSpeedRatio(0.9, 4)).toBe(0);
});

test('a rotor that stands makes no wake', () => {
  const curve = { speedsMps: [3, 10, 20], thrustCoefficients: [0.8, 0.6, 0.1] };
  expect(thrustCoefficient(curve, 2)).toBe(0);
  expect(thrustCoefficient(curve, 15)).toBeCloseTo(0.35, 12);
  expect(wakedSpeedRatio(0, 0.5)).toBe(1);
});
