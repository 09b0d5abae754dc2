import type { DeviceKind } from '../../domain/device.ts';
import { identifier } from './influxql.ts';
import { keysOfTags, type RowSource } from './rows.ts';
import { measurementOf } from './schema.ts';

/**
 * Time of the newest stored reading of each device. A reading after it cannot be a repetition and
 * is written without a look at what is stored.
 */
export class Newest {
  readonly #stored = new Map<DeviceKind, Map<number, number>>();
  readonly #staged = new Map<DeviceKind, Map<number, number>>();

  static async load(
    { transport, devices }: RowSource,
    kinds: readonly DeviceKind[],
  ): Promise<Newest> {
    const newest = new Newest();
    for (const kind of kinds) {
      const from = identifier(measurementOf(kind, 'raw'));
      const series = await transport.query(`SELECT last("quality") FROM ${from} GROUP BY "device"`);
      const keys = keysOfTags(series, devices);
      const times = new Map<number, number>();
      for (const { tags, values } of series) {
        const key = keys.get(tags.device ?? '');
        if (key !== undefined) times.set(key, Number(values[0]?.[0]));
      }
      newest.#stored.set(kind, times);
      newest.#staged.set(kind, new Map());
    }
    return newest;
  }

  /** Whether the reading is after all that is stored of its device. */
  isNewer(kind: DeviceKind, device: number, at: number): boolean {
    const known = this.#stored.get(kind)?.get(device);
    return known === undefined || at > known;
  }

  /** True if the reading is after all of its device; it then counts as the newest, once kept. */
  advance(kind: DeviceKind, device: number, at: number): boolean {
    const staged = this.#staged.get(kind);
    const known = staged?.get(device) ?? this.#stored.get(kind)?.get(device);
    if (known !== undefined && at <= known) return false;
    staged?.set(device, at);
    return true;
  }

  /** Keeps what `advance` has noted if the task succeeds, and forgets it if not. */
  async during<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      const result = await task();
      for (const [kind, staged] of this.#staged) {
        const stored = this.#stored.get(kind);
        for (const [device, at] of staged) stored?.set(device, at);
      }
      return result;
    } finally {
      for (const staged of this.#staged.values()) staged.clear();
    }
  }

  forget(kind: DeviceKind, device: number): void {
    this.#stored.get(kind)?.delete(device);
  }

  /** Forgets the devices that have no reading at or after the limit. */
  forgetBefore(limit: number): void {
    for (const times of this.#stored.values()) {
      for (const [device, at] of times) if (at < limit) times.delete(device);
    }
  }
}
