import { expect, test } from 'vitest';
import { instant } from '../../../../src/domain/instant.ts';
import {
  deviceGroups,
  groupsOf,
  nodeSeries,
  partTrees,
} from '../../../../src/service/forecasting/node-series.ts';
import { twoVillages, villageDevices } from '../../../support/forecast-ground.ts';

const groups = deviceGroups(villageDevices, instant(0));
const trees = partTrees(twoVillages, groups);
const series = nodeSeries(twoVillages, trees);

function groupIds(nodeId: string, kind: string): string[] {
  const found = series.find((one) => one.nodeId === nodeId && one.kind === kind);
  return found === undefined ? [] : groupsOf(found, trees).map(({ id }) => id);
}

test('no group is divided between owners, and storage is in none', () => {
  expect(groups.map(({ id, capacityKw }) => [id, capacityKw])).toEqual([
    ['county/wind/', 500],
    ['qian/heat_pump/', 40],
    ['qian/load/', 80],
    ['qian/pv/coop', 50],
    ['zhao/load/', 100],
    ['zhao/pv/', 20],
    ['zhao/pv/coop', 30],
  ]);
});

test('nodes are sums of what is at and below them, cooperatives of what they own', () => {
  expect(groupIds('east', 'pv')).toEqual(['qian/pv/coop', 'zhao/pv/', 'zhao/pv/coop']);
  expect(groupIds('zhao', 'pv')).toEqual(['zhao/pv/', 'zhao/pv/coop']);
  expect(groupIds('coop', 'pv')).toEqual(['qian/pv/coop', 'zhao/pv/coop']);
  expect(groupIds('county', 'net')).toHaveLength(groups.length);
  expect(groupIds('zhao', 'wind')).toEqual([]);
});

test('the exchange counts consumption as import and generation as export', () => {
  const net = series.find(({ nodeId, kind }) => nodeId === 'zhao' && kind === 'net');
  expect(net?.parts.map(({ tree, sign }) => [trees[tree]?.kind, sign])).toEqual([
    ['load', 1],
    ['pv', -1],
  ]);
});

test('a retired device is in no group any more', () => {
  const retired = villageDevices.map((device) => ({ ...device, retiredAt: instant(10) }));
  expect(deviceGroups(retired, instant(9))).toHaveLength(groups.length);
  expect(deviceGroups(retired, instant(10))).toEqual([]);
});
