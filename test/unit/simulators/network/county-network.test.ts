import { describe, expect, test } from 'vitest';
import { simulatedDevice } from '../../../../simulators/models/fleet.ts';
import { type CountyFlow, CountyNetwork } from '../../../../simulators/network/county-network.ts';
import type { DrawnPower } from '../../../../simulators/network/device-power.ts';
import type { FieldNode } from '../../../../simulators/network/field-node.ts';
import { terminalsOf } from '../../../../simulators/network/grid-draft.ts';
import type { NodeFlow } from '../../../../simulators/network/node-flow.ts';
import type { DeviceKind } from '../../../../src/domain/device.ts';
import { demoCounty, demoSite } from '../../../support/demo-county.ts';

function node(id: string, kind: FieldNode['kind'], parentId: string | null, eastDeg = 0) {
  const { latitude, longitude } = demoSite;
  const ratingKva = { county: null, substation: 20_000, feeder: null, area: 200 }[kind];
  return { id, kind, parentId, ratingKva, latitude, longitude: longitude + eastDeg };
}

const nodes: readonly FieldNode[] = [
  node('county', 'county', null),
  node('sub', 'substation', 'county', 0.05),
  { ...node('line', 'feeder', 'sub'), latitude: null, longitude: null },
  node('near', 'area', 'line', 0.06),
  node('far', 'area', 'line', 0.14),
];
const roofs = Array.from({ length: 8 }, (_, place) => `roof-${place + 1}`);
const homes = Array.from({ length: 6 }, (_, place) => `homes-${place + 1}`);

function village(
  seed: number,
  places = nodes,
  more: readonly (readonly [string, DeviceKind, number])[] = [],
): CountyNetwork {
  const device = (id: string, kind: DeviceKind, ratingKw: number) => {
    const area = nodes.find((candidate) => candidate.id === 'far') ?? node('far', 'area', null);
    const plate = { id, name: id, kind, ratingKw, nodeId: 'far' };
    return simulatedDevice(plate, area, { seed, site: demoSite });
  };
  const devices = [
    ...roofs.map((id) => device(id, 'pv', 30)),
    ...homes.map((id) => device(id, 'load', 30)),
    device('plant', 'biogas', 150),
    ...more.map((plate) => device(...plate)),
  ];
  return new CountyNetwork({ nodes: places, devices, site: demoSite });
}

function all(ids: readonly string[], kw: number, kvar = 0): [string, DrawnPower][] {
  return ids.map((id) => [id, { kw, kvar }]);
}

function at(flow: CountyFlow, id: string): NodeFlow {
  const node = flow.nodes.get(id);
  if (node === undefined) throw new Error(`${id} has no flow`);
  return node;
}

describe('a village at the end of its line', () => {
  const network = village(3);
  const evening = network.solve(new Map(all(homes, 18, 6)), 1);
  const noon = network.solve(new Map([...all(homes, 4, 1), ...all(roofs, -27)]), 1);
  const still = network.solve(new Map(), 1);

  test('in the evening voltage falls from the gate to the last house', () => {
    const fall = ['sub', 'line', 'far'].map((id) => at(evening, id).voltagePu);
    expect(fall[1]).toBeLessThan(fall[0] ?? 0);
    const worst = Math.min(...homes.map((id) => evening.voltagePu.get(id) ?? 0));
    expect(worst).toBeLessThan(at(evening, 'far').voltagePu - 0.005);
    expect(worst).toBeGreaterThan(0.85);
  });

  test('at noon the roofs lift it, most at the end of the village line', () => {
    const lift = roofs.map((id) => (noon.voltagePu.get(id) ?? 0) - at(noon, 'far').voltagePu);
    expect(at(noon, 'far').voltagePu).toBeGreaterThan(at(still, 'far').voltagePu + 0.01);
    expect(Math.max(...lift)).toBeGreaterThan(0.01);
    expect(Math.max(...lift)).toBeLessThan(0.07);
    expect(Math.min(...lift)).toBeGreaterThan(0);
    expect(Math.max(...lift)).toBeGreaterThan(1.5 * Math.min(...lift));
  });

  test('more than the transformer carries shows as reverse power and a loading above 1', () => {
    expect(at(noon, 'far').meterKw).toBeLessThan(-180);
    const full = network.solve(new Map(all(roofs, -30)), 1);
    expect(at(full, 'far').loadingRatio).toBeGreaterThan(1.1);
    expect(at(full, 'far').loadingRatio).toBeLessThan(1.25);
    expect(at(evening, 'far').loadingRatio).toBeLessThan(0.7);
  });

  test('losses are positive, and without load only iron loses', () => {
    for (const flow of [evening, noon]) {
      for (const { wireLossKw, transformerLossKw } of flow.nodes.values()) {
        expect(wireLossKw).toBeGreaterThanOrEqual(0);
        expect(transformerLossKw).toBeGreaterThanOrEqual(0);
      }
    }
    const iron = [...still.nodes.values()].reduce((sum, flow) => sum + flow.transformerLossKw, 0);
    // 18 kW of 20 MVA and 0.24 kW of each 200 kVA, at a voltage a little above the nominal one.
    expect(iron).toBeGreaterThan(18.4);
    expect(iron).toBeLessThan(20.5);
    expect(at(still, 'county').meterKw).toBeCloseTo(iron, 0);
  });

  test('a meter balances what is below it with the losses on the way', () => {
    for (const [flow, drawnKw] of [
      [evening, 6 * 18],
      [noon, 6 * 4 - 8 * 27],
    ] as const) {
      const { meterKw, wireLossKw } = at(flow, 'far');
      expect(meterKw).toBeCloseTo(drawnKw + wireLossKw, 6);
      const upKw = ['near', 'far'].reduce(
        (sum, id) => sum + at(flow, id).meterKw + at(flow, id).transformerLossKw,
        0,
      );
      expect(at(flow, 'line').meterKw).toBeCloseTo(upKw + at(flow, 'line').wireLossKw, 6);
    }
  });

  test('the source’s voltage reaches everyone', () => {
    const higher = network.solve(new Map(), 1.02);
    for (const [id, voltagePu] of still.voltagePu) {
      expect((higher.voltagePu.get(id) ?? 0) / voltagePu).toBeCloseTo(1.02, 4);
    }
  });
});

test('loads that the network cannot carry are cut to half, and again, and the balance closes', () => {
  const flow = village(3).solve(new Map([...all(homes, 900, 400), ...all(roofs, -5)]), 1);
  expect(flow.servedRatio).toBeLessThan(1);
  const { meterKw, wireLossKw } = at(flow, 'far');
  expect(meterKw).toBeCloseTo(flow.servedRatio * 6 * 900 - 8 * 5 + wireLossKw, 4);
  expect(Math.min(...flow.voltagePu.values())).toBeGreaterThan(0.4);
});

test('a plant that belongs to a substation gets a grid that carries it', () => {
  const network = village(3, nodes, [['slip', 'wind', 30_000]]);
  const flow = network.solve(new Map(all(['slip'], -30_000)), 1);
  expect(flow.servedRatio).toBe(1);
  expect(at(flow, 'county').meterKw).toBeLessThan(-24_000);
  expect(at(flow, 'far').loadingRatio).toBeGreaterThan(100);
});

test('the regulator lifts the busbar in a long step, remembers its tap, and waits in a short one', () => {
  const network = village(3);
  const draws = new Map(all(homes, 12, 4));
  const gear = { cutOff: new Set<string>(), islands: new Set<string>(), taps: new Map() };
  const short = network.solve(draws, 0.93, { ...gear, elapsedS: 10 });
  expect(short.taps.get('sub')).toEqual({ position: -2, waitedS: 10 });
  expect(at(short, 'sub').voltagePu).toBeLessThan(0.96);
  const long = network.solve(draws, 0.93, { ...gear, taps: short.taps, elapsedS: 900 });
  expect(at(long, 'sub').voltagePu).toBeGreaterThan(1.02);
  expect(long.taps.get('sub')?.position).toBeLessThan(-6);
  const later = network.solve(draws, 0.93, { ...gear, taps: long.taps, elapsedS: 0 });
  expect(at(later, 'sub').voltagePu).toBe(at(long, 'sub').voltagePu);
  expect(network.solve(draws, 0.93)).toEqual(village(3).solve(draws, 0.93));
});

test('a line that is cut off has no voltage and no losses, and one that is back is as before', () => {
  const network = village(3);
  const before = network.solve(new Map(all(homes, 12, 4)), 1);
  const gear = { islands: new Set<string>(), taps: new Map(), elapsedS: 0 };
  const cutOff = new Set(['line', 'near', 'far']);
  const flow = network.solve(new Map(), 1, { ...gear, cutOff });
  for (const id of cutOff) {
    const dead = { voltagePu: 0, meterKw: 0, meterKvar: 0, wireLossKw: 0, transformerLossKw: 0 };
    expect(at(flow, id)).toMatchObject(dead);
  }
  expect(flow.voltagePu.get('homes-1')).toBe(0);
  expect(at(flow, 'sub').voltagePu).toBeGreaterThan(1);
  expect(network.solve(new Map(all(homes, 12, 4)), 1)).toEqual(before);
});

test('an island is fed from the terminals of its plant, and what that must give closes it', () => {
  const network = village(3);
  const gear = { islands: new Set(['far']), taps: new Map(), elapsedS: 0 };
  const cutOff = new Set(['line', 'near', 'far']);
  const draws = new Map(all(homes, 15, 5));
  const missingKw = network.missingKw('far', draws, cutOff) ?? Number.NaN;
  expect(missingKw).toBeGreaterThan(6 * 15);
  expect(missingKw).toBeLessThan(1.1 * 6 * 15);
  const closed = new Map([...draws, ['plant', { kw: -missingKw, kvar: 0 }] as const]);
  expect(Math.abs(network.missingKw('far', closed, cutOff) ?? 1)).toBeLessThan(1e-6);
  const flow = network.solve(closed, 1, { ...gear, cutOff });
  expect(flow.voltagePu.get('plant')).toBe(1);
  expect(at(flow, 'far').wireLossKw).toBeCloseTo(missingKw - 6 * 15, 6);
  expect(at(flow, 'far').meterKw).toBe(0);
  expect(() => network.solve(draws, 1, { ...gear, cutOff })).toThrow('the balance of the county');
  expect(network.missingKw('near', draws, cutOff)).toBeNull();
});

test('the seed draws the village; the same one draws it again', () => {
  expect(village(3).grid.network).toEqual(village(3).grid.network);
  expect(village(3).grid.network).not.toEqual(village(4).grid.network);
});

test('taps are set so that the busbar has about 400 V on a usual evening', () => {
  const far = village(3).solve(new Map(all(homes, 9, 3)), 1);
  expect(Math.abs(at(far, 'far').voltagePu - 1)).toBeLessThan(0.015);
});

test('at the end of a long line the tap is set to give more', () => {
  const long = nodes.map((place) => (place.id === 'far' ? { ...place, longitude: 115.4 } : place));
  const tapOf = (places: readonly FieldNode[]): number =>
    village(3, places).grid.network.branches.find(({ id }) => id === 'transformer of far')
      ?.tapRatio ?? 0;
  expect(tapOf(long)).toBeLessThan(tapOf(nodes));
});

test('every device with power has terminals, and a large one a cable of its own', () => {
  const { grid } = village(3);
  const ids = new Set(grid.network.buses.map(({ id }) => id));
  for (const id of [...roofs, ...homes, 'plant']) expect(ids).toContain(terminalsOf(id));
  const cable = grid.network.branches.find(({ toBusId }) => toBusId === terminalsOf('plant'));
  expect(cable?.fromBusId).toBe('far');
});

test('a rating that is far too small for its devices still gives a network that can be solved', () => {
  const county = demoCounty(4);
  const tiny = county.nodes.map((place) =>
    place.kind === 'area' ? { ...place, ratingKva: 5 } : place,
  );
  const devices = county.devices.map((device) =>
    simulatedDevice(
      device,
      tiny.find(({ id }) => id === device.nodeId) ?? tiny[0] ?? node('', 'county', null),
      {
        seed: 1,
        site: demoSite,
      },
    ),
  );
  const network = new CountyNetwork({ nodes: tiny, devices, site: demoSite });
  const full = devices.map(({ id, kind, ratingKw }): [string, DrawnPower] => [
    id,
    { kw: kind === 'pv' ? -ratingKw : 0, kvar: 0 },
  ]);
  const flow = network.solve(new Map(full), 1.01);
  expect(at(flow, 'area-1').loadingRatio).toBeGreaterThan(20);
});
