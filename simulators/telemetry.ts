import type { Instant } from '../src/domain/instant.ts';

/** One row of telemetry, points by name; a point that is not there was not measured. */
export interface Row {
  readonly at: Instant;
  /** Number of the reading; rows that were never numbered have none. */
  readonly seq?: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Rows that fit well below the longest payload that is taken (262,144 bytes). */
export const rowsPerMessageMax = 1_440;
export const payloadBytesMax = 200_000;

export function singlePayload(row: Row): string {
  return JSON.stringify({ measuredAt: row.at, seq: row.seq, values: row.values });
}

/** Rows as columns in one payload; null where a row has no value. */
export function columnPayload(rows: readonly Row[], historical: boolean): string {
  const names = new Set(rows.flatMap((row) => Object.keys(row.values)));
  return JSON.stringify({
    measuredAt: rows.map((row) => row.at),
    ...(rows[0]?.seq === undefined ? {} : { seq: rows.map((row) => row.seq) }),
    ...(historical ? { historical } : {}),
    values: Object.fromEntries(
      Array.from(names, (name) => [name, rows.map((row) => row.values[name] ?? null)]),
    ),
  });
}

/** Rows as columns in as many payloads as their size needs, the rows of each beside it. */
export function columnPayloads(
  rows: readonly Row[],
  historical: boolean,
): { readonly payload: string; readonly rows: readonly Row[] }[] {
  if (rows.length > rowsPerMessageMax) return halves(rows, historical);
  const payload = columnPayload(rows, historical);
  // Payloads are plain ASCII: a character is a byte.
  if (payload.length > payloadBytesMax && rows.length > 1) return halves(rows, historical);
  return rows.length === 0 ? [] : [{ payload, rows }];
}

function halves(
  rows: readonly Row[],
  historical: boolean,
): { readonly payload: string; readonly rows: readonly Row[] }[] {
  const middle = Math.ceil(rows.length / 2);
  return [
    ...columnPayloads(rows.slice(0, middle), historical),
    ...columnPayloads(rows.slice(middle), historical),
  ];
}
