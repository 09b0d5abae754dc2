import type { MachineTraits } from '../../control/control-traits.ts';
import type { Order } from '../../control/order.ts';

/** A heat pump at the beginning of a step. Electric power. */
export interface PumpNow {
  readonly ratingKw: number;
  readonly powerKw: number;
  /** Hours that it has been running; negative: standing. */
  readonly runH: number;
  readonly machine: MachineTraits;
  readonly order: Order | null;
}

const hourMs = 3_600_000;
/** The next pump starts when those that run would need more than this share of their rating. */
const startRatio = 0.95;
/** One stops when the others could do its work at this share of their rating. */
const stopRatio = 0.8;
/** The first one starts and the last one stops at these shares of its least power. */
const firstStartRatio = 1.2;
const lastStopRatio = 0.3;

/**
 * Electric power that each pump turns to: its order where it has one, and otherwise as many pumps as
 * are needed share the work, none of them below its least power. No pump starts or stops before it
 * has stood or run for its least time.
 */
export function stagedPowersKw(pumps: readonly PumpNow[], wantedKw: number): number[] {
  const targetedKw = pumps.reduce((sum, { order }) => sum + targetOf(order), 0);
  const free = pumps.filter(({ order }) => order?.mode !== 'target');
  const restKw = Math.max(0, wantedKw - targetedKw);
  const running = pumpsToRun(free, restKw);
  const ratingKw = running.reduce((sum, pump) => sum + mostKw(pump), 0);
  return pumps.map((pump) => {
    const shareKw = running.includes(pump) ? (restKw * mostKw(pump)) / ratingKw : 0;
    const ownKw = running.includes(pump) ? Math.max(shareKw, pump.machine.runKwMin) : 0;
    const wishKw = pump.order?.mode === 'target' ? pump.order.powerKw : ownKw;
    return spared(pump, Math.min(wishKw, mostKw(pump)));
  });
}

function targetOf(order: Order | null): number {
  return order?.mode === 'target' ? order.powerKw : 0;
}

/** What the pump may draw: its rating, or less by a limit. */
function mostKw({ ratingKw, order }: PumpNow): number {
  return order?.mode === 'limit' ? Math.max(0, Math.min(ratingKw, order.powerKw)) : ratingKw;
}

function pumpsToRun(pumps: readonly PumpNow[], wantedKw: number): PumpNow[] {
  const able = pumps.filter((pump) => mostKw(pump) >= pump.machine.runKwMin);
  const queue = [...able].sort((one, other) => other.runH - one.runH);
  const needed: PumpNow[] = [];
  let ratingKw = 0;
  for (const pump of queue) {
    if (!isNeeded(pump, needed.length, ratingKw, wantedKw)) break;
    needed.push(pump);
    ratingKw += mostKw(pump);
  }
  return needed;
}

function isNeeded(pump: PumpNow, before: number, ratingKw: number, wantedKw: number): boolean {
  const isRunning = pump.runH > 0;
  if (before > 0) return wantedKw > (isRunning ? stopRatio : startRatio) * ratingKw;
  return wantedKw > (isRunning ? lastStopRatio : firstStartRatio) * pump.machine.runKwMin;
}

/** Narrowed to what the machine does: off or at its least power or more, each for its least time. */
function spared({ machine, runH, ratingKw }: PumpNow, wishKw: number): number {
  const mustRun = runH > 0 && runH * hourMs < machine.onMsMin;
  const mustStand = runH < 0 && -runH * hourMs < machine.offMsMin;
  if (mustStand) return 0;
  if (mustRun) return Math.min(ratingKw, Math.max(wishKw, machine.runKwMin));
  return wishKw < machine.runKwMin ? 0 : Math.min(ratingKw, wishKw);
}
