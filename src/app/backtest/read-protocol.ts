import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataFault } from './data-fault.ts';
import { type Protocol, protocolForm } from './protocol-schema.ts';

const fileName = 'protocol.json';

/** One set of a data folder. */
export interface DataSet {
  readonly name: string;
  readonly folder: string;
}

/**
 * The sets of a folder: itself where it holds a protocol.json, else its folders that hold one.
 * Throws `DataFault` where there is none.
 */
export function setsIn(folder: string): DataSet[] {
  if (!existsSync(folder)) throw new DataFault(`${folder}: there is no such folder`);
  if (existsSync(join(folder, fileName))) return [{ name: basename(folder), folder }];
  const sets = readdirSync(folder, { withFileTypes: true })
    .map(({ name }) => ({ name, folder: join(folder, name) }))
    .filter((set) => existsSync(join(set.folder, fileName)))
    .sort((a, b) => a.name.localeCompare(b.name));
  if (sets.length > 0) return sets;
  throw new DataFault(`${folder}: there is no ${fileName} in it, nor in any of its folders`);
}

/** The protocol of a set. Throws `DataFault` that names the file and every key that is off. */
export function readProtocol(folder: string): Protocol {
  const file = join(folder, fileName);
  const checked = protocolForm.safeParse(jsonOf(file));
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(
    ({ path, message }) => `${file}: ${path.length > 0 ? pathText(path) : 'top level'}: ${message}`,
  );
  throw new DataFault(faults.join('\n'));
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DataFault(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, place) =>
      typeof part === 'number' ? `[${part}]` : `${place > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
}
