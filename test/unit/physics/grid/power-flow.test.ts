import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  branchLossKw,
  emptyBranchFlows,
  sourcePower,
  writeBranchFlows,
} from '../../../../src/physics/grid/branch-flows.ts';
import type { GridBranch } from '../../../../src/physics/grid/network.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../../../src/physics/grid/power-flow.ts';
import {
  type BusPowers,
  baranWu33,
  gridBranch,
  gridBus,
  gridNetwork,
  injectionsOf,
  type SolvedNetwork,
  solved,
} from '../../../support/grid-networks.ts';

function flowsOf({ feeder, flow }: SolvedNetwork) {
  const flows = emptyBranchFlows(feeder);
  writeBranchFlows(feeder, flow, flows);
  return flows;
}

function lossKw(network: SolvedNetwork): number {
  const flows = flowsOf(network);
  return flows.fromKw.reduce((sum, _, branch) => sum + branchLossKw(flows, branch), 0);
}

describe('published and closed-form networks', () => {
  test('the 33-bus feeder loses 202.677 kW and falls to 0.91309 p.u. at bus 18', () => {
    const { network, powers } = baranWu33();
    const answer = solved(network, powers);
    expect(answer.end).toBe('converged');
    expect(lossKw(answer)).toBeCloseTo(202.677, 3);
    expect(Math.min(...answer.flow.voltagePu)).toBeCloseTo(0.91309, 5);
    expect(answer.voltagePu('18')).toBe(Math.min(...answer.flow.voltagePu));
  });

  // v = V², v² + (2 (rP + xQ) − V₁²) v + (r² + x²)(P² + Q²) = 0 for a line with a constant load.
  test.each([
    { loadKw: 300, loadKvar: 100 },
    { loadKw: -900, loadKvar: 0 },
    { loadKw: 2_000, loadKvar: 900 },
  ])('two buses with $loadKw kW agree with the quadratic equation', (load) => {
    const answer = solved(gridNetwork([gridBus('a'), gridBus('b')], [gridBranch('a', 'b')], 1.02), {
      b: load,
    });
    const [r, x, p, q] = [0.02, 0.03, load.loadKw / 1_000, load.loadKvar / 1_000];
    const b = 2 * (r * p + x * q) - 1.02 ** 2;
    const square = (-b + Math.sqrt(b * b - 4 * (r * r + x * x) * (p * p + q * q))) / 2;
    expect(answer.voltagePu('b')).toBeCloseTo(Math.sqrt(square), 10);
    expect(lossKw(answer)).toBeCloseTo((1_000 * r * (p * p + q * q)) / square, 6);
  });

  test('a load of constant impedance is a voltage divider, and one of constant current a drop', () => {
    const network = gridNetwork(
      [gridBus('a'), gridBus('b')],
      [gridBranch('a', 'b', { rPu: 0.05, xPu: 0 })],
    );
    const impedance = solved(network, { b: { loadKw: 1_000, impedanceRatio: 1 } });
    expect(impedance.voltagePu('b')).toBeCloseTo(1 / 1.05, 10);
    const current = solved(network, { b: { loadKw: 1_000, currentRatio: 1 } });
    expect(current.voltagePu('b')).toBeCloseTo(0.95, 10);
  });

  test.each([
    { fromBusId: 'a', toBusId: 'b', voltagePu: 1 / 0.95 },
    { fromBusId: 'b', toBusId: 'a', voltagePu: 0.95 },
  ])('without load the tap at the from bus $fromBusId sets the voltage', (ends) => {
    const branch = gridBranch(ends.fromBusId, ends.toBusId, { tapRatio: 0.95 });
    const answer = solved(gridNetwork([gridBus('a'), gridBus('b')], [branch]), {});
    expect(answer.voltagePu('b')).toBeCloseTo(ends.voltagePu, 12);
  });

  test('a capacitor and generation lift the voltage and turn the flow', () => {
    const buses = [gridBus('a'), gridBus('b', { shuntKvar: -500 })];
    const answer = solved(gridNetwork(buses, [gridBranch('a', 'b')]), {
      b: { loadKw: 100, generationKw: 1_100 },
    });
    const source = sourcePower(answer.feeder, answer.flow);
    expect(answer.voltagePu('b')).toBeGreaterThan(1.03);
    expect(source.powerKw).toBeCloseTo(-1_000 + lossKw(answer), 6);
    expect(source.reactivePowerKvar).toBeCloseTo(
      -500 * answer.voltagePu('b') ** 2 + 1.5 * lossKw(answer),
      6,
    );
  });
});

describe('outcomes', () => {
  test('a load that the line cannot carry is told as not converged', () => {
    const network = gridNetwork([gridBus('a'), gridBus('b')], [gridBranch('a', 'b')]);
    expect(solved(network, { b: { loadKw: 20_000 } }).end).toBe('not_converged');
  });

  test('one solver answers many times; an answer does not depend on the one before', () => {
    const { network, powers } = baranWu33();
    const { feeder, injections, flow: alone } = solved(network, powers);
    const solver = new PowerFlowSolver(feeder);
    const flow = emptyPowerFlow(feeder);
    expect(solver.solve(injectionsOf(network, { 18: { loadKw: 90_000 } }), flow)).toBe(
      'not_converged',
    );
    expect(solver.solve(injections, flow)).toBe('converged');
    expect([...flow.voltagePu]).toEqual([...alone.voltagePu]);
  });
});

/** A tree in which each bus hangs on one that is listed before it; branches point either way. */
const anyTree = fc
  .array(
    fc.record({
      parent: fc.nat(),
      downwards: fc.boolean(),
      rPu: fc.double({ min: 0, max: 0.01, noNaN: true }),
      xPu: fc.double({ min: 0, max: 0.01, noNaN: true }),
      gPu: fc.double({ min: 0, max: 0.001, noNaN: true }),
      bPu: fc.double({ min: -0.002, max: 0.002, noNaN: true }),
      tapRatio: fc.constantFrom(1, 1, 0.95, 1.025),
      shuntKw: fc.constantFrom(0, 5),
      shuntKvar: fc.constantFrom(0, -40),
      loadKw: fc.integer({ min: 0, max: 150 }),
      loadKvar: fc.integer({ min: -20, max: 60 }),
      generationKw: fc.integer({ min: 0, max: 200 }),
      impedanceRatio: fc.constantFrom(0, 0.4),
      currentRatio: fc.constantFrom(0, 0.2),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => {
    const buses = rows.map((row, place) => gridBus(`bus${place + 1}`, row));
    const branches = rows.map((row, place) => {
      const above = `bus${row.parent % (place + 1)}`;
      const own = `bus${place + 1}`;
      return row.downwards ? gridBranch(above, own, row) : gridBranch(own, above, row);
    });
    const powers: BusPowers = Object.fromEntries(
      rows.map(({ loadKw, loadKvar, generationKw, impedanceRatio, currentRatio }, place) => [
        `bus${place + 1}`,
        { loadKw, loadKvar, generationKw, impedanceRatio, currentRatio },
      ]),
    );
    return { network: gridNetwork([gridBus('bus0'), ...buses], branches, 1.02), powers };
  });

/** Load, shunt and generation of a bus at its voltage. */
function drawnAt({ feeder, injections, flow }: SolvedNetwork, index: number) {
  const of = (array: Float64Array): number => array[index] ?? 0;
  const v = of(flow.voltagePu);
  const [z, i] = [of(injections.impedanceRatio), of(injections.currentRatio)];
  const zip = 1 - z - i + i * v + z * v * v;
  const bus = feeder.network.buses[index] ?? gridBus('none');
  return {
    kw: zip * of(injections.loadKw) - of(injections.generationKw) + bus.shuntKw * v * v,
    kvar: zip * of(injections.loadKvar) + bus.shuntKvar * v * v,
  };
}

type Complex = readonly [number, number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];

/** kW and kvar at the from end of a branch between two voltages, on 1,000 kVA. */
function intoBranch(branch: GridBranch, from: Complex, to: Complex): Complex {
  const { rPu, xPu, gPu, bPu, tapRatio } = branch;
  const square = rPu ** 2 + xPu ** 2;
  const inner = times(from, [1 / tapRatio, 0]);
  const series = times(plus(inner, times(to, [-1, 0])), [rPu / square, -xPu / square]);
  const [re, im] = plus(series, times(inner, [gPu / 2, bPu / 2]));
  return times(times(from, [re, -im]), [1_000 / tapRatio, 0]);
}

describe('any tree', () => {
  test('power balances at every bus', () => {
    fc.assert(
      fc.property(anyTree, ({ network, powers }) => {
        const answer = solved(network, powers);
        const flows = flowsOf(answer);
        for (const [index, bus] of network.buses.entries()) {
          if (index === 0) continue;
          const ends = (endOf: (branch: GridBranch) => string, kw: Float64Array): number =>
            network.branches.reduce(
              (sum, branch, place) => (endOf(branch) === bus.id ? sum + (kw[place] ?? 0) : sum),
              0,
            );
          const own = drawnAt(answer, index);
          const kw = ends((b) => b.fromBusId, flows.fromKw) + ends((b) => b.toBusId, flows.toKw);
          const kvar =
            ends((b) => b.fromBusId, flows.fromKvar) + ends((b) => b.toBusId, flows.toKvar);
          expect(Math.abs(kw + own.kw)).toBeLessThan(1e-6);
          expect(Math.abs(kvar + own.kvar)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('flows are those of the π circuit between the voltages', () => {
    fc.assert(
      fc.property(anyTree, ({ network, powers }) => {
        const answer = solved(network, powers);
        const flows = flowsOf(answer);
        const { voltageRePu, voltageImPu } = answer.flow;
        const voltages = new Map(
          network.buses.map(({ id }, index) => [
            id,
            [voltageRePu[index] ?? 0, voltageImPu[index] ?? 0] as const,
          ]),
        );
        for (const [place, branch] of network.branches.entries()) {
          if (Math.hypot(branch.rPu, branch.xPu) < 1e-3) continue;
          const [from, to] = [voltages.get(branch.fromBusId), voltages.get(branch.toBusId)];
          const [kw, kvar] = intoBranch(branch, from ?? [0, 0], to ?? [0, 0]);
          expect(flows.fromKw[place]).toBeCloseTo(kw, 4);
          expect(flows.fromKvar[place]).toBeCloseTo(kvar, 4);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('branches never give energy: each loses what its resistance and iron take', () => {
    fc.assert(
      fc.property(anyTree, ({ network, powers }) => {
        const flows = flowsOf(solved(network, powers));
        for (const index of network.branches.keys()) {
          expect(branchLossKw(flows, index)).toBeGreaterThanOrEqual(-1e-7);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('without load, shunts and taps every voltage is the source’s', () => {
    fc.assert(
      fc.property(anyTree, ({ network }) => {
        const bare = {
          ...network,
          buses: network.buses.map(({ id }) => gridBus(id)),
          branches: network.branches.map((branch) => ({ ...branch, gPu: 0, bPu: 0, tapRatio: 1 })),
        };
        for (const voltage of solved(bare, {}).flow.voltagePu) expect(voltage).toBe(1.02);
      }),
      { numRuns: 20 },
    );
  });
});
