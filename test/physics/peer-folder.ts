import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CsvTable } from './csv-table.ts';

interface ManifestEntry {
  readonly file: string;
  readonly rows: number | null;
  readonly sha256: string;
  /** What a faithful implementation should meet, in words; `input` for files without answers. */
  readonly tolerance: string;
}

/** A folder of reference vectors with its manifest: answers of libraries that others wrote. */
export class PeerFolder {
  readonly path: string;
  readonly entries: readonly ManifestEntry[];
  readonly #tables = new Map<string, CsvTable>();

  constructor(path: string) {
    this.path = path;
    this.entries = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).files;
  }

  /** Files whose path fits the pattern, in which `*` stands for one part of the path. */
  files(pattern: string): string[] {
    return this.entries.map(({ file }) => file).filter((file) => fits(pattern, file));
  }

  table(file: string): CsvTable {
    const known = this.#tables.get(file);
    if (known !== undefined) return known;
    const table = new CsvTable(file, readFileSync(join(this.path, file), 'utf8'));
    this.#tables.set(file, table);
    return table;
  }

  json<T>(file: string): T {
    return JSON.parse(readFileSync(join(this.path, file), 'utf8')) as T;
  }

  /**
   * The number in `words`, such as 0.001 of `0.001 W/m2`. Throws unless the manifest uses just these
   * words for the file, so that a tolerance that was changed there is never overlooked here.
   */
  tolerance(file: string, words: string): number {
    const said = this.entry(file).tolerance;
    if (!said.includes(words)) {
      throw new Error(`the manifest asks '${said}' of ${file}, and the check expects '${words}'`);
    }
    const [number] = /\d+(\.\d+)?(e-?\d+)?/.exec(words) ?? [];
    if (number === undefined) throw new Error(`'${words}' holds no number`);
    return Number(number);
  }

  entry(file: string): ManifestEntry {
    const entry = this.entries.find((candidate) => candidate.file === file);
    if (entry === undefined) throw new Error(`the manifest does not name ${file}`);
    return entry;
  }

  /** What is wrong with the folder itself, a sentence each. */
  faults(): string[] {
    const named = new Set(this.entries.map(({ file }) => file));
    const there = readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1))
      .filter((file) => file !== 'manifest.json' && file !== 'README.md');
    const unnamed = there.filter((file) => !named.has(file));
    const missing = [...named].filter((file) => !there.includes(file));
    const changed = this.entries.filter(
      ({ file, sha256 }) => !missing.includes(file) && this.#hash(file) !== sha256,
    );
    return [
      ...unnamed.map((file) => `${file} is not in the manifest`),
      ...missing.map((file) => `${file} is in the manifest and missing`),
      ...changed.map(({ file }) => `${file} is not what the manifest's checksum says`),
    ];
  }

  #hash(file: string): string {
    return createHash('sha256')
      .update(readFileSync(join(this.path, file)))
      .digest('hex');
  }
}

export function fits(pattern: string, file: string): boolean {
  const wanted = pattern.split('/');
  const parts = file.split('/');
  return (
    wanted.length === parts.length &&
    wanted.every((part, place) => part === '*' || part === parts[place])
  );
}
