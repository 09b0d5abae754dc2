import { expect } from 'vitest';
import { advanceControl } from '../../../../simulators/control/advance.ts';
import {
  type Answer,
  type ControlState,
  freshControl,
  restoredControl,
} from '../../../../simulators/control/control-state.ts';
import { controlTraitsOf } from '../../../../simulators/control/control-traits.ts';
import { receiveSetpoint } from '../../../../simulators/control/receive.ts';
import type { Setpoint } from '../../../../src/contract/setpoint.ts';
import type { DeviceKind } from '../../../../src/domain/device.ts';
import { type Instant, instant, secondMs } from '../../../../src/domain/instant.ts';

/** One cycle: time passes, a command may arrive, the device does its power; this is expected. */
export interface Cycle {
  readonly because: string;
  readonly afterS: number;
  /** Times in seconds since the begin; issued now and valid for 60 s if not said. */
  readonly command?: {
    readonly id: string;
    readonly mode: Setpoint['mode'];
    readonly powerKw?: number;
    readonly rampKwPerS?: number;
    readonly issuedS?: number;
    readonly expiresS?: number;
  };
  readonly localMode?: boolean;
  /** What the device did in the step before. */
  readonly powerKw: number;
  readonly answer?: string;
  readonly order: string;
}

const beginAt = instant(Date.parse('2026-07-01T12:00:00Z'));

function setpointOf(command: NonNullable<Cycle['command']>, nowS: number): Setpoint {
  const at = (seconds: number): Instant => instant(beginAt + seconds * secondMs);
  const { id: commandId, mode, powerKw = 0, rampKwPerS = null, issuedS = nowS } = command;
  const issuedAt = at(issuedS);
  if (mode === 'release') return { commandId, mode, issuedAt };
  const expiresAt = at(command.expiresS ?? nowS + 60);
  return { commandId, mode, powerKw, rampKwPerS, issuedAt, expiresAt };
}

function wordsOf({ state, powerKw, reason }: Answer): string {
  return state === 'acked' ? `acked ${powerKw ?? 'release'}` : `rejected: ${reason}`;
}

/** Runs a day of a device of 100 kW, cycle by cycle; every state goes through JSON on the way. */
export function expectCycles(
  kind: DeviceKind,
  cycles: readonly Cycle[],
  use: 'household' | 'irrigation' = 'irrigation',
): void {
  const traits = controlTraitsOf({ kind, ratingKw: 100, use });
  let state: ControlState = freshControl;
  let nowS = 0;
  for (const { because, afterS, command, localMode = false, powerKw, ...expected } of cycles) {
    nowS += afterS;
    const now = instant(beginAt + nowS * secondMs);
    let answer: string | undefined;
    if (command !== undefined) {
      const arrival = { setpoint: setpointOf(command, nowS), now, localMode };
      const received = receiveSetpoint(traits, state, arrival);
      state = received.state;
      answer = wordsOf(received.answer);
    }
    let order = 'none';
    if (traits !== null) {
      const advanced = advanceControl(traits, state, { now, powerKw });
      state = restoredControl(JSON.parse(JSON.stringify(advanced.state)));
      expect(state).toEqual(advanced.state);
      if (advanced.order !== null) order = `${advanced.order.mode} ${advanced.order.powerKw}`;
    }
    expect({ because, answer, order }).toEqual({ because, answer: undefined, ...expected });
  }
}
