import { expect, test } from 'vitest';
import { filledPipe, pipeMassKg, stepPipe } from '../../../../src/physics/heat/network-pipe.ts';
import { blocksBetween, blocksTempC, layersOf } from '../../../../src/physics/heat/store-blocks.ts';
import { stepStratifiedStore } from '../../../../src/physics/heat/stratified-store.ts';
import { type Plug, plugsMax } from '../../../../src/physics/heat/water-plugs.ts';

const pipe = { lengthM: 1_200, innerDiameterM: 0.1, lossWPerMK: 0.3 };
const still = { ...pipe, lossWPerMK: 0 };
const flowKgPerS = 4;
const delayH = pipeMassKg(pipe) / flowKgPerS / 3_600;

function outlets(steps: number, hours: number, flow = flowKgPerS): number[] {
  let plugs: readonly Plug[] = filledPipe(still, 30);
  return Array.from({ length: steps }, () => {
    const step = stepPipe(
      still,
      plugs,
      { flowKgPerS: flow, inletTempC: 45, groundTempC: 12 },
      hours,
    );
    plugs = step.plugs;
    return step.outletTempC;
  });
}

test('warm water arrives when it has passed the whole pipe, not before', () => {
  const temps = outlets(20, delayH / 10);
  expect(temps[9]).toBeCloseTo(30, 6);
  expect(temps[10]).toBeCloseTo(45, 6);
});

test('a step longer than the passage gives the mean of what left', () => {
  expect(outlets(1, 4 * delayH)[0]).toBeCloseTo(30 / 4 + (45 * 3) / 4, 6);
});

test.each([delayH / 50, delayH / 3, 1, 6])(
  'steady cooling is right with steps of %d h',
  (hours) => {
    let plugs: readonly Plug[] = filledPipe(pipe, 45);
    let outletTempC = 0;
    for (let h = 0; h < 5 + 2 * hours; h += hours) {
      const flow = { flowKgPerS, inletTempC: 45, groundTempC: 12 };
      ({ plugs, outletTempC } = stepPipe(pipe, plugs, flow, hours));
    }
    expect(plugs.length).toBeLessThanOrEqual(plugsMax);
    const wanted = 12 + 33 * Math.exp((-0.3 * 1_200) / (flowKgPerS * 4_180));
    // Joining plugs of short steps blurs the temperature a little.
    expect(Math.abs(outletTempC - wanted)).toBeLessThan(0.03);
  },
);

test('standing water cools in its pipe', () => {
  const flow = { flowKgPerS: 0, inletTempC: 45, groundTempC: 12 };
  const { plugs, outletTempC } = stepPipe(pipe, filledPipe(pipe, 45), flow, 10);
  expect(plugs).toHaveLength(1);
  expect(outletTempC).toBeLessThan(45);
  expect(outletTempC).toBeGreaterThan(12);
});

const tank = { volumeM3: 10, lossKwPerK: 0.02, mixingKwPerK: 0.01 };

test('charging warms the top first, discharging cools the bottom first', () => {
  const cool = [30, 30, 30, 30];
  const charge = { flowM3PerH: 2, inletTempC: 50, roomTempC: 15 };
  const [top = 0, , , bottom = 0] = stepStratifiedStore(tank, cool, charge, 0.5).tempsC;
  expect(top).toBeGreaterThan(35);
  expect(bottom).toBeLessThan(31);
  const warm = [50, 50, 50, 50];
  const empty = { flowM3PerH: -2, inletTempC: 30, roomTempC: 15 };
  const after = stepStratifiedStore(tank, warm, empty, 0.5);
  expect(after.outletTempC).toBeGreaterThan(49);
  expect(after.tempsC[3]).toBeLessThan(45);
});

test('a standing store loses heat slowly and stays in order', () => {
  const rest = { flowM3PerH: 0, inletTempC: 20, roomTempC: 15 };
  const { tempsC, lossKwh } = stepStratifiedStore(tank, [50, 45, 40, 30], rest, 24);
  expect(lossKwh).toBeGreaterThan(0);
  expect(tempsC.toSorted((one, other) => other - one)).toEqual(tempsC);
});

test('warm water put under cold water rises', () => {
  const rest = { flowM3PerH: 0, inletTempC: 20, roomTempC: 15 };
  const { tempsC } = stepStratifiedStore(tank, [30, 50], rest, 1e-9);
  expect(tempsC[0]).toBeCloseTo(40, 6);
  expect(tempsC[1]).toBeCloseTo(40, 6);
});

test('blocks of water are layered anew without gain or loss', () => {
  const temps = [50, 45, 40, 30];
  expect(blocksTempC(blocksBetween(temps, 0.75, 1))).toBeCloseTo(30, 9);
  expect(blocksTempC(blocksBetween(temps, 0, 0.375))).toBeCloseTo((50 + 45 / 2) / 1.5, 9);
  const charged = [{ share: 0.25, tempC: 55 }, ...blocksBetween(temps, 0, 0.75)];
  expect(layersOf(charged, 4)).toEqual([55, 50, 45, 40]);
  const discharged = [...blocksBetween(temps, 0.5, 1), { share: 0.5, tempC: 20 }];
  expect(layersOf(discharged, 4)).toEqual([40, 30, 20, 20]);
  expect(layersOf(blocksBetween(temps, 0, 1), 2)).toEqual([47.5, 35]);
});
