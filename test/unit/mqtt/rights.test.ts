import { expect, test } from 'vitest';
import { rightsOf } from '../../../src/mqtt/rights.ts';
import { isDownTopic } from '../../../src/mqtt/topic-filter.ts';

const device = rightsOf({
  type: 'device',
  deviceId: 'pv-1',
  extraPublish: ['shellies/+/emeter/#'],
});
const tool = rightsOf({
  type: 'tool',
  name: 'grafana',
  mayPublish: ['paulownia/v1/+/setpoint'],
  maySubscribe: ['paulownia/v1/+/telemetry', 'lab/#', '#'],
});
const narrow = rightsOf({
  type: 'tool',
  name: 'narrow',
  mayPublish: [],
  maySubscribe: ['paulownia/v1/+/telemetry', 'lab/#'],
});

test.each([
  ['paulownia/v1/pv-1/telemetry', true],
  ['paulownia/v1/pv-1/birth', true],
  ['paulownia/v1/pv-1/status', true],
  ['paulownia/v1/pv-1/ack', true],
  ['paulownia/v1/pv-1/setpoint', false],
  ['paulownia/v1/pv-1/error', false],
  ['paulownia/v1/pv-2/telemetry', false],
  ['paulownia/v1/pv-1/telemetry/more', false],
  ['shellies/em3/emeter/0/power', true],
  ['shellies/em3/emeter', true],
  ['shellies//emeter/0', false],
  ['shellies/+/emeter/0', false],
  ['shellies/em3/emeter/#', false],
  ['shellies/em3/relay/0', false],
  ['', false],
])('a device publishes on %s: %s', (topic, allowed) => {
  expect(device.mayPublish(topic)).toBe(allowed);
});

test.each([
  ['paulownia/v1/pv-1/setpoint', true],
  ['paulownia/v1/pv-1/error', true],
  ['paulownia/v1/pv-1/+', false],
  ['paulownia/v1/pv-1/telemetry', false],
  ['paulownia/v1/pv-2/setpoint', false],
  ['#', false],
])('a device subscribes to %s: %s', (filter, allowed) => {
  expect(device.maySubscribe(filter)).toBe(allowed);
});

test.each([
  ['paulownia/v1/+/telemetry', true],
  ['paulownia/v1/pv-1/telemetry', true],
  ['paulownia/v1/#', false],
  ['paulownia/+/+/telemetry', false],
  ['lab', true],
  ['lab/#', true],
  ['lab/a/+', true],
  ['labs/a', false],
])('a tool with filters subscribes to %s: %s', (filter, allowed) => {
  expect(narrow.maySubscribe(filter)).toBe(allowed);
});

test("a wildcard in front does not reach the broker's own topics", () => {
  expect(tool.maySubscribe('anything/#')).toBe(true);
  expect(tool.maySubscribe('$SYS/#')).toBe(false);
  expect(tool.mayPublish('paulownia/v1/pv-1/setpoint')).toBe(true);
  expect(tool.mayPublish('paulownia/v1/pv-1/telemetry')).toBe(false);
});

test.each([
  ['paulownia/v1/pv-1/setpoint', true],
  ['paulownia/v1/pv-1/error', true],
  ['paulownia/v1/pv-1/telemetry', false],
  ['other/pv-1/setpoint', false],
])('%s goes down to a device: %s', (topic, down) => {
  expect(isDownTopic(topic)).toBe(down);
});
