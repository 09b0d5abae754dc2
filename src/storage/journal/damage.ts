/** What was found damaged in the journal, and how much of it nobody has any more. */
import type { JournalPosition } from '../../service/ports.ts';

/** Places that are remembered so as not to be counted twice; beyond it the oldest are forgotten. */
const rangesMax = 1_000;

export class Damage {
  readonly #ranges: { readonly from: JournalPosition; readonly to: JournalPosition }[] = [];
  readonly #storedUpTo: JournalPosition;
  #damagedBytes = 0;
  #lostBytes = 0;

  /** What is before `storedUpTo` is in the reading store, so that its damage costs nothing. */
  constructor(storedUpTo: JournalPosition) {
    this.#storedUpTo = storedUpTo;
  }

  get damagedBytes(): number {
    return this.#damagedBytes;
  }

  /** Damaged bytes that the store did not have. */
  get lostBytes(): number {
    return this.#lostBytes;
  }

  /** Counts a damaged place and answers its lost bytes; null where the place is known already. */
  note(from: JournalPosition, to: JournalPosition): number | null {
    if (this.#ranges.some((known) => known.from <= from && to <= known.to)) return null;
    this.#ranges.push({ from, to });
    if (this.#ranges.length > rangesMax) this.#ranges.shift();
    const lostBytes = Math.max(0, to - Math.max(from, this.#storedUpTo));
    this.#damagedBytes += to - from;
    this.#lostBytes += lostBytes;
    return lostBytes;
  }
}
