import { expect, test } from 'vitest';
import { toDevices, toTopology } from '../../../src/app/config/topology.ts';
import { loadText, smallCounty } from '../../support/small-county.ts';

function smallConfig() {
  const outcome = loadText(smallCounty);
  if (!outcome.ok) throw new Error('the small county is good');
  return outcome.value;
}

test('the tree lists parents before children, the county first', () => {
  const { nodes } = toTopology(smallConfig());
  expect(nodes.map(({ id, kind, parentId }) => `${id} ${kind} ${parentId}`)).toEqual([
    'lankao county null',
    'east substation lankao',
    'east-1 feeder east',
    'zhao area east-1',
  ]);
  expect(nodes[3]).toEqual({
    id: 'zhao',
    name: '赵庄',
    nameEn: null,
    kind: 'area',
    parentId: 'east-1',
    ratingKva: 400,
    latitude: 34.9,
    longitude: 114.8,
  });
});

test('cooperatives keep their shares', () => {
  expect(toTopology(smallConfig()).cooperatives).toEqual([
    { id: 'coop', name: '合作社', nameEn: null, shares: { h1: 0.7, h2: 0.3 } },
  ]);
});

test('a template becomes numbered devices', () => {
  const pv = toDevices(smallConfig()).filter(({ kind }) => kind === 'pv');
  expect(pv.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'zhao-pv-1 光伏 1',
    'zhao-pv-2 光伏 2',
    'zhao-pv-3 光伏 3',
  ]);
  expect(pv[0]).toEqual({
    id: 'zhao-pv-1',
    name: '光伏 1',
    kind: 'pv',
    nodeId: 'zhao',
    cooperativeId: 'coop',
    ratingKw: 20,
    reportIntervalS: 300,
    profile: null,
  });
});

test('a meter without a rating has that of its transformer, and other kinds have none', () => {
  const ratings = toDevices(smallConfig()).map(({ id, ratingKw }) => [id, ratingKw]);
  expect(Object.fromEntries(ratings)).toMatchObject({ 'zhao-meter': 400, gate: 900, sky: null });
});
