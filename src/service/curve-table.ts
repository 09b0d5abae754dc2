import { curveColumns } from '../contract/http.ts';
import { minuteMs } from '../domain/instant.ts';
import { fail, succeed } from '../domain/outcome.ts';
import type { Asked, TableAnswer, TableQuery } from './application.ts';
import { curveRows, hoursOf, type SumSlots, storedSums } from './curves.ts';
import type { CurveMembers, Directory } from './directory.ts';
import type { ReadingStore } from './ports.ts';
import { curveRangeMsMax, onWholeSlots, rangeFault } from './range-limits.ts';
import { rolledUpSums } from './slot-columns.ts';

/** The curve of a node at the resolution asked for, in one page: it has at most some 10,000 rows. */
export async function curveTable(
  members: CurveMembers,
  query: TableQuery,
  deps: { readonly store: ReadingStore; readonly directory: Directory },
): Promise<Asked<TableAnswer>> {
  const fault = rangeFault(query, curveRangeMsMax);
  if (fault !== null) return fail(fault);
  const rows = await curveRows(members, onWholeSlots(query), sumsAt(query, deps));
  return succeed({ columns: curveColumns, pages: onePage(rows) });
}

function sumsAt(
  { resolution }: TableQuery,
  { store, directory }: { store: ReadingStore; directory: Directory },
): SumSlots {
  switch (resolution) {
    case '1d':
      return storedSums(store, '1d');
    case '1h': {
      const quarters = storedSums(store, '15m');
      return async (query) => hoursOf(await quarters(query));
    }
    case '15m':
      return storedSums(store, '15m');
    case '1m':
    case 'raw':
      return rolledUpSums(store, directory, minuteMs);
  }
}

export async function* onePage<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
