import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkConfig } from '../../../src/app/cli/check-config.ts';
import { configJsonSchema } from '../../../src/app/cli/config-schema.ts';
import { formatFault } from '../../../src/app/config/faults.ts';
import { loadConfig } from '../../../src/app/config/load.ts';
import { toDevices, toTopology } from '../../../src/app/config/topology.ts';
import { deviceKinds } from '../../../src/domain/device.ts';
import { exchangeMetersOf } from '../../../src/domain/topology.ts';
import { diskSources, exampleFile } from '../../support/small-county.ts';

function example() {
  const outcome = loadConfig(exampleFile, diskSources);
  if (!outcome.ok) throw new Error(outcome.fault.map(formatFault).join('\n'));
  return outcome.value;
}

test('the example is good, without anything in the environment', () => {
  const { exitCode, output } = checkConfig(exampleFile, diskSources);
  expect(output).toBe(
    `${exampleFile}: good. 2 substations, 6 feeders, 24 areas, 406 devices, 4 cooperatives, embedded broker.\n`,
  );
  expect(exitCode).toBe(0);
});

test('the example has devices of every kind and a meter on every transformer', () => {
  const config = example();
  const devices = toDevices(config);
  expect(new Set(devices.map(({ kind }) => kind))).toEqual(new Set(deviceKinds));
  const metered = devices
    .filter(({ kind }) => kind === 'transformer_meter')
    .map(({ nodeId }) => nodeId);
  expect(metered).toEqual(config.network.areas.map(({ id }) => id));
  expect(toTopology(config).nodes).toHaveLength(33);
});

test('every node of the example has its exchange measured', () => {
  const config = example();
  const topology = toTopology(config);
  const devices = toDevices(config).map((device, key) => {
    return { ...device, key, origin: 'configuration' as const, retiredAt: null };
  });
  for (const node of topology.nodes) {
    expect(exchangeMetersOf(topology, node.id, devices).length, node.id).toBeGreaterThan(0);
  }
});

test('faults are printed one a line, and counted', () => {
  const readFile = (): string =>
    readFileSync(exampleFile, 'utf8').replace('port: 8080', 'prot: 8080');
  const { exitCode, output } = checkConfig('county.yaml', { ...diskSources, readFile });
  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /^county\.yaml:\d+:3 {2}http\.prot {2}is not a known key \(did you mean 'port'\?\)\n1 fault in county\.yaml\.\n$/,
  );
});

type Schema = { [key: string]: unknown; properties?: Record<string, Schema> };
const schema: Schema = JSON.parse(configJsonSchema());

function undescribed(part: unknown, path: string): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { properties = {} } = part as Schema;
  const here = Object.entries(properties).filter(([, value]) => value.description === undefined);
  const below = Object.entries(part).flatMap(([key, value]) =>
    undescribed(value, `${path}/${key}`),
  );
  return [...here.map(([key]) => `${path}/${key}`), ...below];
}

test('every key is described in the JSON Schema', () => {
  expect(undescribed(schema, '')).toEqual([]);
});

const server = Fastify({
  ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
});
server.post('/', { schema: { body: schema } }, async () => 'accepted');
afterAll(() => server.close());

async function statusFor(payload: object): Promise<number> {
  return (await server.inject({ method: 'POST', url: '/', payload })).statusCode;
}

test('the JSON Schema takes the example, and not what the loader would refuse', async () => {
  const written = parse(readFileSync(exampleFile, 'utf8'));
  expect(await statusFor(written)).toBe(200);
  expect(await statusFor({ ...written, htpp: {} })).toBe(400);
  expect(await statusFor({ ...written, http: { port: 'eighty' } })).toBe(400);
  expect(await statusFor({ ...written, tools: [{ name: 'a', password: 'plain' }] })).toBe(400);
});
