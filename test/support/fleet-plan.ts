// What the process of the publishers and its parent say to each other.

export interface PublisherPlan {
  readonly deviceId: string;
  readonly password: string;
  readonly clientId: string;
  /** Instant of its first reading, epoch ms, and the time between two of them. */
  readonly from: number;
  readonly spacingMs: number;
}

export interface LoadPlan {
  readonly port: number;
  readonly publishers: readonly PublisherPlan[];
  /** Messages of one publisher that wait for their acknowledgement. */
  readonly windowMax: number;
  readonly acknowledgedFile: string;
}

/** Changes what the publishers do. */
export interface LoadOrder {
  /** New readings a second, all publishers together; 0 stops them. */
  readonly rate?: number;
  /** So many more readings of each publisher at once. */
  readonly more?: number;
  /** Cuts all connections; each comes back 50 ms later. */
  readonly drop?: boolean;
}

export interface LoadCounts {
  readonly due: number;
  readonly acknowledged: number;
  readonly greetings: number;
}

/** Power of a reading in kW, from its time, so that what is stored can be checked without a list. */
export function powerAt(measuredAt: number): number {
  return (Math.floor(measuredAt / 1_000) % 1_000) / 10;
}

export function payloadOf(measuredAt: number): string {
  return `{"measuredAt":${measuredAt},"values":{"powerKw":${powerAt(measuredAt)}}}`;
}
