import { z } from 'zod';
import { type Instant, instant } from '../../src/domain/instant.ts';

const time = z.number().transform((epochMs): Instant => instant(epochMs));
const mode = z.enum(['limit', 'target']);

const heldSchema = z.object({
  mode,
  powerKw: z.number(),
  rampKwPerS: z.number(),
  expiresAt: time,
});

const answerSchema = z.object({
  commandId: z.string(),
  state: z.enum(['acked', 'rejected']),
  powerKw: z.number().nullable(),
  reason: z.string().nullable(),
});

const controlStateSchema = z.object({
  held: heldSchema.nullable(),
  newestIssuedAt: time.nullable(),
  order: z.object({ mode, powerKw: z.number() }).nullable(),
  advancedAt: time.nullable(),
  run: z.object({ running: z.boolean(), since: time }).nullable(),
  answers: z.array(answerSchema),
});

/** The setpoint in force, as far as the device took it. */
export type HeldSetpoint = Readonly<z.output<typeof heldSchema>>;
/** What a device said to a command. */
export type Answer = Readonly<z.output<typeof answerSchema>>;

/** What a device remembers of its setpoints; plain JSON, kept over a restart. */
export interface ControlState {
  readonly held: HeldSetpoint | null;
  /** Issue of the newest command that was taken, also after it has ended. */
  readonly newestIssuedAt: Instant | null;
  /** How far ramps have come: the order of the last step. */
  readonly order: { readonly mode: 'limit' | 'target'; readonly powerKw: number } | null;
  readonly advancedAt: Instant | null;
  /** Since when the machine has been running, or standing. */
  readonly run: { readonly running: boolean; readonly since: Instant } | null;
  /** The last commands and their answers, the newest last. */
  readonly answers: readonly Answer[];
}

export const freshControl: ControlState = {
  held: null,
  newestIssuedAt: null,
  order: null,
  advancedAt: null,
  run: null,
  answers: [],
};

/** A state that was saved, as it was read back; a fresh one if it is none. */
export function restoredControl(saved: unknown): ControlState {
  const parsed = controlStateSchema.safeParse(saved);
  return parsed.success ? parsed.data : freshControl;
}
