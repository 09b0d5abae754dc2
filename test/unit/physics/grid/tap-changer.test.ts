import { expect, test } from 'vitest';
import { emptyBranchFlows, writeBranchFlows } from '../../../../src/physics/grid/branch-flows.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../../../src/physics/grid/power-flow.ts';
import type { RadialFeeder } from '../../../../src/physics/grid/radial-feeder.ts';
import { tapChanger } from '../../../../src/physics/grid/tap-changer.ts';
import {
  feederOf,
  gridBranch,
  gridBus,
  gridNetwork,
  injectionsOf,
} from '../../../support/grid-networks.ts';

function network(tapRatio: number) {
  const branches = [
    gridBranch('gate', 'upper', { bPu: 0.01 }),
    gridBranch('upper', 'lower', { tapRatio, gPu: 0.004, bPu: -0.02 }),
    gridBranch('lower', 'house'),
  ];
  return gridNetwork(
    ['gate', 'upper', 'lower', 'house'].map((id) => gridBus(id)),
    branches,
  );
}

function answerOf(feeder: RadialFeeder): number[] {
  const flow = emptyPowerFlow(feeder);
  const flows = emptyBranchFlows(feeder);
  const powers = { house: { loadKw: 300, loadKvar: 90 } };
  new PowerFlowSolver(feeder).solve(injectionsOf(feeder.network, powers), flow);
  writeBranchFlows(feeder, flow, flows);
  return [...flow.voltagePu, ...flows.fromKw, ...flows.toKvar];
}

test.each([0.9, 0.975, 1, 1.1])(
  'a tap that is moved to %f is as if it had been built so',
  (ratio) => {
    const feeder = feederOf(network(1.05));
    const setTap = tapChanger(feeder, 2);
    setTap(ratio);
    const moved = answerOf(feeder);
    for (const [index, value] of answerOf(feederOf(network(ratio))).entries()) {
      expect(moved[index]).toBeCloseTo(value, 9);
    }
  },
);

test('where it has been before leaves no trace, to the last bit', () => {
  const [direct, round] = [[0.95], [1.1, 0.9, 1.0125, 0.95]].map((ratios) => {
    const feeder = feederOf(network(1));
    const setTap = tapChanger(feeder, 2);
    for (const ratio of ratios) setTap(ratio);
    return answerOf(feeder);
  });
  expect(round).toEqual(direct);
});

test('a tap at the child is refused', () => {
  const turned = network(1).branches.map((branch) =>
    branch.fromBusId === 'upper' ? { ...branch, fromBusId: 'lower', toBusId: 'upper' } : branch,
  );
  const feeder = feederOf({ ...network(1), branches: turned });
  expect(() => tapChanger(feeder, 2)).toThrow('the tap is at the parent');
});
