/** A step into the file: a key of a mapping or the place in a list. */
export type Path = readonly (string | number)[];

/** Something wrong at a path; `at` says whether the key or its value is to be pointed at. */
export interface Finding {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** A finding with its place in the file; line and column count from 1. */
export interface ConfigFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `devices[3].ratingKw`; empty for what concerns the whole file. */
  readonly path: string;
  readonly message: string;
}

export function finding(path: Path, message: string, at: Finding['at'] = 'value'): Finding {
  return { path, at, message };
}

export function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

export function formatFault({ file, line, column, path, message }: ConfigFault): string {
  return `${file}:${line}:${column}  ${path === '' ? '' : `${path}  `}${message}`;
}
