import { expect, test } from 'vitest';
import type { CountyPlan } from '../../../../simulators/county/county-plan.ts';
import { deviceCountOf } from '../../../../simulators/county/county-plan.ts';
import { countySizeNames, countySizes } from '../../../../simulators/county/county-size.ts';
import { countyYaml } from '../../../../simulators/county/county-yaml.ts';
import { generateCounty } from '../../../../simulators/county/generate.ts';
import { formatFault } from '../../../../src/app/config/faults.ts';
import { loadConfig } from '../../../../src/app/config/load.ts';
import { toDevices, toTopology } from '../../../../src/app/config/topology.ts';
import { type DeviceKind, deviceKinds } from '../../../../src/domain/device.ts';
import { diskSources } from '../../../support/small-county.ts';

const plans = {
  small: generateCounty({ size: countySizes.small, seed: 1 }),
  demo: generateCounty({ size: countySizes.demo, seed: 1 }),
  lankao: generateCounty({ size: countySizes.lankao, seed: 1 }),
};

function read(plan: CountyPlan) {
  const readFile = (): string => countyYaml(plan, 'made for a test');
  const outcome = loadConfig('county.yaml', { ...diskSources, readFile });
  if (!outcome.ok) throw new Error(outcome.fault.map(formatFault).join('\n'));
  return outcome.value;
}

function countOf(plan: CountyPlan, kind: DeviceKind): number {
  return deviceCountOf({ ...plan, devices: plan.devices.filter((device) => device.kind === kind) });
}

function ratingKwOf(plan: CountyPlan, kind: DeviceKind): number {
  return plan.devices
    .filter((device) => device.kind === kind)
    .reduce((sum, { ratingKw = 0, count = 1 }) => sum + ratingKw * count, 0);
}

test.each(countySizeNames)('the service takes a %s county and finds all of it', (name) => {
  const plan = plans[name];
  const config = read(plan);
  expect(toDevices(config)).toHaveLength(deviceCountOf(plan));
  const { substations, feeders, areas } = plan;
  expect(toTopology(config).nodes).toHaveLength(
    1 + substations.length + feeders.length + areas.length,
  );
  expect(new Set(toDevices(config).map(({ kind }) => kind))).toEqual(new Set(deviceKinds));
});

test.each(countySizeNames)(
  'in a %s county every transformer, feeder and gate is metered',
  (name) => {
    const { devices, areas, feeders, substations } = plans[name];
    const nodesOf = (kind: DeviceKind): string[] =>
      devices.filter((device) => device.kind === kind).map(({ node }) => node);
    expect(nodesOf('transformer_meter')).toEqual(areas.map(({ id }) => id));
    const idsOf = (nodes: readonly { id: string }[]): string[] => nodes.map(({ id }) => id);
    expect(nodesOf('pcc_meter')).toEqual(['lankao', ...idsOf(substations), ...idsOf(feeders)]);
  },
);

test('the small county is small, the demonstration is as large as the example', () => {
  expect(plans.small.areas).toHaveLength(3);
  expect(deviceCountOf(plans.small)).toBeGreaterThanOrEqual(20);
  expect(deviceCountOf(plans.small)).toBeLessThanOrEqual(30);
  const { substations, feeders, areas } = plans.demo;
  expect([substations.length, feeders.length, areas.length]).toEqual([2, 6, 24]);
  expect(deviceCountOf(plans.demo)).toBeGreaterThan(360);
  expect(deviceCountOf(plans.demo)).toBeLessThan(440);
});

test('Lankao has 450 villages in 16 townships, 750 MW of wind and tens of thousands of devices', () => {
  const { areas, cooperatives } = plans.lankao;
  const villages = new Set(areas.map(({ id }) => id.replace(/-\d+$/, '')));
  expect(villages.size).toBe(450);
  expect(cooperatives).toHaveLength(16);
  expect(ratingKwOf(plans.lankao, 'wind')).toBe(750_000);
  expect(deviceCountOf(plans.lankao)).toBeGreaterThan(15_000);
  expect(deviceCountOf(plans.lankao)).toBeLessThan(50_000);
});

test('transformers are around 400 kVA; in a few areas roofs are more than they carry', () => {
  const { areas } = plans.lankao;
  const meanKva = areas.reduce((sum, { ratingKva }) => sum + ratingKva, 0) / areas.length;
  expect(meanKva).toBeGreaterThan(350);
  expect(meanKva).toBeLessThan(470);
  const roofKwAt = (id: string): number =>
    plans.lankao.devices
      .filter(({ kind, node }) => kind === 'pv' && node === id)
      .reduce((sum, { ratingKw = 0, count = 1 }) => sum + ratingKw * count, 0);
  const shares = areas.slice(0, 100).map(({ id, ratingKva }) => roofKwAt(id) / ratingKva);
  const overloaded = shares.filter((share) => share > 1).length;
  expect(overloaded).toBeGreaterThan(0);
  expect(overloaded).toBeLessThan(20);
  expect(Math.max(...shares)).toBeLessThan(1.5);
  expect(Math.min(...shares)).toBeGreaterThan(0);
});

test('one seed always gives the same county, another seed another one', () => {
  const text = (seed: number): string =>
    countyYaml(generateCounty({ size: countySizes.demo, seed }), 'twice');
  expect(text(7)).toBe(text(7));
  expect(text(7)).not.toBe(text(8));
});

test('another number of areas and larger fleets change what they say and no more', () => {
  const size = { ...countySizes.demo, extent: { areas: 7 } };
  const seven = generateCounty({ size, seed: 1 });
  expect(seven.areas).toHaveLength(7);
  read(seven);
  const single = generateCounty({ size: { ...countySizes.lankao, fleet: 1 }, seed: 1 });
  const together = generateCounty({ size: { ...countySizes.lankao, fleet: 100 }, seed: 1 });
  expect(countOf(together, 'pv')).toBe(together.areas.length);
  for (const kind of ['pv', 'load'] as const) {
    const ratio = ratingKwOf(together, kind) / ratingKwOf(single, kind);
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-3);
  }
  expect(together.areas).toEqual(single.areas);
});

test('shares of a cooperative sum to one over all of a hundred seeds', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    for (const { shares } of generateCounty({ size: countySizes.small, seed }).cooperatives) {
      const sum = Object.values(shares).reduce((total, share) => total + share, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
      expect(Math.min(...Object.values(shares))).toBeGreaterThan(0);
    }
  }
});
