import type { Row } from '../telemetry.ts';
import type { OutgoingMessage } from './packets.ts';

/** A numbered reading of a device, as it waits in the memory of the agent that sends it. */
export interface HeldRow extends Row {
  readonly deviceId: string;
  readonly seq: number;
}

export interface Utterance {
  /** How many of the oldest rows it takes with it. */
  readonly takes: number;
  /** How many of these it cannot tell any more; they are lost. */
  readonly loses: number;
  readonly messages: readonly OutgoingMessage[];
}

/** How a device says what it measured: the native forms, or those of a profile. */
export interface Speech {
  readonly will: OutgoingMessage;
  /** Said at each connection. */
  readonly greeting: readonly OutgoingMessage[];
  /** Said before an orderly goodbye. */
  readonly farewell: OutgoingMessage;
  /** Whether it listens for setpoints. */
  readonly obeys: boolean;
  /** What is said next of rows that wait, the oldest first; there is at least one. */
  next(held: readonly HeldRow[]): Utterance;
}

export function telling(topic: string, payload: string): OutgoingMessage {
  return { topic, payload, retain: false };
}

/** What stands at the broker until it is said anew. */
export function standing(topic: string, payload: string): OutgoingMessage {
  return { topic, payload, retain: true };
}
