import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FaultBook } from './faults.ts';

/** Columns of numbers with the time label of each row as it stands in the file. */
export interface Table {
  readonly labels: readonly string[];
  /** Line of each row in the file, counted from 1. */
  readonly lines: readonly number[];
  /** By column name; NaN where a cell is empty. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Longest file, unpacked. */
const tableBytesMax = 512 * 1024 * 1024;
const gzipMagic = 0x8b1f;

/** Null where the file cannot be read as a table at all; bad rows are told and left out. */
export function readTable(path: string, faults: FaultBook): Table | null {
  try {
    const bytes = readFileSync(path);
    const packed = bytes.length > 2 && bytes.readUInt16LE(0) === gzipMagic;
    const plain = packed ? gunzipSync(bytes, { maxOutputLength: tableBytesMax }) : bytes;
    return parseTable(plain.toString('utf8'), faults);
  } catch (error) {
    faults.add(null, `cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
    return null;
  }
}

export function parseTable(text: string, faults: FaultBook): Table | null {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = header.split(',');
  if (names[0] !== 'time' || new Set(names).size !== names.length || names.length < 2) {
    faults.add(
      1,
      `the header is '${header.slice(0, 60)}'; it must start with time and name each column once`,
    );
    return null;
  }
  const labels: string[] = [];
  const goodLines: number[] = [];
  const cells: number[][] = names.slice(1).map(() => []);
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const row = readRow(line, names, index + 2, faults);
    if (row === null) continue;
    labels.push(row.label);
    goodLines.push(index + 2);
    for (const [column, value] of row.values.entries()) cells[column]?.push(value);
  }
  const columns = new Map(
    names.slice(1).map((name, column) => [name, Float64Array.from(cells[column] ?? [])]),
  );
  return { labels, lines: goodLines, columns };
}

function readRow(
  line: string,
  names: readonly string[],
  lineNumber: number,
  faults: FaultBook,
): { readonly label: string; readonly values: readonly number[] } | null {
  const [label = '', ...cells] = line.split(',');
  if (cells.length + 1 !== names.length) {
    faults.add(lineNumber, `has ${cells.length + 1} fields instead of ${names.length}`);
    return null;
  }
  const values = cells.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
  const bad = values.findIndex(
    (value, index) => !Number.isFinite(value) && cells[index]?.trim() !== '',
  );
  if (bad === -1) return { label, values };
  faults.add(lineNumber, `${names[bad + 1]} is '${cells[bad]?.slice(0, 40)}', which is no number`);
  return null;
}
