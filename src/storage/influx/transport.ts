/** The seam between versions of InfluxDB: everything that the store says to a server goes through it. */
import type { Instant } from '../../domain/instant.ts';

/** One series of an InfluxQL answer; rows are in the order that the query asked for. */
export interface InfluxSeries {
  /** The measurement. */
  readonly name: string;
  /** Values of the tags in `GROUP BY`; empty without it. */
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  /** One array a row in the order of `columns`; `time` is in epoch ms, absent fields are null. */
  readonly values: readonly (readonly (string | number | boolean | null)[])[];
}

/** Which points of a measurement to delete: those that all given conditions hold for. */
export interface InfluxPredicate {
  /** Tags and the exact values that they must have. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Points from this time on. */
  readonly from?: Instant;
  /** Points before this time. */
  readonly before?: Instant;
}

/** Calls that cannot be done are rejected with an `InfluxFault`. Every call has a time limit. */
export interface InfluxTransport {
  /**
   * Makes what writing and querying need, where it is missing: the database of 1.x, the mapping of
   * a database onto the bucket for 2.x. May be called again, such as after an outage.
   */
  prepare(): Promise<void>;
  /**
   * Writes lines of line protocol with times in ms, each ended by a line feed, in one request.
   * Resolves once the server has said that it has all of them. After a fault some or all of them
   * may be stored; the same lines may be written again.
   */
  write(lines: Uint8Array): Promise<void>;
  /** Answers one InfluxQL statement that reads; no series where nothing matches. */
  query(influxQl: string): Promise<readonly InfluxSeries[]>;
  /** A measurement that does not exist has nothing to delete, which is no fault. */
  deleteWhere(measurement: string, predicate: InfluxPredicate): Promise<void>;
  /** What the data takes on the server's disk in bytes; null where the server does not tell. */
  diskBytes(): Promise<number | null>;
  close(): Promise<void>;
}

export interface InfluxFaultDetails {
  /** The same call can succeed later, as it is. */
  readonly retryable: boolean;
  /** HTTP status; null where there was no answer. */
  readonly status?: number | null;
  /** How many points of a write the server says it left out, having taken the others. */
  readonly dropped?: number | null;
  readonly cause?: unknown;
}

/** A call that the server did not do, with its reason in its own words. */
export class InfluxFault extends Error {
  readonly retryable: boolean;
  readonly status: number | null;
  readonly dropped: number | null;
  /** What the server said, or what went wrong on the way to it. */
  readonly reason: string;

  constructor(reason: string, details: InfluxFaultDetails) {
    super(reason, { cause: details.cause });
    this.name = 'InfluxFault';
    this.reason = reason;
    this.retryable = details.retryable;
    this.status = details.status ?? null;
    this.dropped = details.dropped ?? null;
  }
}

/**
 * Answers that say that the points themselves cannot be taken. Every other one can be cured without
 * giving a point up: a wrong password, a missing database, a server that is busy or broken.
 */
const pointFaultStatuses: ReadonlySet<number> = new Set([400, 413, 422]);

/** The fault behind an answer of a server to a write. `reason` is what it said. */
export function writeFaultOf(status: number, reason: string): InfluxFault {
  const [, dropped] = /\bdropped=(\d+)/.exec(reason) ?? [];
  return new InfluxFault(reason, {
    retryable: !pointFaultStatuses.has(status),
    status,
    dropped: dropped === undefined ? null : Number(dropped),
  });
}
