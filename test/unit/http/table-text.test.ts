import { expect, test } from 'vitest';
import { csvTextOf, jsonTextOf } from '../../../src/http/table-text.ts';
import type { Cell } from '../../../src/service/application.ts';
import { tableOf } from '../../support/fake-county.ts';

const rows: Cell[][] = [
  ['2026-05-04T08:00:00.000Z', [], 12.3],
  ['2026-05-04T08:15:00.000Z', ['jump', 'stuck'], null],
  ['2026-05-04T08:30:00.000Z', [], Number.NaN],
];

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

test('JSON has its head, columns and rows, whatever the pages', async () => {
  for (const pageRows of [1, 2, 3, 10]) {
    const text = await textOf(
      jsonTextOf({ node: 'county', resolution: '15m' }, tableOf(rows, pageRows)),
    );
    expect(JSON.parse(text)).toEqual({
      node: 'county',
      resolution: '15m',
      columns: ['at', 'reasons', 'powerKw'],
      rows: [rows[0], rows[1], ['2026-05-04T08:30:00.000Z', [], null]],
    });
  }
});

test('a table without rows is a table', async () => {
  expect(JSON.parse(await textOf(jsonTextOf({}, tableOf([])))).rows).toEqual([]);
  expect(await textOf(csvTextOf(tableOf([])))).toBe('\uFEFFat,reasons,powerKw\r\n');
});

test('pages without rows, and pages of thousands, leave no stray commas', async () => {
  const many = Array.from({ length: 1_234 }, (_, index) => [index]);
  const pages = async function* () {
    yield [];
    yield many;
    yield [];
  };
  const text = await textOf(jsonTextOf({}, { columns: ['n'], pages: pages() }));
  expect(JSON.parse(text).rows).toEqual(many);
});

test('CSV begins with the mark that spreadsheets look for, and quotes what it must', async () => {
  const awkward = [...rows, ['a,b', ['say "x"'], -1]];
  expect(await textOf(csvTextOf(tableOf(awkward)))).toBe(
    [
      '\uFEFFat,reasons,powerKw',
      '2026-05-04T08:00:00.000Z,,12.3',
      '2026-05-04T08:15:00.000Z,jump;stuck,',
      '2026-05-04T08:30:00.000Z,,',
      '"a,b","say ""x""",-1',
      '',
    ].join('\r\n'),
  );
});
