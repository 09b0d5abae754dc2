/** Tables as text in pieces: what is not yet asked for is not yet made. */
import type { Cell, TableAnswer } from '../service/application.ts';

/** Rows that are made into one piece of text, so that a large page does not hold up everything else. */
const rowsPerPiece = 500;

function* piecesOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerPiece) {
    yield rows.slice(start, start + rowsPerPiece);
  }
}

/** `{…head, "columns": […], "rows": […]}`. */
export async function* jsonTextOf(
  head: Readonly<Record<string, string>>,
  table: TableAnswer,
): AsyncGenerator<string> {
  const opening = JSON.stringify({ ...head, columns: table.columns });
  yield `${opening.slice(0, -1)},"rows":[`;
  let separator = '';
  for await (const page of table.pages) {
    for (const rows of piecesOf(page)) {
      yield separator + JSON.stringify(rows).slice(1, -1);
      separator = ',';
    }
  }
  yield ']}';
}

/** Spreadsheets take a file for UTF-8 when it begins with this. */
const byteOrderMark = '\uFEFF';
const lineEnd = '\r\n';

/** RFC 4180. Several values of one cell are separated by semicolons. */
export async function* csvTextOf(table: TableAnswer): AsyncGenerator<string> {
  yield byteOrderMark + table.columns.map(csvCell).join(',') + lineEnd;
  for await (const page of table.pages) {
    for (const rows of piecesOf(page)) {
      yield rows.map((row) => row.map(csvCell).join(',') + lineEnd).join('');
    }
  }
}

function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = typeof cell === 'string' ? cell : (cell ?? []).join(';');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
