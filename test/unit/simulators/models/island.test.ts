import { expect, test } from 'vitest';
import type { SimulatedDevice } from '../../../../simulators/models/device-model.ts';
import { simulatedDevice } from '../../../../simulators/models/fleet.ts';
import { balanceIsland, type IslandBench } from '../../../../simulators/models/island.ts';
import type { DeviceKind } from '../../../../src/domain/device.ts';
import { demoCounty, demoSite } from '../../../support/demo-county.ts';

interface Plant {
  readonly fedKw: number;
  /** What a target can make it give. */
  readonly lowKw: number;
  readonly highKw: number;
}

/** An area of plants that follow at once within their bounds, with loads and two per cent of losses. */
function area(loadKw: number, plants: Readonly<Record<string, Plant>>) {
  const fed = new Map(Object.entries(plants).map(([id, { fedKw }]) => [id, fedKw]));
  const bench: IslandBench = {
    fedKw: ({ id }) => fed.get(id) ?? 0,
    tell: ({ id }, { mode, powerKw }) => {
      const { lowKw = 0, highKw = 0 } = plants[id] ?? {};
      const before = fed.get(id) ?? 0;
      const after = mode === 'limit' ? Math.min(before, powerKw) : powerKw;
      fed.set(id, Math.min(highKw, Math.max(lowKw, after)));
      return fed.get(id) ?? 0;
    },
    missingKw: () => {
      const sum = [...fed].reduce((total, [, kw]) => total + kw, 0);
      const others = sum - (fed.get('former') ?? 0);
      return loadKw + 0.02 * (loadKw + Math.abs(others)) - sum;
    },
  };
  return { fed, bench };
}

function plant(id: string, kind: DeviceKind): SimulatedDevice {
  const [node] = demoCounty(1).nodes.filter((candidate) => candidate.kind === 'area');
  if (node === undefined) throw new Error('the county has no area');
  const plate = { id, name: id, kind, ratingKw: 100, nodeId: node.id };
  return simulatedDevice(plate, node, { seed: 1, site: demoSite });
}

const plants = {
  former: plant('former', 'battery'),
  otherBatteries: [plant('second', 'battery')],
  sunAndWind: [plant('roof', 'pv'), plant('barn', 'pv')],
  otherEngines: [plant('engine', 'biogas')],
};
const battery = { fedKw: 0, lowKw: -100, highKw: 100 };
const sun = (fedKw: number): Plant => ({ fedKw, lowKw: 0, highKw: fedKw });

test('the battery gives what is missing, and the frequency falls with it', () => {
  const { fed, bench } = area(80, { former: battery, roof: sun(30) });
  const hz = balanceIsland(plants, bench);
  expect(fed.get('former')).toBeCloseTo(80 + 0.02 * 110 - 30, 6);
  expect(hz).toBeCloseTo(50 - 0.005 * (fed.get('former') ?? 0), 6);
  expect(Math.abs(bench.missingKw() ?? 1)).toBeLessThan(1e-6);
});

test('it takes what is too much, and the frequency rises', () => {
  const { fed, bench } = area(10, { former: battery, roof: sun(60) });
  expect(balanceIsland(plants, bench)).toBeGreaterThan(50.2);
  expect(fed.get('former')).toBeCloseTo(10 + 0.02 * 70 - 60, 6);
  expect(fed.get('roof')).toBe(60);
});

test('what it cannot give the second battery does', () => {
  const { fed, bench } = area(150, { former: battery, second: battery });
  expect(balanceIsland(plants, bench)).toBeCloseTo(49.5, 6);
  expect(fed.get('former')).toBe(100);
  expect(Math.abs(bench.missingKw() ?? 1)).toBeLessThan(1e-6);
});

test('of sun that nobody can take all roofs give the same share less', () => {
  const full = { ...battery, lowKw: -5 };
  const { fed, bench } = area(20, { former: full, roof: sun(60), barn: sun(30) });
  const hz = balanceIsland(plants, bench) ?? 0;
  const keptRatio = (fed.get('roof') ?? 0) / 60;
  expect(keptRatio).toBeGreaterThan(0.2);
  expect(keptRatio).toBeLessThan(0.35);
  expect((fed.get('barn') ?? 0) / 30).toBeCloseTo(keptRatio, 9);
  expect(hz).toBeCloseTo(52 - keptRatio, 9);
  expect(Math.abs(bench.missingKw() ?? 1)).toBeLessThan(1e-6);
});

test('where roofs give nothing and it is still too much, the engine stops', () => {
  const full = { ...battery, lowKw: -5 };
  const engine = { fedKw: 70, lowKw: 0, highKw: 100 };
  const { fed, bench } = area(20, { former: full, roof: sun(10), engine });
  expect(balanceIsland(plants, bench)).toBeCloseTo(52, 9);
  expect(fed.get('engine')).toBe(0);
  expect(Math.abs(bench.missingKw() ?? 1)).toBeLessThan(1e-6);
});

test('an island that lacks power collapses, and so does one with a surplus that nobody can stop', () => {
  expect(balanceIsland(plants, area(150, { former: battery }).bench)).toBeNull();
  const stuck = { fedKw: 150, lowKw: 150, highKw: 150 };
  expect(balanceIsland(plants, area(10, { former: battery, roof: stuck }).bench)).toBeNull();
});

test('wires that cannot carry it leave it dark', () => {
  const { bench } = area(10, { former: battery });
  expect(balanceIsland(plants, { ...bench, missingKw: () => null })).toBeNull();
});

test('an engine that leads is not led below its least power: the roofs give way', () => {
  const led = { ...plants, former: plant('former', 'biogas'), otherEngines: [] };
  const engine = { fedKw: 60, lowKw: 0, highKw: 100 };
  const { fed, bench } = area(50, { former: engine, roof: sun(40) });
  expect(balanceIsland(led, bench)).toBeGreaterThan(51);
  expect(fed.get('former')).toBeGreaterThanOrEqual(40);
  expect(fed.get('roof')).toBeLessThan(15);
});
