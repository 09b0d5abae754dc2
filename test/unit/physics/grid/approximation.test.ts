import { expect, test } from 'vitest';
import { linePi, transformerPi } from '../../../../src/physics/grid/branch-parameters.ts';
import { linDistFlow } from '../../../../src/physics/grid/lin-dist-flow.ts';
import { lineLoading, transformerLoading } from '../../../../src/physics/grid/loading.ts';
import type { GridNetwork } from '../../../../src/physics/grid/network.ts';
import {
  baranWu33,
  feederOf,
  gridBranch,
  gridBus,
  gridNetwork,
  injectionsOf,
  solved,
} from '../../../support/grid-networks.ts';

function linear(network: GridNetwork, share = 1): Float64Array {
  const { powers } = baranWu33();
  const { loadKw, loadKvar } = injectionsOf(network, powers);
  const voltagePu = new Float64Array(network.buses.length);
  const net = { kw: loadKw.map((kw) => share * kw), kvar: loadKvar.map((q) => share * q) };
  linDistFlow(feederOf(network), net, voltagePu);
  return voltagePu;
}

test('two buses by hand: v² = 1 / 0.95² − 2 (0.02 · 0.5 + 0.03 · (0.2 − 0.1))', () => {
  const buses = [gridBus('a'), gridBus('b', { shuntKvar: -100 })];
  const feeder = feederOf(gridNetwork(buses, [gridBranch('a', 'b', { tapRatio: 0.95 })]));
  const voltagePu = new Float64Array(2);
  linDistFlow(feeder, { kw: Float64Array.of(0, 500), kvar: Float64Array.of(0, 200) }, voltagePu);
  expect(voltagePu[1]).toBeCloseTo(Math.sqrt(1 / 0.95 ** 2 - 2 * (0.01 + 0.003)), 12);
});

test('LinDistFlow is linear in the power and nears the AC flow with the square of the load', () => {
  const { network, powers } = baranWu33();
  const [one, two] = [linear(network), linear(network, 2)].map((v) => 1 - (v[17] ?? 0) ** 2);
  expect(two).toBeCloseTo(2 * (one ?? 0), 12);
  const errorAt = (share: number): number => {
    const scaled = Object.fromEntries(
      Object.entries(powers).map(([id, { loadKw = 0, loadKvar = 0 }]) => [
        id,
        { loadKw: share * loadKw, loadKvar: share * loadKvar },
      ]),
    );
    return (linear(network, share)[17] ?? 0) - solved(network, scaled).voltagePu('18');
  };
  expect(errorAt(1)).toBeCloseTo(0.0028, 4);
  expect(errorAt(0.1) / errorAt(0.05)).toBeCloseTo(4, 1);
});

test('a nameplate becomes per unit: 200 kVA of 4 % on 1,000 kVA, one step up', () => {
  const pi = transformerPi(
    {
      ratedKva: 200,
      shortCircuitPct: 4,
      copperLossPct: 1.3,
      ironLossKw: 0.24,
      noLoadCurrentPct: 0.6,
      tapPosition: 1,
      tapStepPct: 2.5,
    },
    1_000,
  );
  expect(pi.rPu).toBeCloseTo(0.065, 12);
  expect(pi.xPu).toBeCloseTo(0.05 * Math.sqrt(16 - 1.69), 12);
  expect(pi.gPu).toBeCloseTo(0.00024, 12);
  expect(pi.bPu).toBeCloseTo(-Math.sqrt(1.2 ** 2 - 0.24 ** 2) / 1_000, 12);
  expect(pi.tapRatio).toBeCloseTo(1.025, 12);
});

test('a line becomes per unit: 100 Ω are the base of 10 kV on 1,000 kVA', () => {
  const line = { lengthKm: 2, rOhmPerKm: 0.27, xOhmPerKm: 0.365, nominalKv: 10 };
  const pi = linePi({ ...line, capacitanceNfPerKm: 10 }, 1_000);
  expect(pi.rPu).toBeCloseTo(0.0054, 12);
  expect(pi.xPu).toBeCloseTo(0.0073, 12);
  expect(pi.bPu).toBeCloseTo(100 * Math.PI * 20e-9 * 100, 12);
});

test('loading tells the direction: noon lifts more through a transformer than it may carry', () => {
  const plate = { ratedKva: 50, fromKv: 10, toKv: 0.4 };
  const evening = { fromA: 1.951974, toA: 48.329527, fromKw: 27.7, toKw: -27.2 };
  expect(transformerLoading(evening, plate).forwardPct).toBeCloseTo(67.618, 3);
  const noon = { fromA: 3, toA: 77, fromKw: -52, toKw: 53 };
  expect(transformerLoading(noon, plate)).toEqual({
    forwardPct: 0,
    reversePct: expect.closeTo(106.69, 2),
  });
  expect(lineLoading(noon, 110)).toEqual({ forwardPct: 0, reversePct: 70 });
});
