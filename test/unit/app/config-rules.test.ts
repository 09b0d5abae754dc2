import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { changed, faultsOf, smallCounty } from '../../support/small-county.ts';

interface Case {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly fault: { readonly at: string; readonly path: string; readonly says: string };
}

const cases: Record<string, Case[]> = parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/config-faults.yaml'), 'utf8'),
);

describe.each(Object.entries(cases))('%s', (_, rows) => {
  test.each(rows)('$what is told with its line and path', ({ from, to, fault }) => {
    const faults = faultsOf(changed(from, to));
    expect(faults.map(({ line, column, path }) => ({ at: `${line}:${column}`, path }))).toEqual([
      { at: fault.at, path: fault.path },
    ]);
    expect(faults[0]?.message).toContain(fault.says);
  });
});

test('the small county itself has no fault', () => {
  expect(faultsOf(smallCounty)).toEqual([]);
});

test('a circle through two nodes is told at both', () => {
  const faults = faultsOf(changed('id: east, name: 东变', 'id: east, name: 东变, parent: east-1'));
  expect(faults.map(({ path }) => path)).toEqual([
    'network.substations[0].parent',
    'network.feeders[0].parent',
  ]);
});

test('all faults of schema and rules come at once, in the order of their lines', () => {
  const text = changed('h2: 0.3', 'h2: 0.2')
    .replace('latitude: 34.82', 'latitude: north')
    .replace('ratingKva: 400', 'ratingKva: -1')
    .replace('node: zhao, coop', 'node: li, coop')
    .replace('port: 8080', 'prot: 8080');
  expect(faultsOf(text).map(({ line, path }) => `${line} ${path}`)).toEqual([
    '4 county.latitude',
    '12 network.areas[0].ratingKva',
    '16 cooperatives[0].shares',
    '19 devices[1].node',
    '47 http.prot',
  ]);
});

test('a faulty area does not make its devices homeless', () => {
  const faults = faultsOf(changed('ratingKva: 400, latitude: 34.9', 'ratingKva: big'));
  expect(faults.map(({ path }) => path)).toEqual(['network.areas[0].ratingKva']);
});

test('broken syntax is told with its line', () => {
  const faults = faultsOf(changed('shares: { h1', 'shares: { h1: { h1'));
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.every(({ message, line }) => message.startsWith('YAML: ') && line >= 16)).toBe(
    true,
  );
});

test('a key written twice is told at the second, beside other faults', () => {
  const faults = faultsOf(changed('  port: 8080', '  port: 8080\n  port: 8081\n  hots: here'));
  expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
    '48 http.port',
    '49 http.hots',
  ]);
});

test.each([
  ['an empty file', '', 'must be a mapping of keys, and is empty'],
  ['a list', '- 1', 'must be a mapping of keys, and is a list'],
  ['two documents', 'a: 1\n---\nb: 2', 'YAML: '],
  ['an alias to nothing', 'county: *nowhere', 'YAML: '],
  ['a tag of another program', 'county: !ruby/object {}', 'YAML: '],
  ['a file too long to be one', `#${'x'.repeat(2_000_000)}`, 'longer than'],
])('%s is a fault, not a crash', (_, text, words) => {
  expect(faultsOf(text)[0]?.message).toContain(words);
});

test('deep nesting and alias bombs are faults, not crashes', () => {
  expect(faultsOf(`a: ${'['.repeat(50_000)}`).length).toBeGreaterThan(0);
  const levels = 'bcdefghij'.split('').map((name, index) => {
    const inner = Array(9).fill(`*${'abcdefghi'[index]}`).join(', ');
    return `${name}: &${name} [${inner}]\n`;
  });
  expect(faultsOf(`a: &a [x, x, x]\n${levels.join('')}`)[0]?.message).toContain('alias');
});
