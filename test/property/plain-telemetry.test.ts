// The short way of decoding takes what it takes exactly as the long way does.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultList } from '../../src/contract/decode-faults.ts';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { readJson } from '../../src/contract/json-payload.ts';
import { readPlainTelemetry } from '../../src/contract/plain-telemetry.ts';
import { readTelemetry } from '../../src/contract/telemetry.ts';
import { instant } from '../../src/domain/instant.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { deviceWith } from '../support/devices.ts';

const device = deviceWith();
const receivedAt = instant(1_780_000_000_000);
const names = kindSpecOf('pv').points.map(({ name }) => name);

function short(text: string): Reading[] | null {
  return readPlainTelemetry(Buffer.from(text), device, receivedAt);
}

/** What the long way makes of it; null where it finds any fault. */
function long(text: string): Reading[] | null {
  const faults = new FaultList();
  const json = readJson(Buffer.from(text));
  if (!json.ok) return null;
  const readings = readTelemetry(json.value, { device, receivedAt, faults });
  return faults.isEmpty() ? readings : null;
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t ');
const decimal = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(3)),
  fc.integer().map(String),
  fc.stringMatching(/^-?[0-9]{1,17}(\.[0-9]{1,17})?$/),
);
const oddValue = fc.constantFrom('01', '-', '1.', '.5', '+1', '-0', '0.0', '1e3', 'null', '"1"');
const time = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }).map(String),
  fc
    .date({ min: new Date(2020, 0), max: new Date(2030, 0), noInvalidDate: true })
    .map((at) => JSON.stringify(at.toISOString())),
  fc.constantFrom('"2026-07-01T12:00:00+08:00"', '"2026-02-30T12:00:00Z"', '1780000000', '1.5e12'),
);

function objectText(fields: readonly (readonly [string, string])[], gap: string): string {
  const parts = fields.map(([name, text]) => `${gap}"${name}"${gap}:${gap}${text}${gap}`);
  return `{${parts.join(',')}}`;
}

const values = fc
  .tuple(
    fc.shuffledSubarray(names),
    fc.array(fc.oneof({ weight: 9, arbitrary: decimal }, oddValue)),
    space,
  )
  .map(([points, texts, gap]) =>
    objectText(
      points.map((name, place) => [name, texts[place] ?? '1.5']),
      gap,
    ),
  );
const reading = fc
  .tuple(time, fc.option(fc.nat().map(String)), values, space, fc.integer({ min: 0, max: 5 }))
  .map(([at, seq, points, gap, turn]) => {
    const fields = [
      ['measuredAt', at] as const,
      ...(seq === null ? [] : [['seq', seq] as const]),
      ['values', points] as const,
    ];
    const first = turn % fields.length;
    return objectText([...fields.slice(first), ...fields.slice(0, first)], gap);
  });
/** As many values as rows, and now and then one more or less. */
function columnOf<Text>(text: fc.Arbitrary<Text>, rows: number): fc.Arbitrary<string> {
  const length = fc.oneof({ weight: 19, arbitrary: fc.constant(rows) }, fc.constant(rows + 1));
  return length
    .chain((count) => fc.array(text, { minLength: count, maxLength: count }))
    .map((texts) => `[${texts.join(',')}]`);
}

const columns = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.subarray(names), fc.option(fc.nat().map(String)), space)
  .chain(([rows, points, seq, gap]) => {
    const value = fc.oneof({ weight: 29, arbitrary: decimal }, oddValue);
    const texts = fc.tuple(columnOf(time, rows), ...points.map(() => columnOf(value, rows)));
    return fc.tuple(texts, fc.nat(2)).map(([[times, ...all], turn]) => {
      const values = points.map((name, place) => [name, all[place] ?? '[]'] as const);
      const fields = [
        ['measuredAt', times] as const,
        ['values', objectText(values, gap)] as const,
        ...(seq === null ? [] : [['seq', seq] as const]),
      ];
      const first = turn % fields.length;
      return objectText([...fields.slice(first), ...fields.slice(0, first)], gap);
    });
  });
const payload = fc.oneof(
  reading,
  fc.array(reading, { maxLength: 4 }).map((all) => `[${all.join(',')}]`),
  columns,
);

test('what it takes is what the long way makes of it', () => {
  const taken = { reading: 0, array: 0, columns: 0 };
  fc.assert(
    fc.property(payload, (text) => {
      const readings = short(text);
      if (readings === null) return;
      const form = text.startsWith('[') ? 'array' : 'reading';
      taken[/"measuredAt"\s*:\s*\[/.test(text) ? 'columns' : form] += 1;
      expect(readings).toEqual(long(text));
    }),
    { numRuns: 3_000 },
  );
  for (const count of Object.values(taken)) expect(count).toBeGreaterThan(20);
});

test('nor does a byte that is changed, left out or added make a difference', () => {
  const byte = fc.constantFrom(...'{}[]",:.-+0159eE \\tn\u0001é');
  fc.assert(
    fc.property(payload, fc.nat(), byte, fc.nat(2), (text, place, other, way) => {
      const at = place % text.length;
      const changed =
        text.slice(0, at) + (way === 1 ? '' : other) + text.slice(at + (way === 2 ? 0 : 1));
      const readings = short(changed);
      if (readings !== null) expect(readings).toEqual(long(changed));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  '{"measuredAt":1780000000000,"seq":12,"values":{"powerKw":49.123,"currentA":-0.5}}',
  ' [ {"values" : {"currentA":3, "powerKw":0.1}, "measuredAt":"2026-07-01T12:00:00+08:00"} ] ',
  '{"measuredAt":[1780000000000, 1780000005000],"seq":12,"values":{"currentA":[3,4],"powerKw":[0.1, -2]}}',
  ' { "values" : {"powerKw" : [ 1 ] } , "measuredAt" : [ "2026-07-01T12:00:00+08:00" ] } ',
])('it takes %s', (text) => {
  expect(short(text)).not.toBeNull();
  expect(short(text)).toEqual(long(text));
});

test.each([
  ['columns without rows', '{"measuredAt":[],"values":{"powerKw":[]}}'],
  ['columns without points', '{"measuredAt":[1780000000000],"values":{}}'],
  ['an absent value', '{"measuredAt":[1780000000000],"values":{"powerKw":[null]}}'],
  ['columns of other lengths', '{"measuredAt":[1780000000000],"values":{"powerKw":[1,2]}}'],
  ['one value for all times', '{"measuredAt":[1780000000000],"values":{"powerKw":1}}'],
  ['numbers in a column', '{"measuredAt":[1780000000000],"seq":[1],"values":{"powerKw":[1]}}'],
  ['a column twice', '{"measuredAt":[1780000000000],"values":{"powerKw":[1],"powerKw":[1]}}'],
  ['back-fill', '{"measuredAt":1780000000000,"historical":true,"values":{"powerKw":1}}'],
  ['no time', '{"values":{"powerKw":1}}'],
  ['no values', '{"measuredAt":1780000000000}'],
  ['an empty object', '{"measuredAt":1780000000000,"values":{}}'],
  ['an unknown point', '{"measuredAt":1780000000000,"values":{"powerKW":1}}'],
  ['a point twice', '{"measuredAt":1780000000000,"values":{"powerKw":1,"powerKw":1}}'],
  [
    'a field twice',
    '{"measuredAt":1780000000000,"measuredAt":1780000000000,"values":{"powerKw":1}}',
  ],
  ['more than 15 digits', '{"measuredAt":1780000000000,"values":{"powerKw":0.1234567890123456}}'],
  ['nothing', ''],
  ['an array of nothing', '[]'],
])('it leaves %s to the long way', (_name, text) => {
  expect(short(text)).toBeNull();
});

test('a payload that is too long is left to the long way, which says so', () => {
  const text = '{"measuredAt":1780000000000,"values":{"powerKw":1}}';
  expect(short(text + ' '.repeat(262_144 - text.length))).not.toBeNull();
  expect(short(text + ' '.repeat(262_145 - text.length))).toBeNull();
});
