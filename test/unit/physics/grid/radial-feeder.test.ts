import { expect, test } from 'vitest';
import { prepareFeeder } from '../../../../src/physics/grid/radial-feeder.ts';
import {
  baranWu33,
  feederOf,
  gridBranch,
  gridBus,
  gridNetwork,
  solved,
} from '../../../support/grid-networks.ts';

const buses = ['a', 'b', 'c', 'd'].map((id) => gridBus(id));
const chain = [gridBranch('a', 'b'), gridBranch('c', 'b'), gridBranch('c', 'd')];

test('parents come before children whichever way the branches point', () => {
  const { network } = baranWu33();
  const turned = network.branches.toReversed().map((branch, index) => ({
    ...branch,
    fromBusId: index % 2 === 0 ? branch.toBusId : branch.fromBusId,
    toBusId: index % 2 === 0 ? branch.fromBusId : branch.toBusId,
  }));
  const { parentAt, busAt } = feederOf({ ...network, branches: turned });
  expect(busAt).toHaveLength(33);
  expect(parentAt[0]).toBe(-1);
  parentAt.slice(1).forEach((parent, place) => {
    expect(parent).toBeGreaterThanOrEqual(0);
    expect(parent).toBeLessThanOrEqual(place);
  });
});

test('a loop is refused and its branch is named', () => {
  const looped = gridNetwork(buses, [...chain, gridBranch('d', 'a', { id: 'tie' })]);
  const outcome = prepareFeeder(looped);
  expect(outcome).toMatchObject({ ok: false, fault: { kind: 'not_radial' } });
  const [tie] = outcome.ok ? [] : 'branchIds' in outcome.fault ? outcome.fault.branchIds : [];
  expect([...chain.map(({ id }) => id), 'tie']).toContain(tie);
});

test('two transformers side by side are a loop; an open one is none', () => {
  const second = gridBranch('a', 'b', { id: 'second' });
  expect(prepareFeeder(gridNetwork(buses, [...chain, second])).ok).toBe(false);
  expect(prepareFeeder(gridNetwork(buses, [...chain, { ...second, inService: false }])).ok).toBe(
    true,
  );
});

test('buses behind an open switch are named, have no voltage and draw nothing', () => {
  const opened = chain.map((branch) => ({ ...branch, inService: branch.id !== 'c-b' }));
  const network = gridNetwork(buses, opened);
  expect(feederOf(network).unsuppliedBusIds).toEqual(['c', 'd']);
  const answer = solved(network, { b: { loadKw: 100 }, d: { loadKw: 100 } });
  expect(answer.end).toBe('converged');
  expect(answer.voltagePu('d')).toBe(0);
  expect(answer.voltagePu('b')).toBe(
    solved(gridNetwork(buses.slice(0, 2), chain.slice(0, 1)), { b: { loadKw: 100 } }).voltagePu(
      'b',
    ),
  );
});

test('a branch to a bus that is not there is refused', () => {
  expect(prepareFeeder(gridNetwork(buses, [gridBranch('a', 'x')]))).toEqual({
    ok: false,
    fault: { kind: 'unknown_bus', busIds: ['x'] },
  });
});
