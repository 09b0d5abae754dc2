/** What the service's process and the process of the simulated county tell each other. */
import type { FieldDevice } from '../../simulators/models/fleet.ts';
import type { FieldNode } from '../../simulators/network/field-node.ts';
import type { Instant } from '../domain/instant.ts';

export interface FieldJob {
  readonly url: string;
  readonly devices: readonly FieldDevice[];
  readonly nodes: readonly FieldNode[];
  /** Secrets by device id; they go over the channel between the processes and nowhere else. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly site: { readonly latitude: number; readonly longitude: number };
  readonly timeZone: string;
  readonly seed: number;
  readonly intervalMs: number;
  readonly ownIntervals: boolean;
  readonly past: { readonly from: Instant; readonly stepMs: number };
  readonly state: unknown;
}

export type ToField =
  | { readonly type: 'start'; readonly job: FieldJob }
  | { readonly type: 'stop' };

export type FromField =
  | { readonly type: 'state'; readonly state: unknown }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly facts: object;
      readonly message: string;
    };
