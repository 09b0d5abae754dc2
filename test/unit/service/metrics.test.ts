import { expect, test } from 'vitest';
import { labelled, prometheusText, single } from '../../../src/service/metrics.ts';

test('metrics are written as Prometheus reads them', () => {
  const text = prometheusText([
    single('a_total', 'counter', 'Things that were counted.', 3),
    labelled('b', 'gauge', 'Things by kind.', 'kind', [
      ['one', 1],
      ['two', 2.5],
    ]),
  ]);
  expect(text).toBe(
    [
      '# HELP a_total Things that were counted.',
      '# TYPE a_total counter',
      'a_total 3',
      '# HELP b Things by kind.',
      '# TYPE b gauge',
      'b{kind="one"} 1',
      'b{kind="two"} 2.5',
      '',
    ].join('\n'),
  );
});

test('quotes, backslashes and line ends of labels cannot break a line', () => {
  const text = prometheusText([labelled('c', 'gauge', 'x', 'name', [['a"b\\c\nd', 1]])]);
  expect(text).toContain('c{name="a\\"b\\\\c\\nd"} 1\n');
});

test('a family without samples is named all the same', () => {
  expect(prometheusText([labelled('d', 'gauge', 'None yet.', 'code', [])])).toBe(
    '# HELP d None yet.\n# TYPE d gauge\n',
  );
});
