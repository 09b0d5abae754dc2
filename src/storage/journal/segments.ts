/**
 * The journal's files. Preallocated segments wait ahead of need under the name that they will have,
 * so that taking one costs no I/O; released ones become the next of these by renaming.
 */
import { join } from 'node:path';
import type { JournalPosition } from '../../service/ports.ts';
import type { JournalFile, JournalFiles } from './files.ts';
import { preparingName, type Recovery } from './recovery.ts';
import { limitOf, type Segment, segmentPath } from './segment.ts';
import type { Trouble } from './trouble.ts';

/** Preallocated segments kept ahead; released ones beyond are removed, and the disk is given back. */
const readySegmentsMax = 2;

/** Preallocation is synced in such pieces, so that a commit never waits behind a whole segment. */
const preallocateBytes = 1_024 * 1_024;
const zeros = Buffer.alloc(preallocateBytes);

const prepareTask = 'preparing a segment';

export interface SegmentsOptions {
  readonly folder: string;
  readonly files: JournalFiles;
  readonly segmentBytes: number;
  readonly bytesMax: number;
  readonly trouble: Trouble;
  /** Called when a segment became ready to be taken. */
  readonly onReady: () => void;
}

export class Segments {
  /** Segments with records, oldest first, and last the one that is being filled. */
  readonly #live: Segment[] = [];
  readonly #ready: Segment[] = [];
  readonly #released: Segment[] = [];
  /** Found at start and of no use. They go first, because a new segment may get one's name. */
  readonly #discarded: Segment[] = [];
  readonly #options: SegmentsOptions;
  #nextBase: JournalPosition;
  #isMaintaining = false;
  #upkeep: Promise<void> = Promise.resolve();

  /** `notBefore` is the least position of the next record; segments that end before it are released. */
  constructor(options: SegmentsOptions, found: Recovery, notBefore: JournalPosition) {
    this.#options = options;
    const last = found.live.at(-1);
    if (last !== undefined && last.end < notBefore) {
      this.#released.push(...found.live);
    } else {
      this.#live.push(...found.live);
    }
    this.#nextBase =
      this.#live.length > 0 && last !== undefined
        ? limitOf(last)
        : Math.max(notBefore, found.empty[0]?.base ?? 0);
    for (const segment of found.empty) this.#adopt(segment);
  }

  get live(): readonly Segment[] {
    return this.#live;
  }

  /** Position at which the next segment to be taken begins. */
  get upcoming(): JournalPosition {
    return this.#ready[0]?.base ?? this.#nextBase;
  }

  /** True while no segment is ready to be taken. */
  get isExhausted(): boolean {
    return this.#ready.length === 0;
  }

  /** True when only `release` can make room for another segment. */
  get isFull(): boolean {
    return this.#ready.length === 0 && !this.#hasUpkeep();
  }

  /** Where appends went on when the journal was closed, if that segment can be filled further. */
  lastUnfilled(): Segment | null {
    const last = this.#live.at(-1);
    return last !== undefined && last.bytes === this.#options.segmentBytes ? last : null;
  }

  /** The next segment to fill; null while none is ready. */
  take(): Segment | null {
    const segment = this.#ready.shift();
    if (segment === undefined) return null;
    this.#live.push(segment);
    this.maintain();
    return segment;
  }

  /** Gives up segments that hold nothing at or after `position`, but never the newest with records. */
  release(position: JournalPosition): void {
    const newest = this.#live.findLastIndex((segment) => segment.end > segment.base);
    const firstKept = this.#live.findIndex(
      (segment, index) => index >= newest || segment.end > position,
    );
    if (firstKept <= 0) return;
    this.#released.push(...this.#live.splice(0, firstKept));
    this.maintain();
  }

  /** Recycles, removes and preallocates in the background until nothing is left to do. */
  maintain(): void {
    if (this.#isMaintaining) return;
    this.#isMaintaining = true;
    this.#upkeep = this.#runUpkeep();
  }

  async close(): Promise<void> {
    await this.#upkeep;
    const all = this.#all();
    this.#live.length = 0;
    await Promise.all(all.map((segment) => segment.file.close()));
  }

  #adopt(segment: Segment): void {
    const fits = segment.base === this.#nextBase && segment.bytes === this.#options.segmentBytes;
    if (!fits) {
      this.#discarded.push(segment);
      return;
    }
    this.#ready.push(segment);
    this.#nextBase = limitOf(segment);
  }

  #all(): Segment[] {
    return [...this.#live, ...this.#ready, ...this.#released, ...this.#discarded];
  }

  #hasRoomOnDisk(): boolean {
    const bytes = this.#all().reduce((sum, segment) => sum + segment.bytes, 0);
    return bytes + this.#options.segmentBytes <= this.#options.bytesMax;
  }

  async #runUpkeep(): Promise<void> {
    const { trouble } = this.#options;
    for (let attempt = 0; !trouble.isClosing && this.#hasUpkeep(); ) {
      try {
        await this.#upkeepStep();
        attempt = 0;
        trouble.over(prepareTask);
      } catch (error) {
        trouble.failed(prepareTask, error);
        await trouble.backOff(attempt);
        attempt += 1;
      }
    }
    this.#isMaintaining = false;
  }

  #hasUpkeep(): boolean {
    return (
      this.#discarded.length > 0 ||
      this.#released.length > 0 ||
      (this.#ready.length < readySegmentsMax && this.#hasRoomOnDisk())
    );
  }

  async #upkeepStep(): Promise<void> {
    const [useless] = this.#discarded;
    const [old] = this.#released;
    if (useless !== undefined) {
      await this.#remove(useless, this.#discarded);
    } else if (old === undefined) {
      await this.#preallocate();
    } else if (this.#ready.length < readySegmentsMax && old.bytes === this.#options.segmentBytes) {
      await this.#recycle(old);
    } else {
      await this.#remove(old, this.#released);
    }
  }

  #addReady(file: JournalFile): void {
    const { folder, segmentBytes } = this.#options;
    const base = this.#nextBase;
    const path = segmentPath(folder, base);
    this.#ready.push({ base, bytes: segmentBytes, path, file, end: base, isDirty: false });
    this.#nextBase += segmentBytes;
    this.#options.onReady();
  }

  /** Old records stay in the file; their positions tell them from new ones. */
  async #recycle(old: Segment): Promise<void> {
    const { folder, files } = this.#options;
    const path = segmentPath(folder, this.#nextBase);
    if (old.path !== path) await files.rename(old.path, path);
    this.#released[0] = { ...old, path };
    await files.syncFolder(folder);
    this.#released.shift();
    this.#addReady(old.file);
  }

  async #remove(old: Segment, list: Segment[]): Promise<void> {
    await this.#options.files.remove(old.path);
    list.shift();
    await old.file.close();
  }

  async #preallocate(): Promise<void> {
    const { folder, files, segmentBytes } = this.#options;
    const path = join(folder, preparingName);
    const file = await files.create(path);
    try {
      for (let offset = 0; offset < segmentBytes; offset += preallocateBytes) {
        await file.write(zeros, Math.min(preallocateBytes, segmentBytes - offset), offset);
        await file.sync();
      }
      await files.rename(path, segmentPath(folder, this.#nextBase));
      await files.syncFolder(folder);
    } catch (error) {
      await file.close();
      await files.remove(path).catch(() => undefined);
      throw error;
    }
    this.#addReady(file);
  }
}
