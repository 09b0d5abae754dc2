import { pointIndexesOf } from '../contract/device-kinds.ts';
import type { DeviceState } from '../contract/http.ts';
import { type Device, staleMsOf } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import {
  type JudgedReading,
  type QualityCode,
  type Reading,
  reasonBit,
} from '../domain/reading.ts';

/** What is known of one device now. The newest measured reading wins, whenever it arrived. */
export interface LiveDevice {
  readonly device: Device;
  measuredAt: Instant | null;
  receivedAt: Instant | null;
  /** The newest value of each point, and when it was measured; NaN where none has come. Rewritten. */
  values: Float64Array | null;
  valuesAt: Float64Array | null;
  quality: QualityCode;
  reasons: number;
  /** What the device, or its last will, says of itself. */
  online: boolean | null;
  birth: Readonly<Record<string, unknown>> | null;
  lastSeq: number | null;
  seqGaps: number;
  duplicates: number;
}

const clockAhead = reasonBit('clock_ahead');

/** Shown as the newest value, such a reading would hide all others until its time comes. */
export function isFromFuture({ quality, reasons }: Omit<JudgedReading, 'reading'>): boolean {
  return quality === 2 && (reasons & clockAhead) !== 0;
}

/** The live values of every device. Plain state: it never waits and never fails. */
export class LiveState {
  readonly #devices = new Map<number, LiveDevice>();
  /** Called with a device whose live state has changed. */
  onChange: (device: Device) => void = () => {};

  of(device: Device): LiveDevice {
    const known = this.#devices.get(device.key);
    if (known !== undefined && known.device === device) return known;
    const fresh = known === undefined ? silent(device) : { ...known, device };
    this.#devices.set(device.key, fresh);
    return fresh;
  }

  /** Applies a reading unless it is back-fill, older than what is shown, or from the future. */
  apply(judged: JudgedReading): void {
    const { reading } = judged;
    const live = this.of(reading.device);
    countSeq(live, reading.seq);
    if (reading.historical || isFromFuture(judged)) return;
    if (live.measuredAt !== null && reading.measuredAt < live.measuredAt) return;
    takeValues(live, reading);
    live.measuredAt = reading.measuredAt;
    live.receivedAt = reading.receivedAt;
    live.quality = judged.quality;
    live.reasons = judged.reasons;
    // A reading is proof of life: a will of an earlier connection may arrive after it was born again.
    if (live.online === false) live.online = null;
    this.onChange(reading.device);
  }

  setOnline(device: Device, online: boolean): void {
    const live = this.of(device);
    if (live.online === online) return;
    live.online = online;
    if (online) live.lastSeq = null;
    this.onChange(device);
  }

  setBirth(device: Device, birth: Readonly<Record<string, unknown>>): void {
    const live = this.of(device);
    live.birth = birth;
    live.lastSeq = null;
    this.setOnline(device, true);
  }

  /** What the device said of itself before a restart; whether it still lives is not known. */
  seedBirth(device: Device, birth: Readonly<Record<string, unknown>>): void {
    this.of(device).birth = birth;
  }

  /** The newest stored row, to begin with after a restart, unless a newer reading has come since. */
  seed(
    device: Device,
    row: Pick<LiveDevice, 'values' | 'valuesAt' | 'quality' | 'reasons'> & { measuredAt: Instant },
  ): void {
    const live = this.of(device);
    if (live.measuredAt !== null && live.measuredAt >= row.measuredAt) return;
    Object.assign(live, row, { receivedAt: row.measuredAt });
    this.onChange(device);
  }

  stateOf(device: Device, now: Instant): DeviceState {
    const live = this.of(device);
    if (live.online === false) return 'dead';
    if (live.measuredAt === null) return 'silent';
    return now - live.measuredAt > staleMsOf(device) ? 'stale' : 'online';
  }

  /** The device's power in kW where it may be counted now; null where it is old, dead or invalid. */
  powerNowKw(device: Device, now: Instant): number | null {
    const live = this.of(device);
    const index = pointIndexesOf(device.kind).get('powerKw');
    if (live.values === null || index === undefined || live.quality === 2) return null;
    if (this.stateOf(device, now) !== 'online') return null;
    const powerKw = live.values[index] ?? Number.NaN;
    return Number.isNaN(powerKw) ? null : powerKw;
  }
}

function silent(device: Device): LiveDevice {
  return {
    device,
    measuredAt: null,
    receivedAt: null,
    values: null,
    valuesAt: null,
    quality: 0,
    reasons: 0,
    online: null,
    birth: null,
    lastSeq: null,
    seqGaps: 0,
    duplicates: 0,
  };
}

/**
 * Some devices tell their points in several messages. A point that this reading does not carry keeps
 * its value, until it is too old to stand beside the others.
 */
function takeValues(live: LiveDevice, { device, measuredAt, values }: Reading): void {
  live.values ??= new Float64Array(values.length).fill(Number.NaN);
  live.valuesAt ??= new Float64Array(values.length).fill(Number.NaN);
  const { values: shown, valuesAt: shownAt } = live;
  const oldest = measuredAt - staleMsOf(device);
  for (let point = 0; point < values.length; point += 1) {
    const value = values[point] as number;
    if (!Number.isNaN(value)) {
      shown[point] = value;
      shownAt[point] = measuredAt;
    } else if ((shownAt[point] as number) < oldest) shown[point] = Number.NaN;
  }
}

/** A number this far behind is a device that began again, not a message that was sent again. */
const repeatWindow = 1_000;

/**
 * A step of more than one in a device's own numbering means that messages were lost on the way.
 * Numbers that come again were sent again; 0, 1 or a number far behind is a new beginning.
 */
function countSeq(live: LiveDevice, seq: number | null): void {
  if (seq === null) return;
  const last = live.lastSeq;
  if (last !== null && seq <= last && seq > 1 && last - seq < repeatWindow) {
    live.duplicates += 1;
    return;
  }
  if (last !== null && seq > last + 1) live.seqGaps += seq - last - 1;
  live.lastSeq = seq;
}
