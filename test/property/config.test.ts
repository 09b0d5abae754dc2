import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { formatFault } from '../../src/app/config/faults.ts';
import { loadConfig } from '../../src/app/config/load.ts';
import { toDevices, toTopology } from '../../src/app/config/topology.ts';
import { diskSources, exampleFile, myMeter, smallCounty } from '../support/small-county.ts';

const example = readFileSync(exampleFile, 'utf8');
const exampleLines = example.split('\n');

/** Loads and uses what comes out; a fault must stand inside the text. */
function loadAndUse(text: string): boolean {
  const outcome = loadConfig('county.yaml', {
    ...diskSources,
    env: { GRAFANA_PASSWORD: 'x' },
    readFile: (path) => (path === 'county.yaml' ? text : myMeter),
  });
  if (outcome.ok) {
    expect(toTopology(outcome.value).nodes.length).toBeGreaterThan(0);
    expect(toDevices(outcome.value).length).toBeLessThanOrEqual(50_000);
    return true;
  }
  expect(outcome.fault.length).toBeGreaterThan(0);
  const lineCount = text.split('\n').length;
  for (const fault of outcome.fault) {
    expect(fault.line, formatFault(fault)).toBeGreaterThanOrEqual(1);
    expect(fault.line, formatFault(fault)).toBeLessThanOrEqual(lineCount);
    expect(fault.column, formatFault(fault)).toBeGreaterThanOrEqual(1);
    expect(fault.message).not.toBe('');
  }
  return false;
}

/** Every path of the document to something that can be exchanged. */
function pathsOf(node: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (isSeq(node))
    return [path, ...node.items.flatMap((item, index) => pathsOf(item, [...path, index]))];
  if (!isMap(node)) return [path];
  return [
    path,
    ...node.items.flatMap(({ key, value }) =>
      pathsOf(value, [...path, isScalar(key) ? String(key.value) : '']),
    ),
  ];
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '{n}',
    '../..',
    '__proto__',
    [],
    {},
  ),
  fc.string({ maxLength: 12 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

function mutated(document: Document, path: (string | number)[], value: unknown): string {
  const copy = document.clone() as Document;
  if (path.length === 0) copy.contents = copy.createNode(value) as typeof copy.contents;
  else copy.setIn(path, value);
  return copy.toString({ lineWidth: 0 });
}

describe('a changed configuration is read or refused, and never throws', () => {
  test('lines of the example left out, doubled or exchanged', () => {
    const lineIndex = fc.nat({ max: exampleLines.length - 1 });
    fc.assert(
      fc.property(
        lineIndex,
        lineIndex,
        fc.constantFrom('out', 'double', 'exchange'),
        (at, other, how) => {
          const lines = [...exampleLines];
          const line = lines[at] ?? '';
          if (how === 'out') lines.splice(at, 1);
          else if (how === 'double') lines.splice(other, 0, line);
          else [lines[at], lines[other]] = [lines[other] ?? '', line];
          loadAndUse(lines.join('\n'));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('characters of the example exchanged', () => {
    const at = fc.nat({ max: example.length - 1 });
    fc.assert(
      fc.property(
        at,
        fc.nat({ max: 8 }),
        fc.string({ unit: 'binary', maxLength: 8 }),
        (from, cut, put) => {
          loadAndUse(example.slice(0, from) + put + example.slice(from + cut));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('any value of a county that uses every section exchanged for another', () => {
    const text = smallCounty;
    const document = parseDocument(text);
    expect(loadAndUse(text)).toBe(true);
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(document.contents)), strange, (path, value) => {
        loadAndUse(mutated(document, path, value));
      }),
      { numRuns: 600 },
    );
  });

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void loadAndUse(text)),
      { numRuns: 200 },
    );
  });
});

test('shares are taken exactly when they sum to 1', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(parts, fc.constantFrom(0, 1e-12, 1e-6, -1e-3), (weights, error) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const shares = weights.map(
        (weight, index) => `h${index}: ${weight / total + (index === 0 ? error : 0)}`,
      );
      const text = smallCounty.replace('h1: 0.7, h2: 0.3', shares.join(', '));
      const inRange =
        weights[0] !== undefined &&
        weights[0] / total + error <= 1 &&
        weights[0] / total + error > 0;
      expect(loadAndUse(text)).toBe(inRange && Math.abs(error) <= 1e-9);
    }),
    { numRuns: 100 },
  );
});
