import type { DuckDBConnection } from '@duckdb/node-api';
import type { DeviceKind } from '../../domain/device.ts';
import { columnsOf } from './columns.ts';
import type { Keys } from './probe.ts';
import type { Schema } from './schema.ts';

/**
 * Time of the newest stored reading of each device. A reading after it cannot be a repetition and
 * is appended without a look at what is stored.
 */
export class Newest {
  readonly #committed = new Map<DeviceKind, Map<number, number>>();
  readonly #staged = new Map<DeviceKind, Map<number, number>>();

  private constructor(kinds: Iterable<DeviceKind>) {
    for (const kind of kinds) {
      this.#committed.set(kind, new Map());
      this.#staged.set(kind, new Map());
    }
  }

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
        newest.#committed.get(kind)?.set(device, times?.[row] ?? Number.NEGATIVE_INFINITY);
      });
    }
    return newest;
  }

  async save(connection: DuckDBConnection): Promise<void> {
    const rows = Array.from(this.#committed).flatMap(([kind, times]) =>
      Array.from(times, ([device, at]) => `('${kind}', ${device}, ${at})`),
    );
    await connection.run('DELETE FROM newest');
    if (rows.length > 0) await connection.run(`INSERT INTO newest VALUES ${rows.join(', ')}`);
  }

  /** True if the reading is after all of its device; it then counts as the newest, once committed. */
  advance(kind: DeviceKind, device: number, at: number): boolean {
    const staged = this.#staged.get(kind);
    const known = staged?.get(device) ?? this.#committed.get(kind)?.get(device);
    if (known !== undefined && at <= known) return false;
    staged?.set(device, at);
    return true;
  }

  /** Keeps what `advance` has noted if the task succeeds, and forgets it if not. */
  async during<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      const result = await task();
      for (const [kind, staged] of this.#staged) {
        const committed = this.#committed.get(kind);
        for (const [device, at] of staged) committed?.set(device, at);
      }
      return result;
    } finally {
      for (const staged of this.#staged.values()) staged.clear();
    }
  }

  forget(kind: DeviceKind, device: number): void {
    this.#committed.get(kind)?.delete(device);
  }

  /** Forgets the devices that have no reading at or after `limit`. */
  forgetBefore(kind: DeviceKind, limit: number): void {
    const times = this.#committed.get(kind);
    for (const [device, at] of times ?? []) if (at < limit) times?.delete(device);
  }

  of(kind: DeviceKind): Keys {
    const times = this.#committed.get(kind) ?? new Map<number, number>();
    return {
      length: times.size,
      deviceKeys: Int32Array.from(times.keys()),
      measuredAt: Float64Array.from(times.values()),
    };
  }
}
