/** What the service needs from outside, written for the caller. Adapters implement these. */
import type { Device, DeviceKind } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';

export interface Clock {
  now(): Instant;
}

/** Log lines in the manner of pino: an object of facts, then a sentence. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

// ---------------------------------------------------------------- journal

/** Byte offset of a record in the journal's whole life; grows for ever, also over restarts. */
export type JournalPosition = number;

export interface JournalRecord {
  readonly position: JournalPosition;
  readonly receivedAt: Instant;
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface JournalRead {
  readonly records: readonly JournalRecord[];
  /** Where the next read starts. */
  readonly next: JournalPosition;
}

export interface Journal {
  /**
   * Appends one message and calls `onDurable` once, when it is as durable as the policy promises.
   * At the size bound the call is held, and with it the device's acknowledgement, until `release`
   * has made room. Beyond the bound of held bytes, after `close` and for a message that is larger
   * than any record can be, `onDurable` is never called, so the device sends the message again.
   */
  append(
    message: { receivedAt: Instant; topic: string; payload: Uint8Array },
    onDurable: () => void,
  ): void;
  /**
   * Records from `position` on that are already durable, at most about `maxBytes` of them but at
   * least one if there is any. A position before `range().start` is moved to it.
   */
  read(position: JournalPosition, maxBytes: number): Promise<JournalRead>;
  /** Resolves when there is a durable record at or after `position`; also when the journal closes. */
  waitFor(position: JournalPosition): Promise<void>;
  /** Everything before `position` is safe elsewhere; its segments may be used again. */
  release(position: JournalPosition): void;
  /** First position that can still be read, and the end of what is durable. */
  range(): { readonly start: JournalPosition; readonly end: JournalPosition };
  stats(): JournalStats;
  close(): Promise<void>;
}

export interface JournalStats {
  readonly appendedRecords: number;
  readonly commits: number;
  /** False while nothing more becomes durable: the size bound is reached, or writing fails. */
  readonly acknowledges: boolean;
  /** Appends that wait for room; a few of them for a moment also when a segment is full. */
  readonly heldAppends: number;
  readonly heldBytes: number;
  /** Appends whose callback will never be called, because the bound of held bytes was reached. */
  readonly refusedAppends: number;
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** Bytes found damaged, most often at start: cut from the tail, or skipped inside. */
  readonly damagedBytes: number;
  /** Those of them that the reading store did not have: what they said is lost. */
  readonly lostBytes: number;
  /** What fails just now and is being tried again, such as a write to a full disk; else null. */
  readonly lastError: string | null;
}

// ---------------------------------------------------------------- reading store

/** Readings of one device kind as columns; row `i` is `deviceKeys[i]`, `measuredAt[i]`, `values[p][i]`. */
export interface ReadingColumns {
  readonly kind: DeviceKind;
  readonly length: number;
  readonly deviceKeys: Int32Array;
  /** UTC epoch ms. */
  readonly measuredAt: Float64Array;
  /** `QualityCode` of each row. */
  readonly quality: Uint8Array;
  /** Bit mask of `qualityReasons`. */
  readonly reasons: Uint16Array;
  /** One column for each point of the kind, in the order of its table; NaN where absent. */
  readonly values: readonly Float64Array[];
}

/** Slots of one device kind as columns. */
export interface SlotColumns {
  readonly kind: DeviceKind;
  readonly length: number;
  readonly deviceKeys: Int32Array;
  /** Start of the slot, UTC epoch ms. */
  readonly slotStart: Float64Array;
  /** Share of the slot that measured values stand for, 0–1. */
  readonly completeness: Float32Array;
  /** Worst quality that entered the slot. */
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  /** Time-weighted mean of each point, or the energy that passed for registers; NaN where absent. */
  readonly values: readonly Float64Array[];
}

/** A 15-minute slot of a device whose roll-up does not yet hold all that is stored. */
export interface DirtySlot {
  readonly deviceKey: number;
  readonly slotStart: Instant;
}

export type SlotLevel = '15m' | '1d';

export interface WriteResult {
  readonly inserted: number;
  /** Same device, same instant, same values: nothing was done. */
  readonly duplicates: number;
  /** Same device, same instant, other values: the later write won. */
  readonly replaced: number;
  /** What the store will never take as it is; all else is stored. Left out where there is nothing. */
  readonly rejected?: readonly RejectedRow[];
}

/** A reading that a store refused for itself, such as one whose value is of another type there. */
export interface RejectedRow {
  /** Place of its batch among those that were given, and of the row in it. */
  readonly batch: number;
  readonly row: number;
  /** In the words of the store. */
  readonly reason: string;
}

export interface RangeQuery {
  readonly kind: DeviceKind;
  readonly deviceKeys: readonly number[];
  /** Half-open: `from <= measuredAt < to`. */
  readonly from: Instant;
  readonly to: Instant;
}

/** Sum over devices of a point's slot means. */
export interface SlotSum {
  readonly slotStart: Float64Array;
  readonly sum: Float64Array;
  /** Sum of the completeness of the devices that have the slot; divide by the number asked for. */
  readonly completenessSum: Float64Array;
  readonly worstQuality: Uint8Array;
}

export interface StoreStats {
  readonly rows: number;
  readonly points: number;
  readonly diskBytes: number;
}

export interface RetentionLimits {
  readonly rawBefore: Instant;
  readonly quartersBefore: Instant;
  readonly daysBefore: Instant;
}

/** Whether a call that was rejected can succeed later, as it is: faults of stores say so themselves. */
export function isRetryable(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'retryable' in fault
    ? fault.retryable === true
    : false;
}

/** Calls that cannot be done are rejected with an error that `isRetryable` can tell apart. */
export interface ReadingStore {
  /**
   * Commits readings, the journal position after them and the slots that they make dirty in one
   * transaction. Identity is (device, measuredAt): a repeated reading is no second row; where the
   * later write carries other values for a point it wins, and points that it does not carry stay.
   * Without a position the readings are written ahead of their turn: the position stays, and the same
   * readings come again. What is answered as inserted will then be answered as duplicates.
   */
  write(
    batches: readonly ReadingColumns[],
    position: JournalPosition | null,
    dirty: readonly DirtySlot[],
  ): Promise<WriteResult>;
  /** Journal position up to which readings are stored; null in a new store. */
  position(): Promise<JournalPosition | null>;
  /** Raw rows ordered by device key, then time. */
  read(query: RangeQuery): Promise<ReadingColumns>;
  /** The newest stored row of every device, one entry a kind that has any. */
  latest(): Promise<readonly ReadingColumns[]>;
  dirtySlots(limit: number): Promise<readonly DirtySlot[]>;
  /** Writes slots over what was there and takes `clean` off the dirty list, in one transaction. */
  writeSlots(
    level: SlotLevel,
    slots: readonly SlotColumns[],
    clean: readonly DirtySlot[],
  ): Promise<void>;
  /** Slots ordered by device key, then time. */
  readSlots(level: SlotLevel, query: RangeQuery): Promise<SlotColumns>;
  /** One point summed over devices, a row a slot; slots in which none has data are left out. */
  sumSlots(level: SlotLevel, query: RangeQuery & { readonly point: string }): Promise<SlotSum>;
  deleteDevice(kind: DeviceKind, deviceKey: number): Promise<void>;
  applyRetention(limits: RetentionLimits): Promise<void>;
  /** Re-clusters days that ended before `before` by device and time. Reads and writes go on. */
  compact(before: Instant): Promise<void>;
  /** Copies a consistent state of the store into a new folder. */
  backup(folder: string): Promise<void>;
  stats(): Promise<StoreStats>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- registry, quarantine (state store)

/** What is said of a device when it is registered; the registry adds the rest. */
export type NewDevice = Omit<Device, 'key' | 'origin' | 'retiredAt'>;

/** Devices that were registered at run time, keys of all devices, and device credentials. */
export interface DeviceRegistry {
  /** Makes the registry agree with the configuration and answers every device, retired ones too. */
  reconcile(configured: readonly NewDevice[]): Device[];
  register(device: NewDevice): Outcome<Device, 'id_taken'>;
  retire(id: string, at: Instant): Device | null;
  /** Makes a new secret for the device, keeps its hash, and answers the secret this once. */
  issueCredential(id: string): Promise<string>;
  checkCredential(id: string, secret: string): Promise<boolean>;
  hasCredential(id: string): boolean;
  /** Devices in service that have a credential, with its hash in the form Mosquitto reads. */
  credentialHashes(): { deviceId: string; hash: string }[];
  close(): void;
}

/** How much of a quarantined payload is kept; a longer message cannot be replayed. */
export const quarantinePayloadBytesMax = 4_096;

export interface QuarantineEntry {
  readonly id: number;
  readonly at: Instant;
  readonly topic: string;
  readonly deviceId: string | null;
  readonly code: string;
  readonly detail: string;
  /** At most `quarantinePayloadBytesMax` of the payload. */
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  readonly replayedAt: Instant | null;
}

export type NewQuarantineEntry = Omit<QuarantineEntry, 'id' | 'replayedAt'>;

/** Bounded: at the limit the oldest entries go, and are counted. */
export interface QuarantineStore {
  add(entries: readonly NewQuarantineEntry[]): void;
  list(query: { before: number | null; limit: number; code: string | null }): QuarantineEntry[];
  get(id: number): QuarantineEntry | null;
  markReplayed(id: number, at: Instant): void;
  stats(): { readonly kept: number; readonly added: number; readonly dropped: number };
}

// ---------------------------------------------------------------- devices' messages

/** Who signed in to the broker, and what that gives. Topic filters have MQTT's `+` and `#`. */
export type Principal =
  | {
      readonly type: 'device';
      readonly deviceId: string;
      /** Filters that its profile publishes on, besides the device's own native topics. */
      readonly extraPublish: readonly string[];
    }
  | {
      readonly type: 'tool';
      readonly name: string;
      readonly mayPublish: readonly string[];
      readonly maySubscribe: readonly string[];
    };

/** Null where the name is unknown or the secret is wrong; rejects where that cannot be told now. */
export type Authenticate = (username: string, secret: string) => Promise<Principal | null>;

/** The way back to a device. */
export interface DeviceMessenger {
  /** Sends to `paulownia/v1/<device>/error`; the caller has already limited the rate. */
  sendError(deviceId: string, error: { code: string; detail: string }): void;
}

/** Where an MQTT adapter hands over what arrives. */
export interface MessageSink {
  /** Takes one message; `onDurable` is called once, when it may be acknowledged. */
  accept(message: { topic: string; payload: Uint8Array }, onDurable: () => void): void;
  /** Tells of something that was not let in, to be counted, logged and kept in quarantine. */
  refuse(refusal: Refusal): void;
}

export const refusalCodes = [
  'bad_credentials',
  'foreign_topic',
  'packet_too_large',
  'flood',
  'protocol_error',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly deviceId: string | null;
  readonly topic: string | null;
  readonly payload: Uint8Array | null;
}
