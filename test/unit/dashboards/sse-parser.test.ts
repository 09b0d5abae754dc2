import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffMs, longestWaitMs } from '../../../dashboards/console/src/api/back-off.ts';
import { createSseParser } from '../../../dashboards/console/src/api/sse-parser.ts';

const stream =
  'retry: 3000\n\n: alive\n\nid: 7\nevent: node\ndata: {"a":1}\n\ndata: x\ndata: y\n\n';
const expected = [
  { id: '7', event: 'node', data: '{"a":1}' },
  { id: '7', event: 'message', data: 'x\ny' },
];

test('events are read with their id, name and lines of data; comments are not events', () => {
  expect(createSseParser().push(stream)).toEqual(expected);
});

test('pieces may break anywhere, with any line ending', () => {
  const cuts = fc.array(fc.nat(stream.length * 2), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, fc.constantFrom('\n', '\r\n', '\r'), (places, lineEnd) => {
      const text = `${stream.replaceAll('\n', lineEnd)}:end${lineEnd}`;
      const parser = createSseParser();
      const borders = [0, ...places.filter((at) => at < text.length).sort((a, b) => a - b)];
      const events = borders.flatMap((from, index) =>
        parser.push(text.slice(from, borders[index + 1] ?? text.length)),
      );
      expect(events).toEqual(expected);
    }),
  );
});

test('a stream that never ends its line is given up', () => {
  const parser = createSseParser();
  expect(() => parser.push('x'.repeat(1_000_001))).toThrow(RangeError);
});

test('waits double up to a limit, and no two screens wait alike', () => {
  expect(backOffMs(0, () => 1)).toBe(1_000);
  expect(backOffMs(3, () => 1)).toBe(8_000);
  expect(backOffMs(60, () => 1)).toBe(longestWaitMs);
  expect(backOffMs(3, () => 0)).toBe(4_000);
});
