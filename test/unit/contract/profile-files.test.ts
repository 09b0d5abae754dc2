import { describe, expect, test } from 'vitest';
import { parseProfile, subscriptionsOf, topicFiltersOf } from '../../../src/contract/profile.ts';
import { contextOf, decode, receivedAt, valuesOf } from '../../support/decoding.ts';
import { deviceWith } from '../../support/devices.ts';

const head = 'id: own\ntitle: own devices\n';

/** Reads the one message of a profile with `mapping`, sent by a PV plant. */
function mapped(mapping: string, payload: unknown, topic = 'own/pv-1') {
  const profile = parseProfile(`${head}messages: [${mapping}]`, 'own.yaml');
  if (!profile.ok) return profile.fault.map(({ message }) => message);
  const device = deviceWith({ id: 'pv-1', kind: 'pv', profile: 'own' });
  const { readings, codes } = decode(topic, payload, contextOf([device], [profile.value]));
  return codes.length > 0
    ? codes
    : readings.map((reading) => [reading.measuredAt, valuesOf(reading)]);
}

describe('a mapping', () => {
  const point = (text: string) => `{topic: 'own/{device}', points: ${text}}`;

  test.each([
    ['a plain number', '{powerKw: $}', '12.5', { powerKw: 12.5 }],
    ['a path', '{powerKw: a.b}', { a: { b: 3 } }, { powerKw: 3 }],
    ['a place in an array', '{powerKw: "a[1].b"}', { a: [{ b: 1 }, { b: 2 }] }, { powerKw: 2 }],
    ['a quoted key', `{powerKw: '["em.0"].p'}`, { 'em.0': { p: 4 } }, { powerKw: 4 }],
    ['a unit', '{powerKw: {path: p, unit: MW}}', { p: 0.0125 }, { powerKw: 12.5 }],
    ['a direction', '{powerKw: {path: p, sign: -1}}', { p: 0 }, { powerKw: 0 }],
    [
      'a scale, then an offset',
      '{inverterTempC: {path: t, scale: 0.1, offset: -40}}',
      { t: 650 },
      { inverterTempC: 25 },
    ],
    ['Fahrenheit', '{inverterTempC: {path: t, unit: °F}}', { t: 212 }, { inverterTempC: 100 }],
    ['a sum', '{powerKw: {path: [a, b], unit: W}}', { a: 1_000, b: 500 }, { powerKw: 1.5 }],
    ['a mean', '{voltageV: {path: [a, b], combine: mean}}', { a: 230, b: 232 }, { voltageV: 231 }],
  ] as [string, string, unknown, object][])('understands %s', (_, text, payload, values) => {
    expect(mapped(point(text), payload)).toEqual([[receivedAt, values]]);
  });

  test('leaves a sum out where a part of it is missing or null', () => {
    const text = point('{powerKw: {path: [a, b]}, voltageV: u}');
    expect(mapped(text, { a: 1, b: null, u: 230 })).toEqual([[receivedAt, { voltageV: 230 }]]);
  });

  test('takes no number of impossible size', () => {
    expect(mapped(point('{powerKw: p}'), '{"p": 1e300}')).toEqual(['not_finite']);
  });

  test('reads a time in seconds', () => {
    const text = `{topic: 'own/{device}', time: {path: ts, unit: s}, points: {powerKw: p}}`;
    const ts = (receivedAt - 2_500) / 1_000;
    expect(mapped(text, { ts, p: 1 })).toEqual([[receivedAt - 2_500, { powerKw: 1 }]]);
  });

  test('finds devices by key, with ids of its own and times of their own', () => {
    const text = `{topic: own/all, time: {path: t, in: device}, devices: {each: list, ids: {'inverter 1': pv-1}}, points: {powerKw: p}}`;
    const payload = { list: { 'inverter 1': { t: receivedAt, p: 2 } } };
    expect(mapped(text, payload, 'own/all')).toEqual([[receivedAt, { powerKw: 2 }]]);
  });

  test('finds devices by a number with a prefix', () => {
    const text = `{topic: own/all, devices: {id: n, idPrefix: pv-}, points: {powerKw: p}}`;
    expect(mapped(text, [{ n: 1, p: 2 }], 'own/all')).toEqual([[receivedAt, { powerKw: 2 }]]);
  });

  test('reads a word of a JSON status', () => {
    const text = `{topic: 'own/{device}', status: {path: link.up, online: 'true', offline: 'false'}}`;
    expect(mapped(text, { link: { up: true } })).toEqual([]);
    expect(mapped(text, { link: {} })).toEqual(['wrong_type']);
  });
});

describe('a topic pattern', () => {
  const topics = (pattern: string) => {
    const profile = parseProfile(
      `${head}messages: [{topic: '${pattern}', devices: {}, points: {powerKw: p}}]`,
      'own.yaml',
    );
    if (!profile.ok) return profile.fault.map(({ message }) => message).join();
    const { topic } = profile.value.messages[0] ?? {};
    return (name: string) => [
      topic?.match(name)?.deviceId,
      ...topicFiltersOf(profile.value, 'd.1'),
      ...subscriptionsOf([profile.value]),
    ];
  };
  const matched = (pattern: string, topic: string) => {
    const match = topics(pattern);
    return typeof match === 'string' ? match : match(topic);
  };

  test.each([
    ['a/{device}/c', 'a/d.1/c', ['d.1', 'a/d.1/c', 'a/+/c']],
    ['a/x-{device}/c', 'a/x-d.1/c', ['d.1', 'a/x-d.1/c', 'a/+/c']],
    ['a/+/{device}/#', 'a/b/d.1/c/e', ['d.1', 'a/+/d.1/#', 'a/+/+/#']],
    ['a/{device}/#', 'a/d.1', ['d.1', 'a/d.1/#', 'a/+/#']],
    ['a/gateway', 'a/gateway', [null, 'a/gateway', 'a/gateway']],
    ['a.b/{device}', 'aXb/d.1', [undefined, 'a.b/d.1', 'a.b/+']],
    ['a/{device}', 'a/d 1', [undefined, 'a/d.1', 'a/+']],
  ])('%s over %s', (pattern, topic, expected) => {
    expect(matched(pattern, topic)).toEqual(expected);
  });

  test.each([
    '',
    'a//b',
    '#',
    '+/a',
    'a/#/b',
    'a/b+',
    '$SYS/{device}',
    '{device}/{device}',
    'paulownia/v1/{device}/x',
  ])("'%s' is refused", (pattern) => {
    expect(matched(pattern, 'a')).toBeTypeOf('string');
  });
});

describe('faults of a file', () => {
  test('are listed at once, each with its line', () => {
    const text = [
      'id: Own Devices',
      'title: own devices',
      'kinds: [pv, toaster]',
      'colour: red',
      'messages:',
      '  - topic: own//{device}',
      '    points:',
      '      powerKw: a..b',
    ].join('\n');
    const profile = parseProfile(text, 'own.yaml');
    const faults = profile.ok ? [] : profile.fault;
    expect(faults.map(({ line, path }) => [line, path])).toEqual([
      [1, 'id'],
      [3, 'kinds.1'],
      [4, 'colour'],
      [6, 'messages.0.topic'],
      [8, 'messages.0.points.powerKw.path'],
    ]);
    expect(faults.every(({ source }) => source === 'own.yaml')).toBe(true);
  });

  test.each([
    ['{topic: "own/{device}", points: {socPct: s}}', 'is no point of pv'],
    ['{topic: "own/{device}", points: {powerKw: {path: p, unit: kWh}}}', 'does not become kW'],
    ['{topic: "own/{device}"}', 'must have points or status'],
    ['{topic: "own/{device}", points: {}}', 'has no points'],
    ['{topic: "own", points: {powerKw: p}}', 'names no {device}'],
    [
      '{topic: "own", devices: {id: a, separator: b}, points: {powerKw: p}}',
      'both id and separator',
    ],
    [
      '{topic: "own/{device}", points: {powerKw: p}, time: {path: t, zone: Mars/Base}}',
      'must be a time zone',
    ],
  ])('%s', (message, expected) => {
    const profile = parseProfile(`${head}kinds: [pv]\nmessages: [${message}]`, 'own.yaml');
    const told = profile.ok ? [] : profile.fault.map((fault) => fault.message);
    expect(told.join()).toContain(expected);
  });

  test.each([
    ['broken YAML', 'id: [a\ntitle: b'],
    ['a repeated key', 'id: a\nid: b'],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, n) => `${name}: &${name} [${`*${'abcdefgh'[n]},`.repeat(9)}]`)
        .join('\n')}`,
    ],
    ['a text of a megabyte', 'x'.repeat(1_000_000)],
    ['nothing', ''],
  ])('%s is a fault, not a crash', (_, text) => {
    expect(parseProfile(text, 'own.yaml').ok).toBe(false);
  });
});
