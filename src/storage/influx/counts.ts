/** How much is stored, and where it lies. */
import type { DeviceKind } from '../../domain/device.ts';
import type { HistoryLevel, RowCounts } from '../../service/counted-store.ts';
import { identifier, select, timeIn } from './influxql.ts';
import type { Totals } from './progress.ts';
import { keysOfTags, type RowSource } from './rows.ts';
import { measurementOf, pointNamesOf } from './schema.ts';
import type { InfluxSeries, InfluxTransport } from './transport.ts';

/** Readings that a condition holds for, and present values in them. */
export async function totalsWhere(
  transport: InfluxTransport,
  kind: DeviceKind,
  where: readonly string[],
): Promise<Totals> {
  const counted = ['quality', ...pointNamesOf(kind)];
  const [series] = await transport.query(
    select({
      what: counted.map((name) => `count(${identifier(name)})`),
      from: measurementOf(kind, 'raw'),
      where,
    }),
  );
  const [, rows = 0, ...points] = series?.values[0]?.map(Number) ?? [];
  return { rows, points: points.reduce((sum, count) => sum + count, 0) };
}

/** Half-open span of all rows of a measurement; null where there are none. */
export async function spanOf(
  transport: InfluxTransport,
  measurement: string,
): Promise<{ readonly from: number; readonly to: number } | null> {
  const at = async (which: 'first' | 'last'): Promise<number | null> => {
    const what = [`${which}(${identifier('quality')})`];
    const [series] = await transport.query(select({ what, from: measurement }));
    return series === undefined ? null : Number(series.values[0]?.[0]);
  };
  const first = await at('first');
  const last = first === null ? null : await at('last');
  return first === null || last === null ? null : { from: first, to: last + 1 };
}

/** Rows in each stretch of time that has any; a series for each value of the tags. */
export async function countedStretches(
  transport: InfluxTransport,
  measurement: string,
  stretchMs: number,
  tags: readonly string[],
): Promise<readonly InfluxSeries[]> {
  const span = await spanOf(transport, measurement);
  if (span === null) return [];
  return transport.query(
    select({
      what: [`count(${identifier('quality')})`],
      from: measurement,
      where: [timeIn(span)],
      groupBy: [`time(${stretchMs}ms)`, ...tags.map(identifier)],
      rest: 'fill(none)',
    }),
  );
}

export async function countedRows(
  { transport, devices }: RowSource,
  level: HistoryLevel,
  kind: DeviceKind,
  stretchMs: number,
): Promise<RowCounts> {
  const measurement = measurementOf(kind, level);
  const series = await countedStretches(transport, measurement, stretchMs, ['device']);
  const keys = keysOfTags(series, devices);
  const counts = series
    .flatMap(({ tags, values }) => {
      const key = keys.get(tags.device ?? '');
      return key === undefined
        ? []
        : values.map(([at, rows]) => ({ key, at: Number(at), rows: Number(rows) }));
    })
    .sort((a, b) => a.at - b.at || a.key - b.key);
  return {
    length: counts.length,
    deviceKeys: Int32Array.from(counts, ({ key }) => key),
    stretchStart: Float64Array.from(counts, ({ at }) => at),
    rows: Float64Array.from(counts, ({ rows }) => rows),
  };
}
