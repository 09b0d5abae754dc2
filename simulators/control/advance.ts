import { type Instant, secondMs } from '../../src/domain/instant.ts';
import type { ControlState, HeldSetpoint } from './control-state.ts';
import type { ControlTraits, MachineTraits } from './control-traits.ts';
import type { Order } from './order.ts';

export interface Advanced {
  readonly state: ControlState;
  /** What holds in the coming step; null where the device is left to itself. */
  readonly order: Order | null;
}

/**
 * Moves the control of a device on to `now`. `powerKw` is what the device did in the last step: a
 * ramp begins there, and a machine is known by it to run.
 */
export function advanceControl(
  traits: ControlTraits,
  state: ControlState,
  { now, powerKw }: { readonly now: Instant; readonly powerKw: number },
): Advanced {
  const held = state.held !== null && state.held.expiresAt > now ? state.held : null;
  const run = runOf(traits.machine, state, { now, powerKw });
  const goal = held ?? returnOf(traits, state);
  const ms = state.advancedAt === null ? 0 : Math.max(0, now - state.advancedAt);
  const ramped = goal === null ? null : rampedOrder(state.order, goal, { powerKw, ms });
  const order =
    ramped === null || goal === null || traits.machine === null || run === null
      ? ramped
      : spared(ramped, goal.powerKw, { machine: traits.machine, run, now });
  return { state: { ...state, held, run, order, advancedAt: now }, order };
}

type Goal = Pick<HeldSetpoint, 'mode' | 'powerKw' | 'rampKwPerS'>;

/** A limit that has ended is lifted along the ramp; a target just ends. */
function returnOf(traits: ControlTraits, { order }: ControlState): Goal | null {
  const { powerKwMax, rampKwPerS } = traits;
  if (order === null || order.mode === 'target' || order.powerKw >= powerKwMax) return null;
  return { mode: 'limit', powerKw: powerKwMax, rampKwPerS };
}

function rampedOrder(
  last: Order | null,
  { mode, powerKw: goalKw, rampKwPerS }: Goal,
  { powerKw, ms }: { readonly powerKw: number; readonly ms: number },
): Order {
  // A limit above what flows anyhow holds at once; nothing has to move for it.
  const beginKw = mode === 'limit' ? Math.max(powerKw, goalKw) : powerKw;
  const fromKw = last?.mode === mode ? last.powerKw : beginKw;
  const stepKw = (rampKwPerS * ms) / secondMs;
  return { mode, powerKw: fromKw + Math.max(-stepKw, Math.min(stepKw, goalKw - fromKw)) };
}

type Run = NonNullable<ControlState['run']>;

/** Below this share of its least power a machine stands. */
const standingRatio = 0.1;

function runOf(
  machine: MachineTraits | null,
  { run }: ControlState,
  { now, powerKw }: { readonly now: Instant; readonly powerKw: number },
): Run | null {
  if (machine === null) return null;
  const running = powerKw > standingRatio * machine.runKwMin;
  return run?.running === running ? run : { running, since: now };
}

/** A machine runs at its least power or more, or stands, and does either for its least time. */
function spared(
  { mode, powerKw }: Order,
  goalKw: number,
  around: { readonly machine: MachineTraits; readonly run: Run; readonly now: Instant },
): Order {
  const { machine, run, now } = around;
  const sinceMs = now - run.since;
  const mustRun = run.running && sinceMs < machine.onMsMin;
  const mustStand = mode === 'target' && !run.running && sinceMs < machine.offMsMin;
  if (mustStand) return { mode, powerKw: 0 };
  if (mustRun || goalKw >= machine.runKwMin) {
    return { mode, powerKw: Math.max(powerKw, machine.runKwMin) };
  }
  return { mode, powerKw: powerKw < machine.runKwMin ? 0 : powerKw };
}
