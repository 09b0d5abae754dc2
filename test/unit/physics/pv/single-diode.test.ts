import { expect, test } from 'vitest';
import { type DeSotoModule, deSotoCircuit } from '../../../../src/physics/pv/de-soto.ts';
import { type DiodeCircuit, diodePoints } from '../../../../src/physics/pv/single-diode.ts';

/** A made-up module of 72 cells and some 300 W. */
const module: DeSotoModule = {
  photocurrentA: 9.2,
  saturationA: 2e-10,
  seriesOhm: 0.35,
  shuntOhm: 400,
  idealityV: 1.9,
  currentAPerC: 0.004,
  bandGapEv: 1.121,
  bandGapRatioPerC: -0.0002677,
};

function circuit(effectiveWm2: number, cellTempC: number): DiodeCircuit {
  const found = deSotoCircuit(module, effectiveWm2, cellTempC);
  if (found === null) throw new Error('dark');
  return found;
}

/** Current at a terminal voltage, by halving: slow, and of another kind than what is tested. */
function currentAt({ photocurrentA, ...rest }: DiodeCircuit, voltageV: number): number {
  let low = -10;
  let high = photocurrentA;
  for (let step = 0; step < 200; step += 1) {
    const guess = (low + high) / 2;
    const diodeV = voltageV + guess * rest.seriesOhm;
    const lost = rest.saturationA * Math.expm1(diodeV / rest.idealityV) + diodeV / rest.shuntOhm;
    if (photocurrentA - lost > guess) low = guess;
    else high = guess;
  }
  return (low + high) / 2;
}

const conditions = [
  { wm2: 5, tempC: -20 },
  { wm2: 200, tempC: 10 },
  { wm2: 1_000, tempC: 25 },
  { wm2: 1_100, tempC: 75 },
];

test.each(conditions)('the points lie on the curve at $wm2 W/m² and $tempC °C', (at) => {
  const found = circuit(at.wm2, at.tempC);
  const points = diodePoints(found);
  expect(points.shortCircuitA).toBeCloseTo(currentAt(found, 0), 10);
  expect(currentAt(found, points.openCircuitV)).toBeCloseTo(0, 9);
  expect(points.maxPowerA).toBeCloseTo(currentAt(found, points.maxPowerV), 9);
});

test.each(conditions)('no voltage gives more than the best at $wm2 W/m² and $tempC °C', (at) => {
  const found = circuit(at.wm2, at.tempC);
  const { maxPowerW, maxPowerV, openCircuitV } = diodePoints(found);
  expect(maxPowerV).toBeLessThan(openCircuitV);
  for (let step = 1; step < 200; step += 1) {
    const voltageV = (openCircuitV * step) / 200;
    expect(voltageV * currentAt(found, voltageV)).toBeLessThanOrEqual(maxPowerW * (1 + 1e-12));
  }
});

test('an ideal diode: open voltage by its logarithm, short current all of the light', () => {
  const ideal = { ...circuit(1_000, 25), seriesOhm: 0, shuntOhm: Number.POSITIVE_INFINITY };
  const points = diodePoints(ideal);
  expect(points.openCircuitV).toBeCloseTo(1.9 * Math.log1p(9.2 / 2e-10), 9);
  expect(points.shortCircuitA).toBeCloseTo(9.2, 12);
});

test('under reference conditions the circuit is the reference; in the dark there is none', () => {
  expect(circuit(1_000, 25)).toMatchObject({
    photocurrentA: module.photocurrentA,
    saturationA: module.saturationA,
    shuntOhm: module.shuntOhm,
  });
  expect(deSotoCircuit(module, 0, 25)).toBeNull();
  expect(deSotoCircuit(module, Number.NaN, 25)).toBeNull();
});

test('warmth costs voltage and power, light gives current', () => {
  const cool = diodePoints(circuit(800, 10));
  const warm = diodePoints(circuit(800, 60));
  expect(warm.openCircuitV).toBeLessThan(cool.openCircuitV);
  expect(warm.maxPowerW).toBeLessThan(cool.maxPowerW);
  expect(diodePoints(circuit(400, 10)).shortCircuitA).toBeCloseTo(cool.shortCircuitA / 2, 2);
});
