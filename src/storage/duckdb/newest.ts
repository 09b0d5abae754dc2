import type { DuckDBConnection } from '@duckdb/node-api';
import type { DeviceKind } from '../../domain/device.ts';
import { NewestTimes } from '../rows/newest-times.ts';
import { columnsOf } from './columns.ts';
import type { Keys } from './probe.ts';
import type { Schema } from './schema.ts';

/** The newest times, kept in a table of their own beside the rows. */
export class Newest extends NewestTimes {
  /** Rows leave the hot table only after `save`, so that the hot table and what was saved are enough. */
  static async load(connection: DuckDBConnection, schema: Schema): Promise<Newest> {
    const newest = new Newest(schema.keys());
    for (const [kind, tables] of schema) {
      const [devices, times] = columnsOf(
        await connection.run(
          `SELECT device, max(ts)::DOUBLE FROM (
             SELECT device, ts FROM newest WHERE kind = '${kind}'
             UNION ALL SELECT device, ts FROM "${tables.hot.name}"
           ) GROUP BY device`,
        ),
      );
      devices?.forEach((device, row) => {
        newest.note(kind, device, times?.[row] ?? Number.NEGATIVE_INFINITY);
      });
    }
    return newest;
  }

  async save(connection: DuckDBConnection): Promise<void> {
    const rows = this.kinds().flatMap((kind) =>
      Array.from(this.timesOf(kind), ([device, at]) => `('${kind}', ${device}, ${at})`),
    );
    await connection.run('DELETE FROM newest');
    if (rows.length > 0) await connection.run(`INSERT INTO newest VALUES ${rows.join(', ')}`);
  }

  of(kind: DeviceKind): Keys {
    const times = this.timesOf(kind);
    return {
      length: times.size,
      deviceKeys: Int32Array.from(times.keys()),
      measuredAt: Float64Array.from(times.values()),
    };
  }
}
