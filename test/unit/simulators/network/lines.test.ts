import { expect, test } from 'vitest';
import { simulatedDevice } from '../../../../simulators/models/fleet.ts';
import { strungLine } from '../../../../simulators/network/conductors.ts';
import { lineOfRoute, shortestRoute } from '../../../../simulators/network/route.ts';
import { atTerminals } from '../../../../simulators/network/terminals.ts';
import {
  substationTransformer,
  villageTransformer,
} from '../../../../simulators/network/transformers.ts';
import { demoCounty, demoSite } from '../../../support/demo-county.ts';

const point = (busId: string, eastM: number, northM = 0) => ({
  busId,
  place: { eastM, northM },
  drawKva: 100,
  feedKva: 0,
});

test('a route joins each place to the nearest that is served', () => {
  const route = shortestRoute({ eastM: 0, northM: 0 }, [
    point('far', 4_000),
    point('near', 1_000),
    point('aside', 1_000, 1_000),
  ]);
  expect(route.map(({ busId, before }) => [busId, before])).toEqual([
    ['near', -1],
    ['aside', 0],
    ['far', 0],
  ]);
  expect(route.map(({ lengthKm }) => lengthKm)).toEqual([1.3, 1.3, expect.closeTo(3.9, 9)]);
});

test('a longer or heavier line gets a thicker conductor, then more circuits', () => {
  const need = { conductor: 'country', nominalKv: 10, dropRatioMax: 0.06 } as const;
  const light = strungLine({ ...need, headKva: 500, momentKvaKm: 1_000 });
  const long = strungLine({ ...need, headKva: 500, momentKvaKm: 15_000 });
  const heavy = strungLine({ ...need, headKva: 15_000, momentKvaKm: 10_000 });
  expect(light.rOhmPerKm).toBeCloseTo(31.5 / 50, 9);
  expect(long.rOhmPerKm).toBeLessThan(light.rOhmPerKm);
  expect(heavy.currentAMax).toBeGreaterThan(15_000 / (Math.sqrt(3) * 10));
});

test('sections are planned for the larger of what is drawn and fed behind them', () => {
  const chain = ['a', 'b', 'c'].map((busId, place) => ({
    ...{ busId, before: place - 1, lengthKm: 1 },
    ...{ drawKva: 1_000, feedKva: place === 2 ? 3_500 : 0 },
  }));
  const line = lineOfRoute(chain, { conductor: 'country', nominalKv: 10, dropRatioMax: 0.06 });
  // 3.5 + 3.5 + 3.5 MVA·km against 6 % of 10 kV, and 202 A at the head.
  expect(line.rOhmPerKm * 0.95 + line.xOhmPerKm * 0.31).toBeLessThan((0.06 * 100) / 10.5);
  expect(line.currentAMax).toBeGreaterThanOrEqual(202);
});

test('transformers have the losses of their size', () => {
  expect(villageTransformer(400, 0)).toMatchObject({ ironLossKw: 0.41, shortCircuitPct: 4 });
  expect(villageTransformer(400, 0).copperLossPct).toBeCloseTo(1.075, 3);
  const small = substationTransformer(20_000);
  const large = substationTransformer(200_000);
  expect(small.ironLossKw).toBeCloseTo(18, 1);
  expect(large.copperLossPct / small.copperLossPct).toBeCloseTo(0.63, 2);
});

test('current at the terminals is that of the apparent power at their voltage', () => {
  const county = demoCounty(1);
  const area = county.nodes.find(({ kind }) => kind === 'area');
  const homes = county.devices.find(({ id }) => id === 'area-1-homes-1');
  if (area === undefined || homes === undefined) throw new Error('the county has no homes');
  const device = simulatedDevice(homes, area, { seed: 1, site: demoSite });
  const values = { powerKw: 12, reactivePowerKvar: 5, voltageV: 1, currentA: 1 };
  const steady = { voltagePu: 0.95, servedRatio: 1 };
  const shown = atTerminals(device, { state: {}, values }, steady).values;
  expect(shown.voltageV).toBeCloseTo((0.95 * 400) / Math.sqrt(3), 9);
  expect(shown.currentA).toBeCloseTo(13_000 / (3 * 0.95 * 230.94), 3);
  const cut = { voltagePu: 0.8, servedRatio: 0.25 };
  expect(atTerminals(device, { state: {}, values }, cut).values).toMatchObject({
    powerKw: 3,
    reactivePowerKvar: 1.25,
    currentA: expect.closeTo(13_000 / 4 / (3 * 0.8 * 230.94), 3),
  });
});
