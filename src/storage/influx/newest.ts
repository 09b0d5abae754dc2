import type { DeviceKind } from '../../domain/device.ts';
import { NewestTimes } from '../rows/newest-times.ts';
import { identifier } from './influxql.ts';
import { keysOfTags, type RowSource } from './rows.ts';
import { measurementOf } from './schema.ts';

/** Asks for the newest reading of each device. */
export async function loadNewest(
  { transport, devices }: RowSource,
  kinds: readonly DeviceKind[],
): Promise<NewestTimes> {
  const newest = new NewestTimes(kinds);
  for (const kind of kinds) {
    const from = identifier(measurementOf(kind, 'raw'));
    const series = await transport.query(`SELECT last("quality") FROM ${from} GROUP BY "device"`);
    const keys = keysOfTags(series, devices);
    for (const { tags, values } of series) {
      const key = keys.get(tags.device ?? '');
      if (key !== undefined) newest.note(kind, key, Number(values[0]?.[0]));
    }
  }
  return newest;
}
