import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { newDeviceSchema } from '../../../src/contract/http.ts';
import { kindSpecs } from '../../../src/contract/kind-specs.ts';
import { mqttReference } from '../../../src/contract/mqtt-reference.ts';
import { parseProfile } from '../../../src/contract/profile.ts';
import { readSetpoint } from '../../../src/contract/setpoint.ts';
import { contextOf, decode, receivedAt, shippedProfile, valuesOf } from '../../support/decoding.ts';
import { deviceWith } from '../../support/devices.ts';

const page = readFileSync(new URL('../../../docs/mqtt.md', import.meta.url), 'utf8');
const blocks = (pattern: RegExp): RegExpExecArray[] => [...page.matchAll(pattern)];

const [, profileYaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const own = parseProfile(profileYaml, 'village-inverter.yaml');
const context = contextOf(
  [
    deviceWith({ id: 'pv-17', kind: 'pv' }),
    deviceWith({ id: 'hall-1', kind: 'pv', profile: 'village-inverter' }),
    deviceWith({ id: 'pump-1', kind: 'load', profile: 'flat-gateway' }),
    deviceWith({ id: 'pump-2', kind: 'load', profile: 'flat-gateway' }),
  ],
  [shippedProfile('flat-gateway'), ...(own.ok ? [own.value] : [])],
);

test('docs/mqtt.md says what the program goes by (npm run docs writes it anew)', () => {
  expect(page).toBe(mqttReference());
});

describe('an example of the page', () => {
  const examples = blocks(/Topic `([^`]+)`:\n((?:\n```(?:json|text)\n[\s\S]*?```\n)+)/g).flatMap(
    ([, topic = '', parts = '']) =>
      [...parts.matchAll(/```(?:json|text)\n([\s\S]*?)```/g)].map(([, payload = '']) => [
        topic,
        payload,
      ]),
  );

  test('has a topic', () => {
    expect(examples).toHaveLength(blocks(/```(?:json|text)\n/g).length);
    expect(examples.length).toBeGreaterThan(9);
  });

  test.each(examples)('on %s is read without a fault: %s', (topic, payload) => {
    const { messages, faults } = decode(topic ?? '', payload, context);
    expect(faults).toEqual([]);
    expect(messages.length).toBeGreaterThan(0);
  });

  const commands = blocks(/^mosquitto_pub .* -t (\S+) -m (?:'(.*)'|"(.*)"|(\S+))$/gm).map(
    ([, topic, single, double, word]) => [
      topic,
      single ??
        double?.replaceAll('\\"', '"').replace('$(date +%s)', `${receivedAt / 1_000}`) ??
        word,
    ],
  );

  test('is there for the shell', () => {
    expect(commands).toHaveLength(blocks(/^mosquitto_pub/gm).length);
    expect(commands.length).toBeGreaterThan(2);
  });

  test.each(commands)('for the shell on %s is read without a fault: %s', (topic, payload) => {
    expect(decode(topic ?? '', payload, context).faults).toEqual([]);
  });

  test('of a profile reads the message below it', () => {
    expect(own).toMatchObject({ ok: true });
    const [, payload] = examples.find(([topic]) => topic === 'solar/hall-1/data') ?? [];
    const { readings } = decode('solar/hall-1/data', payload, context);
    expect(readings[0]?.measuredAt).toBe(receivedAt);
    expect(valuesOf(readings[0])).toEqual({
      powerKw: 12.3,
      energyTotalKwh: 48_211.5,
      voltageV: 231,
      inverterTempC: 40,
    });
  });
});

test('the registration of the page fits the interface', () => {
  const [, body = ''] = /^curl .* -d '(.*)' /m.exec(page) ?? [];
  expect(newDeviceSchema.safeParse(JSON.parse(body))).toMatchObject({ success: true });
});

test('the page has every point of every kind, and every shipped profile', () => {
  for (const { kind, points } of kindSpecs) {
    const [, section = ''] = page.split(`\n### ${kind}\n`);
    const [own = ''] = section.split('\n### ');
    expect(own.match(/^\| `\w+`/gm)).toEqual(points.map(({ name }) => `| \`${name}\``));
  }
  const shipped = readdirSync(new URL('../../../src/contract/profiles/', import.meta.url));
  for (const file of shipped) expect(page).toContain(`| \`${file.replace('.yaml', '')}\` |`);
});

test('the setpoint of the page is read by a device', () => {
  const [, payload = ''] = /setpoint` carries, for example:\n\n {4}(.+)\n/.exec(page) ?? [];
  expect(readSetpoint(Buffer.from(payload))).toMatchObject({
    ok: true,
    value: { mode: 'limit', powerKw: 12.5, rampKwPerS: 0.5 },
  });
});
