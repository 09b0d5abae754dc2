/** What a reading store must be able to tell before its history can be moved to another one. */
import type { DeviceKind } from '../domain/device.ts';
import type { ReadingStore, SlotLevel } from './ports.ts';

/** Raw readings, or slots of one length. */
export type HistoryLevel = 'raw' | SlotLevel;

/** Rows that devices have in stretches of time; stretches without any are left out. */
export interface RowCounts {
  readonly length: number;
  readonly deviceKeys: Int32Array;
  /** UTC epoch ms. */
  readonly stretchStart: Float64Array;
  readonly rows: Float64Array;
}

/** A store that can tell where its rows lie, so that they can be copied stretch by stretch. */
export interface CountedStore extends ReadingStore {
  /** Stretches are `stretchMs` long from the epoch on; ordered by their start, then device key. */
  countRows(level: HistoryLevel, kind: DeviceKind, stretchMs: number): Promise<RowCounts>;
}
