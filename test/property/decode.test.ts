import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DecodeResult } from '../../src/contract/decode.ts';
import { faultMeanings } from '../../src/contract/decode-faults.ts';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { valueAbsMax } from '../../src/contract/message-limits.ts';
import { deviceKinds } from '../../src/domain/device.ts';
import { contextOf, decode, receivedAt, shippedProfile, valuesOf } from '../support/decoding.ts';
import { deviceWith } from '../support/devices.ts';

const profiles = ['shelly-3em', 'tasmota-plug', 'flat-gateway'].map(shippedProfile);
const context = contextOf(
  [
    ...deviceKinds.map((kind, key) => deviceWith({ key, id: kind, kind })),
    ...profiles.map(({ id }, key) => deviceWith({ key: 100 + key, id, kind: 'load', profile: id })),
  ],
  profiles,
);
const topics = [
  ...['telemetry', 'birth', 'status', 'ack', 'error'].map(
    (channel) => `paulownia/v1/pv/${channel}`,
  ),
  'shelly-3em/status/em:0',
  'shelly-3em/status/emdata:0',
  'shelly-3em/online',
  'tele/tasmota-plug/SENSOR',
  'tele/tasmota-plug/LWT',
  'gateways/flat-gateway/devices',
  'gateways/flat-gateway/flat',
];
const topic = fc.oneof(fc.constantFrom(...topics), fc.string({ maxLength: 60 }));

/** What must hold of every answer, whatever was sent. */
function expectSound({ messages, faults }: DecodeResult): void {
  expect(messages.length + faults.length).toBeGreaterThan(0);
  for (const { code, detail } of faults) {
    expect(faultMeanings).toHaveProperty(code);
    expect(detail.length).toBeLessThan(400);
    expect(detail).toMatch(/^\P{Cc}+$/u);
  }
  for (const message of messages) {
    if (message.type !== 'telemetry') continue;
    const { device, values, measuredAt } = message.reading;
    expect(values).toHaveLength(kindSpecOf(device.kind).points.length);
    expect(Number.isInteger(measuredAt)).toBe(true);
    expect(values.some((value) => !Number.isNaN(value))).toBe(true);
    expect(values.every((value) => Number.isNaN(value) || Math.abs(value) <= valueAbsMax)).toBe(
      true,
    );
  }
}

test('any bytes on any topic give messages or faults', () => {
  fc.assert(
    fc.property(topic, fc.uint8Array({ maxLength: 400 }), (name, bytes) => {
      expectSound(decode(name, bytes, context));
    }),
    { numRuns: 2_000 },
  );
});

test('any JSON on any topic gives messages or faults', () => {
  fc.assert(
    fc.property(topic, fc.json({ maxDepth: 6 }), (name, text) => {
      expectSound(decode(name, text, context));
    }),
    { numRuns: 2_000 },
  );
});

/** Values as they come out of broken devices. */
const oddValue = fc.oneof(
  fc.double(),
  fc.constantFrom<unknown>(null, true, '12.5', [], {}, [1, 2], 1e308, '2026-07-01T12:00:00Z'),
  fc.string({ maxLength: 20 }),
);
const oddReading = fc.record(
  {
    measuredAt: fc.oneof(fc.constant(receivedAt), fc.array(oddValue, { maxLength: 4 }), oddValue),
    seq: oddValue,
    historical: oddValue,
    values: fc.oneof(
      fc.dictionary(
        fc.oneof(fc.constantFrom('powerKw', 'voltageV', '__proto__'), fc.string({ maxLength: 9 })),
        fc.oneof(oddValue, fc.array(oddValue, { maxLength: 4 })),
      ),
      oddValue,
    ),
    time: fc.oneof(fc.constant(receivedAt), oddValue),
    devices: fc.oneof(
      fc.array(fc.dictionary(fc.constantFrom('id', 'powerKw'), oddValue)),
      oddValue,
    ),
    ENERGY: fc.oneof(
      fc.dictionary(fc.constantFrom('Power', 'Total', 'Voltage'), oddValue),
      oddValue,
    ),
    total_act_power: oddValue,
    kind: oddValue,
    points: oddValue,
    commandId: oddValue,
    state: oddValue,
  },
  { requiredKeys: [] },
);

test('messages of nearly the right form give messages or faults', () => {
  fc.assert(
    fc.property(topic, fc.oneof(oddReading, fc.array(oddReading)), (name, payload) => {
      expectSound(decode(name, payload, context));
    }),
    { numRuns: 3_000 },
  );
});

const reading = fc.constantFrom(...deviceKinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    measuredAt: fc.integer({ min: 0, max: 1_000_000 }).map((ms) => receivedAt - ms),
    values: fc
      .subarray(
        kindSpecOf(kind).points.map(({ name }) => name),
        { minLength: 1 },
      )
      .chain((names) =>
        fc.record(
          Object.fromEntries(
            names.map((name) => [name, fc.double({ min: -1e9, max: 1e9, noNaN: true })]),
          ),
        ),
      ),
  }),
);

test('a valid message with bytes changed, lost or added gives messages or faults', () => {
  const damage = fc.array(
    fc.record({
      place: fc.nat(1_000),
      byte: fc.integer({ min: -1, max: 255 }),
      insert: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(reading, damage, ({ kind, ...payload }, changes) => {
      const bytes = [...Buffer.from(JSON.stringify(payload))];
      for (const { place, byte, insert } of changes) {
        const added = byte < 0 ? [] : [byte];
        bytes.splice(place % bytes.length, insert ? 0 : 1, ...added);
      }
      expectSound(decode(`paulownia/v1/${kind}/telemetry`, Uint8Array.from(bytes), context));
    }),
    { numRuns: 2_000 },
  );
});

test('what a device sends is what is read: one by one, as an array, and in columns', () => {
  fc.assert(
    fc.property(reading, ({ kind, measuredAt, values }) => {
      const forms = [
        { measuredAt, values },
        [{ measuredAt: new Date(measuredAt).toISOString(), values }],
        {
          measuredAt: [measuredAt],
          values: Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, [value]]),
          ),
        },
      ];
      for (const form of forms) {
        const { readings, codes } = decode(`paulownia/v1/${kind}/telemetry`, form, context);
        expect(codes).toEqual([]);
        expect(readings.map((read) => [read.measuredAt, valuesOf(read)])).toEqual([
          [measuredAt, { ...JSON.parse(JSON.stringify(values)) }],
        ]);
      }
    }),
    { numRuns: 500 },
  );
});
