import type { DeviceKind } from '../../domain/device.ts';

/**
 * Time of the newest stored reading of each device. A reading after it cannot be a repetition and
 * is written without a look at what is stored.
 */
export class NewestTimes {
  readonly #stored: ReadonlyMap<DeviceKind, Map<number, number>>;
  readonly #staged: ReadonlyMap<DeviceKind, Map<number, number>>;

  constructor(kinds: Iterable<DeviceKind>) {
    const all = [...kinds];
    this.#stored = new Map(all.map((kind) => [kind, new Map()]));
    this.#staged = new Map(all.map((kind) => [kind, new Map()]));
  }

  /** Takes over what is stored. */
  note(kind: DeviceKind, device: number, at: number): void {
    this.#stored.get(kind)?.set(device, at);
  }

  kinds(): DeviceKind[] {
    return [...this.#stored.keys()];
  }

  /** By device key. */
  timesOf(kind: DeviceKind): ReadonlyMap<number, number> {
    return this.#stored.get(kind) ?? new Map();
  }

  /** Whether the reading is after all that is stored of its device. */
  isNewer(kind: DeviceKind, device: number, at: number): boolean {
    const known = this.#stored.get(kind)?.get(device);
    return known === undefined || at > known;
  }

  /** True if the reading is after all of its device; it then counts as the newest, once stored. */
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

  /** Forgets the devices that have no reading at or after `limit`. */
  forgetBefore(kind: DeviceKind, limit: number): void {
    const times = this.#stored.get(kind);
    for (const [device, at] of times ?? []) if (at < limit) times?.delete(device);
  }
}
