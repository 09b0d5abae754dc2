/**
 * When written bytes are made to survive a power cut. `always`: before every acknowledgement, so
 * nothing acknowledged is lost. `every`: `ms` later at most, so a power cut loses what was
 * acknowledged in that time. `never`: when the system likes, commonly within half a minute. A crash
 * or `kill -9` of this process loses nothing under any of them.
 */
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';
import type { Trouble } from './trouble.ts';

export type SyncSetting =
  | { readonly policy: 'always' }
  | { readonly policy: 'every'; readonly ms: number }
  | { readonly policy: 'never' };

const syncTask = 'syncing';

export class SyncPolicy {
  readonly #setting: SyncSetting;
  readonly #trouble: Trouble;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(setting: SyncSetting, trouble: Trouble) {
    this.#setting = setting;
    this.#trouble = trouble;
  }

  /** Starts the timer of `every`. */
  start(segments: Segments): void {
    if (this.#setting.policy !== 'every') return;
    this.#timer = setInterval(() => {
      this.#running ??= this.#syncDirty(segments).finally(() => {
        this.#running = null;
      });
    }, this.#setting.ms);
    this.#timer.unref();
  }

  /** What has to happen between a write and its callbacks. */
  async afterWrite(segment: Segment): Promise<void> {
    if (this.#setting.policy === 'always') await segment.file.sync();
    else segment.isDirty = true;
  }

  /** Syncs what is left, whatever the policy. */
  async close(segments: Segments): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
    await this.#syncDirty(segments);
  }

  async #syncDirty(segments: Segments): Promise<void> {
    for (const segment of segments.live.filter(({ isDirty }) => isDirty)) {
      segment.isDirty = false;
      try {
        await segment.file.sync();
        this.#trouble.over(syncTask);
      } catch (error) {
        segment.isDirty = true;
        this.#trouble.failed(syncTask, error);
      }
    }
  }
}
