import { expect, test } from 'vitest';
import {
  nextRow,
  type TreeInput,
  treeRows,
} from '../../../dashboards/console/src/tree/tree-rows.ts';
import { fixtureDevices, fixtureTopology } from '../../support/console-fixture-county.ts';

const input: TreeInput = {
  nodes: fixtureTopology.nodes,
  devices: fixtureDevices.map((device) => ({
    ...device,
    powerKw: device.kind === 'pcc_meter' ? 12 : null,
  })),
  open: new Set(['lankao', 'chengguan']),
  search: '',
};
const ids = (some: Partial<TreeInput>): string[] =>
  treeRows({ ...input, ...some }).map(({ id }) => id);

test('shows what is unfolded, nodes before devices', () => {
  expect(ids({})).toEqual([
    'lankao',
    'chengguan',
    'chengdong',
    'taohua',
    'device:chengguan-pcc',
    'device:wind-guying',
    'device:weather-chengguan',
    'guyang',
    'device:lankao-pcc',
  ]);
});

test('a node counts the deviating devices below it and shows its own meter', () => {
  const [county, chengguan] = treeRows(input);
  expect(county).toMatchObject({ deviating: 4, powerKw: 12, level: 1 });
  expect(chengguan).toMatchObject({ deviating: 2, level: 2 });
});

test('a search opens the way to what it finds, in either language and by id', () => {
  expect(ids({ search: '张庄' })).toContain('taohua-1');
  expect(ids({ search: 'ZHANGZHUANG' })).toEqual(['lankao', 'chengguan', 'taohua', 'taohua-1']);
  expect(ids({ search: 'nanzhang-6-ev' })).toEqual([
    'lankao',
    'guyang',
    'nanzhang',
    'nanzhang-6',
    'device:nanzhang-6-ev-1',
  ]);
  expect(ids({ search: 'nothing like it' })).toEqual([]);
});

test('a part of the county without the node above it stands at the top', () => {
  const nodes = fixtureTopology.nodes.filter((node) => node.parentId === 'taohua');
  expect(ids({ nodes, devices: [] })).toHaveLength(6);
});

test('arrow keys walk the visible rows', () => {
  const rows = treeRows(input);
  expect(nextRow(rows, 'lankao', 'ArrowDown')?.id).toBe('chengguan');
  expect(nextRow(rows, 'chengdong', 'ArrowLeft')?.id).toBe('chengguan');
  expect(nextRow(rows, 'lankao', 'ArrowUp')).toBeNull();
  expect(nextRow(rows, 'lankao', 'End')?.id).toBe('device:lankao-pcc');
  expect(nextRow(rows, 'lankao', 'x')).toBeNull();
});
