import type { PeerFolder } from './peer-folder.ts';

/** How well one answer of ours agrees with a peer's, over the rows of a file. */
export interface Finding {
  readonly file: string;
  /** The columns or the quantity that were compared. */
  readonly what: string;
  /** Rows compared; none at all is a failure. */
  readonly rows: number;
  readonly worstError: number;
  readonly tolerance: number;
}

export interface PeerCheck {
  /** Files whose answers it compares; `*` stands for one part of a path. */
  readonly answers: readonly string[];
  /** Files that it reads to compute them. */
  readonly inputs: readonly string[];
  run(folder: PeerFolder): Finding[];
}

/** Keeps the worst of many differences; a value that only one side has is an infinite one. */
export class Worst {
  rows = 0;
  error = 0;

  add(ours: number, theirs: number): void {
    this.addError(Number.isNaN(ours) && Number.isNaN(theirs) ? 0 : Math.abs(ours - theirs));
  }

  /** The difference as a share of the peer's value, or as it is where that is zero. */
  addRelative(ours: number, theirs: number): void {
    const error = Math.abs(ours - theirs) / (theirs === 0 ? 1 : Math.abs(theirs));
    this.addError(Number.isNaN(ours) && Number.isNaN(theirs) ? 0 : error);
  }

  addError(error: number): void {
    this.rows += 1;
    this.error = Math.max(this.error, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  }

  finding(file: string, what: string, tolerance: number): Finding {
    return { file, what, rows: this.rows, worstError: this.error, tolerance };
  }
}

export function isWithin({ rows, worstError, tolerance }: Finding): boolean {
  return rows > 0 && worstError <= tolerance;
}

/** Compares one column row by row with what we compute from the same row. */
export function columnFinding(
  folder: PeerFolder,
  file: string,
  options: {
    readonly column: string;
    /** As the manifest words it. */
    readonly tolerance: string;
    readonly relative?: boolean;
    readonly rows?: readonly number[];
    readonly ours: (row: number) => number;
  },
): Finding {
  const table = folder.table(file);
  const worst = new Worst();
  for (const row of options.rows ?? table.where(() => true)) {
    const theirs = table.number(row, options.column);
    if (options.relative === true) worst.addRelative(options.ours(row), theirs);
    else worst.add(options.ours(row), theirs);
  }
  return worst.finding(file, options.column, folder.tolerance(file, options.tolerance));
}
