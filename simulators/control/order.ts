/**
 * The setpoint that holds for a device at this moment, after its ramp, dead band and expiry were
 * worked out. `powerKw` has the sign of the device's own `powerKw`. A `limit` narrows what the
 * device does (generation or consumption at most `powerKw`); a `target` is followed as far as the
 * device can. Without an order a device does what is safe on its own.
 */
export interface Order {
  readonly mode: 'limit' | 'target';
  readonly powerKw: number;
}

/** What comes over a device from outside its physics in one step. */
export interface Influence {
  readonly order: Order | null;
  /** The converter hangs and keeps the power that it has, whatever the weather or an order say. */
  readonly stuck: boolean;
  /** It keeps an island in balance: a target is followed at once and to the last watt. */
  readonly balances?: boolean;
}

/** Influences by device id; devices that are not listed are left to themselves. */
export type Influences = ReadonlyMap<string, Influence>;

export const leftAlone: Influence = { order: null, stuck: false };
export const noInfluences: Influences = new Map();
