import { type Instant, instant } from '../../src/domain/instant.ts';
import type { NodeFlow } from '../network/node-flow.ts';
import type { ModelState } from './device-model.ts';

/** All that the county carries from one step to the next. */
export interface CountyState {
  readonly at: Instant;
  /** By device id. */
  readonly devices: ReadonlyMap<string, ModelState>;
  /** By node id: taps of substations, and areas whose island failed. */
  readonly nodes: ReadonlyMap<string, ModelState>;
  /** Exact power through each node by its id; these close. */
  readonly flows: ReadonlyMap<string, NodeFlow>;
  /** At the terminals of each device, by its id. */
  readonly voltagePu: ReadonlyMap<string, number>;
}

/** The part of a state that is kept over a restart. Registers and stores go on where they were. */
export interface SavedCountyState {
  readonly at: number;
  readonly devices: Readonly<Record<string, ModelState>>;
  readonly nodes: Readonly<Record<string, ModelState>>;
}

export function savedState(state: CountyState): SavedCountyState {
  const { at, devices, nodes } = state;
  return { at, devices: Object.fromEntries(devices), nodes: Object.fromEntries(nodes) };
}

/**
 * A state that was saved, as it was read back; null if it is not one. One that was saved before
 * nodes had a state is one.
 */
export function restoredState(saved: unknown): CountyState | null {
  if (!isRecord(saved) || typeof saved.at !== 'number' || !isRecord(saved.devices)) {
    return null;
  }
  const devices = Object.entries(saved.devices);
  const nodes = Object.entries(isRecord(saved.nodes) ? saved.nodes : {});
  const isSound = [...devices, ...nodes].every(([, state]) => isModelState(state));
  if (!Number.isFinite(saved.at) || !isSound) return null;
  return {
    at: instant(saved.at),
    devices: new Map(devices as [string, ModelState][]),
    nodes: new Map(nodes as [string, ModelState][]),
    flows: new Map(),
    voltagePu: new Map(),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isModelState(value: unknown): value is ModelState {
  return isRecord(value) && Object.values(value).every((entry) => Number.isFinite(entry));
}
