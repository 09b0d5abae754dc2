import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reference data that lies beside the checkout and is no part of it. */
const sharedData = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

export interface SharedFolder {
  readonly path: string;
  readonly absent: boolean;
  /** Test name; says why the test is left out where the data is absent. */
  title(name: string): string;
}

export function sharedFolder(name: string): SharedFolder {
  const path = join(sharedData, name);
  const absent = !existsSync(path);
  const title = (text: string): string =>
    absent ? `${text} (left out: the reference data ${name} is not beside the checkout)` : text;
  return { path, absent, title };
}

export type CsvRow = Readonly<Record<string, string>>;

/** Rows of a plain CSV file without quotes, by column name. */
export function readCsv(path: string): CsvRow[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

/** A cell as a number; an empty cell is NaN. */
export function numberIn(row: CsvRow, name: string): number {
  const cell = row[name];
  if (cell === undefined) throw new Error(`no column ${name}`);
  return cell === '' ? Number.NaN : Number(cell);
}
