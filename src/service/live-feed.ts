import type { Device } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import type { LiveEvent } from './application.ts';
import type { Directory } from './directory.ts';
import type { LiveState } from './live-state.ts';
import { latestView, nodeNow } from './views.ts';

/** Events kept for each followed curve or device, so that a broken stream can resume: five minutes. */
export const resumeEventsMax = 300;
/** A curve or device that nobody follows is forgotten after this long. */
export const forgetAfterMs = 600_000;
/** A stale device changes nothing, so a followed curve is also refreshed at this interval. */
const refreshMs = 5_000;

type Push = (event: LiveEvent) => void;

/** A node or a device that someone follows, with the events that it has sent. */
interface Followed {
  readonly type: 'node' | 'device';
  readonly id: string;
  readonly subscribers: Set<Push>;
  readonly events: LiveEvent[];
  changed: boolean;
  sentAt: number;
  /** The event before the first kept one: who saw at least this can resume. */
  resumableFrom: number;
  abandonedAt: Instant | null;
}

/**
 * Live values to whoever follows them. `tick` is called once a second: however many readings came
 * in between, a follower gets at most one event.
 */
export class LiveFeed {
  readonly #directory: Directory;
  readonly #live: LiveState;
  readonly #followed = {
    node: new Map<string, Followed>(),
    device: new Map<string, Followed>(),
  };
  #lastEventId: number;
  #anyDeviceChanged = false;

  /** Event ids begin at the start time in ms, so they grow over restarts as well. */
  constructor(directory: Directory, live: LiveState, startedAt: Instant) {
    this.#directory = directory;
    this.#live = live;
    this.#lastEventId = startedAt;
    live.onChange = (device) => this.#markChanged(device);
  }

  get subscribers(): number {
    const { node, device } = this.#followed;
    const all = [...node.values(), ...device.values()];
    return all.reduce((sum, { subscribers }) => sum + subscribers.size, 0);
  }

  /** Sends what was missed since `lastEventId`, or the present state, and then every change. */
  follow(
    type: 'node' | 'device',
    id: string,
    options: { lastEventId: number | null; now: Instant; push: Push },
  ): () => void {
    const followed = this.#open(type, id);
    this.#catchUp(followed, options);
    followed.subscribers.add(options.push);
    followed.abandonedAt = null;
    return () => followed.subscribers.delete(options.push);
  }

  tick(now: Instant): void {
    this.#tickAll(this.#followed.node, now);
    this.#tickAll(this.#followed.device, now);
    this.#anyDeviceChanged = false;
  }

  #tickAll(all: Map<string, Followed>, now: Instant): void {
    for (const [id, followed] of all) {
      if (followed.subscribers.size === 0) followed.abandonedAt ??= now;
      if (followed.abandonedAt !== null && now - followed.abandonedAt > forgetAfterMs) {
        all.delete(id);
      } else if (this.#isDue(followed, now)) {
        this.#send(followed, now);
      }
    }
  }

  #isDue(followed: Followed, now: Instant): boolean {
    // A clock that was set back must not put the refresh off until it is there again.
    if (followed.changed || Math.abs(now - followed.sentAt) >= refreshMs) return true;
    return followed.type === 'node' && this.#anyDeviceChanged;
  }

  #open(type: 'node' | 'device', id: string): Followed {
    const known = this.#followed[type].get(id);
    if (known !== undefined) return known;
    const followed: Followed = {
      type,
      id,
      subscribers: new Set(),
      events: [],
      changed: true,
      sentAt: 0,
      resumableFrom: this.#lastEventId,
      abandonedAt: null,
    };
    this.#followed[type].set(id, followed);
    return followed;
  }

  #catchUp(
    followed: Followed,
    { lastEventId, now, push }: { lastEventId: number | null; now: Instant; push: Push },
  ): void {
    if (lastEventId !== null && lastEventId >= followed.resumableFrom) {
      for (const event of followed.events) if (event.id > lastEventId) push(event);
      return;
    }
    if (lastEventId !== null) push({ id: this.#nextId(), event: 'stale', data: {} });
    push(this.#event(followed, now));
  }

  #send(followed: Followed, now: Instant): void {
    const event = this.#event(followed, now);
    followed.changed = false;
    followed.sentAt = now;
    followed.events.push(event);
    if (followed.events.length > resumeEventsMax) {
      followed.resumableFrom = followed.events.shift()?.id ?? followed.resumableFrom;
    }
    for (const push of followed.subscribers) push(event);
  }

  #event(followed: Followed, now: Instant): LiveEvent {
    const id = this.#nextId();
    if (followed.type === 'device') {
      const device = this.#directory.device(followed.id) as Device;
      return { id, event: 'device', data: latestView(device, this.#live, now) };
    }
    const members = this.#directory.curveMembers(followed.id) ?? { parts: [], exchange: [] };
    return { id, event: 'node', data: nodeNow(followed.id, members, this.#live, now) };
  }

  #nextId(): number {
    this.#lastEventId += 1;
    return this.#lastEventId;
  }

  #markChanged(device: Device): void {
    const own = this.#followed.device.get(device.id);
    if (own !== undefined) own.changed = true;
    this.#anyDeviceChanged = true;
  }
}
