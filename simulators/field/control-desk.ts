import type { Ack } from '../../src/contract/ack.ts';
import type { Setpoint } from '../../src/contract/setpoint.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { advanceControl } from '../control/advance.ts';
import { type ControlState, restoredControl } from '../control/control-state.ts';
import { type ControlTraits, controlTraitsOf } from '../control/control-traits.ts';
import { type Influence, type Influences, leftAlone } from '../control/order.ts';
import { receiveSetpoint } from '../control/receive.ts';
import type { FaultLayer } from '../faults/fault-layer.ts';
import type { ModelStep, SimulatedDevice } from '../models/device-model.ts';

interface Controlled {
  readonly traits: ControlTraits | null;
  state: ControlState;
  /** What it did in the last step. */
  powerKw: number;
}

export interface ControlDeskOptions {
  readonly devices: readonly SimulatedDevice[];
  readonly faults: FaultLayer;
  /** What an earlier run remembered, by device id. */
  readonly saved: Readonly<Record<string, unknown>>;
  /** What devices did in the last step of that run. */
  readonly powerKwOf: (deviceId: string) => number;
}

/** The setpoints of all devices: takes what arrives, and says at each step what holds. */
export class ControlDesk {
  readonly #controlled: ReadonlyMap<string, Controlled>;
  readonly #faults: FaultLayer;

  constructor({ devices, faults, saved, powerKwOf }: ControlDeskOptions) {
    this.#faults = faults;
    this.#controlled = new Map(
      devices.map((device) => {
        const traits = controlTraitsOf(device);
        const state = restoredControl(saved[device.id]);
        return [device.id, { traits, state, powerKw: powerKwOf(device.id) }];
      }),
    );
  }

  /** To be kept for the next start: what devices remember that have ever heard a setpoint. */
  saved(): Readonly<Record<string, ControlState>> {
    const entries = [...this.#controlled].map(([id, { state }]) => [id, state] as const);
    return Object.fromEntries(entries.filter(([, { answers }]) => answers.length > 0));
  }

  /** What the device answers; null where it ignores the setpoint. */
  receive(deviceId: string, setpoint: Setpoint, at: Instant): Ack | null {
    const device = this.#controlled.get(deviceId);
    const fault = this.#faults.setpointFault(deviceId, setpoint.commandId, at);
    if (device === undefined || fault === 'ignored') return null;
    const now = this.#faults.clockOf(deviceId, at);
    const arrival = { setpoint, now, localMode: fault === 'refused' };
    const { state, answer } = receiveSetpoint(device.traits, device.state, arrival);
    device.state = state;
    return { ...answer, at: now };
  }

  /** Moves all devices on to `at`, and gives what comes over them in the step that ends there. */
  influencesAt(at: Instant): Influences {
    const influences = new Map<string, Influence>();
    for (const [deviceId, device] of this.#controlled) {
      const order = this.#advance(deviceId, device, at);
      const stuck = this.#faults.isStuck(deviceId, at);
      if (order !== null || stuck) influences.set(deviceId, { ...leftAlone, order, stuck });
    }
    return influences;
  }

  observe(steps: ReadonlyMap<string, ModelStep>): void {
    for (const [deviceId, device] of this.#controlled) {
      device.powerKw = steps.get(deviceId)?.values.powerKw ?? device.powerKw;
    }
  }

  #advance(deviceId: string, device: Controlled, at: Instant): Influence['order'] {
    const { traits, state, powerKw } = device;
    if (traits === null) return null;
    const now = this.#faults.clockOf(deviceId, at);
    const advanced = advanceControl(traits, state, { now, powerKw });
    device.state = advanced.state;
    return advanced.order;
  }
}
