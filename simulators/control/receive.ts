import type { PowerSetpoint, Setpoint } from '../../src/contract/setpoint.ts';
import { type Instant, minuteMs } from '../../src/domain/instant.ts';
import type { Answer, ControlState } from './control-state.ts';
import type { ControlTraits, MachineTraits } from './control-traits.ts';

/** Commands whose answers are remembered; an older one that comes again is refused by its age. */
const answersMax = 16;
/** How far the clock of who sends setpoints may be ahead. */
const issuedAheadMsMax = 5 * minuteMs;
/** From this multiple of the greatest power on, a setpoint was meant in another unit. */
const absurdRatio = 10;

export interface Arrival {
  readonly setpoint: Setpoint;
  readonly now: Instant;
  /** Somebody at the device has switched it to local: it takes no orders. */
  readonly localMode: boolean;
}

export interface Received {
  readonly state: ControlState;
  readonly answer: Answer;
}

/** What a device makes of a setpoint that arrives; `traits` are null where it takes none. */
export function receiveSetpoint(
  traits: ControlTraits | null,
  state: ControlState,
  arrival: Arrival,
): Received {
  const { commandId } = arrival.setpoint;
  const known = state.answers.find((answer) => answer.commandId === commandId);
  if (known !== undefined) return { state, answer: known };
  const reason = refusalOf(traits, state, arrival);
  if (traits === null || reason !== null) {
    return answered(state, { commandId, state: 'rejected', powerKw: null, reason });
  }
  return taken(traits, state, arrival);
}

function answered(state: ControlState, answer: Answer): Received {
  const answers = [...state.answers, answer].slice(-answersMax);
  return { state: { ...state, answers }, answer };
}

function taken(traits: ControlTraits, state: ControlState, arrival: Arrival): Received {
  const { setpoint, now } = arrival;
  const { commandId, issuedAt: newestIssuedAt } = setpoint;
  if (setpoint.mode === 'release') {
    const released = { ...state, held: null, newestIssuedAt };
    return answered(released, { commandId, state: 'acked', powerKw: null, reason: null });
  }
  const { mode, expiresAt } = setpoint;
  const powerKw = takenKw(traits, state, { setpoint, now });
  const rampKwPerS = Math.min(setpoint.rampKwPerS ?? traits.rampKwPerS, traits.rampKwPerS);
  const held = { mode, powerKw, rampKwPerS, expiresAt };
  const answer: Answer = { commandId, state: 'acked', powerKw, reason: null };
  return answered({ ...state, held, newestIssuedAt }, answer);
}

/** In the words of the device; null where it will obey. */
function refusalOf(
  traits: ControlTraits | null,
  state: ControlState,
  { setpoint, now, localMode }: Arrival,
): string | null {
  if (traits === null) return 'this device takes no setpoints';
  if (localMode) return 'local mode';
  const ageFault = ageFaultOf(setpoint, state, now);
  if (ageFault !== null || setpoint.mode === 'release') return ageFault;
  if (!traits.modes.includes(setpoint.mode)) {
    return `wrong mode: this device takes ${traits.modes.join(' and ')}`;
  }
  return rangeFaultOf(setpoint, traits);
}

function ageFaultOf(setpoint: Setpoint, state: ControlState, now: Instant): string | null {
  if (setpoint.mode !== 'release' && setpoint.expiresAt <= now) return 'expired';
  if (setpoint.issuedAt > now + issuedAheadMsMax) return 'issued in the future: check the clocks';
  const isOlder = state.newestIssuedAt !== null && setpoint.issuedAt < state.newestIssuedAt;
  return isOlder ? 'older than the newest setpoint that was taken' : null;
}

/** More than the device can do is clipped; the wrong direction and absurd sizes are refused. */
function rangeFaultOf({ powerKw }: PowerSetpoint, traits: ControlTraits): string | null {
  const { powerKwMin, powerKwMax } = traits;
  const isTurned = powerKwMin === 0 && powerKw < 0;
  if (!isTurned && Math.abs(powerKw) < absurdRatio * powerKwMax) return null;
  return `out of range: this device takes ${powerKwMin} to ${powerKwMax} kW`;
}

function takenKw(
  traits: ControlTraits,
  { held }: ControlState,
  { setpoint, now }: { readonly setpoint: PowerSetpoint; readonly now: Instant },
): number {
  const clippedKw = Math.max(traits.powerKwMin, Math.min(traits.powerKwMax, setpoint.powerKw));
  const possibleKw =
    traits.machine === null ? clippedKw : runnableKw(clippedKw, setpoint.mode, traits.machine);
  const inForce = held !== null && held.expiresAt > now && held.mode === setpoint.mode;
  const isNear = inForce && Math.abs(possibleKw - held.powerKw) < traits.deadBandKw;
  return isNear ? held.powerKw : possibleKw;
}

/** A machine is off or runs at its least power: a target goes to the nearer, a limit to off. */
function runnableKw(
  powerKw: number,
  mode: PowerSetpoint['mode'],
  { runKwMin }: MachineTraits,
): number {
  if (powerKw >= runKwMin) return powerKw;
  return mode === 'target' && powerKw >= runKwMin / 2 ? runKwMin : 0;
}
