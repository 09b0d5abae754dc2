import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceControl } from '../../simulators/control/advance.ts';
import { freshControl, restoredControl } from '../../simulators/control/control-state.ts';
import { type ControlTraits, controlTraitsOf } from '../../simulators/control/control-traits.ts';
import type { Order } from '../../simulators/control/order.ts';
import { receiveSetpoint } from '../../simulators/control/receive.ts';
import {
  readSetpoint,
  type Setpoint,
  setpointLifeMsMax,
  setpointPayload,
} from '../../src/contract/setpoint.ts';
import { deviceKinds } from '../../src/domain/device.ts';
import { instant, secondMs } from '../../src/domain/instant.ts';

const beginAt = Date.parse('2026-07-01T12:00:00Z');
const time = fc.integer({ min: 0, max: 600 }).map((s) => instant(beginAt + s * secondMs));
const lifeMs = fc.integer({ min: 1, max: setpointLifeMsMax });

/** Commands with few ids and times, so that they repeat, overtake and outlive each other. */
const setpoints: fc.Arbitrary<Setpoint> = fc
  .record({
    commandId: fc.integer({ min: 1, max: 12 }).map((number) => `c-${number}`),
    mode: fc.constantFrom('limit', 'target', 'release'),
    powerKw: fc.double({ min: -300, max: 300, noNaN: true }),
    rampKwPerS: fc.option(fc.double({ min: 1e-3, max: 100, noNaN: true })),
    issuedAt: time,
    lifeMs: fc.oneof(lifeMs, fc.integer({ min: 1, max: 60 * secondMs })),
  })
  .map(({ mode, commandId, issuedAt, lifeMs: life, powerKw, rampKwPerS }) =>
    mode === 'release'
      ? { mode, commandId, issuedAt }
      : {
          mode,
          commandId,
          issuedAt,
          powerKw: powerKw + 0,
          rampKwPerS,
          expiresAt: instant(issuedAt + life),
        },
  );

test('what the service writes is what a device reads', () => {
  fc.assert(
    fc.property(setpoints, (setpoint) => {
      expect(readSetpoint(Buffer.from(setpointPayload(setpoint)))).toEqual({
        ok: true,
        value: setpoint,
      });
    }),
  );
});

test('no payload brings a device down, and what can be answered is', () => {
  const fields = fc.constantFrom('commandId', 'mode', 'powerKw', 'issuedAt', 'expiresAt', 'x');
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.dictionary(fields, fc.jsonValue()).map((value) => Buffer.from(JSON.stringify(value))),
  );
  fc.assert(
    fc.property(payloads, (payload) => {
      const outcome = readSetpoint(payload);
      if (!outcome.ok) expect(outcome.fault.detail).toMatch(/\.$/);
    }),
  );
});

const steps = fc.array(
  fc.record({
    setpoint: fc.option(setpoints, { freq: 2 }),
    afterS: fc.constantFrom(1, 2, 3, 60),
    powerRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 20, maxLength: 60 },
);

type Cycle = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** A device of 100 kW that is asked for anything; it says what must hold after each cycle. */
class AskedDevice {
  readonly #traits: ControlTraits;
  #state = freshControl;
  #nowMs = beginAt;

  constructor(traits: ControlTraits) {
    this.#traits = traits;
  }

  live({ setpoint, afterS, powerRatio }: Cycle): void {
    this.#nowMs += afterS * secondMs;
    if (setpoint !== null) this.#receive(setpoint);
    const { powerKwMin, powerKwMax } = this.#traits;
    const before = this.#state.order;
    const order = this.#advance(powerKwMin + powerRatio * (powerKwMax - powerKwMin));
    // Only a limit outlives its setpoint: it is lifted along the ramp.
    if (this.#state.held === null) expect(order?.mode).not.toBe('target');
    else expect(order).not.toBeNull();
    if (order !== null) this.#expectPossible(order, before, afterS);
  }

  /** What holds when nobody has asked for anything for days. */
  left(): Order | null {
    this.#nowMs += 2 * setpointLifeMsMax;
    this.#advance(0);
    this.#nowMs += setpointLifeMsMax;
    return this.#advance(0);
  }

  #receive(setpoint: Setpoint): void {
    const arrival = { setpoint, now: instant(this.#nowMs), localMode: false };
    const { answer, state } = receiveSetpoint(this.#traits, this.#state, arrival);
    const { powerKwMin, powerKwMax } = this.#traits;
    expect(answer.state === 'rejected').toBe(answer.reason !== null);
    expect(answer.powerKw ?? powerKwMin).toBeGreaterThanOrEqual(powerKwMin);
    expect(answer.powerKw ?? powerKwMax).toBeLessThanOrEqual(powerKwMax);
    this.#state = state;
  }

  #advance(powerKw: number): Order | null {
    const now = instant(this.#nowMs);
    const { state, order } = advanceControl(this.#traits, this.#state, { now, powerKw });
    this.#state = restoredControl(JSON.parse(JSON.stringify(state)));
    expect(this.#state).toEqual(state);
    return order;
  }

  #expectPossible({ mode, powerKw }: Order, before: Order | null, afterS: number): void {
    const { powerKwMin, powerKwMax, rampKwPerS, machine } = this.#traits;
    expect(powerKw).toBeGreaterThanOrEqual(powerKwMin - 1e-9);
    expect(powerKw).toBeLessThanOrEqual(powerKwMax + 1e-9);
    if (before?.mode !== mode || machine !== null) return;
    expect(Math.abs(powerKw - before.powerKw)).toBeLessThanOrEqual(rampKwPerS * afterS + 1e-9);
  }
}

test('whatever is asked in whatever order, an order is possible, slow enough, and ends', () => {
  const traits = deviceKinds.flatMap((kind) => {
    const own = controlTraitsOf({ kind, ratingKw: 100, use: 'irrigation' });
    return own === null ? [] : [own];
  });
  fc.assert(
    fc.property(fc.constantFrom(...traits), steps, (own, cycles) => {
      const device = new AskedDevice(own);
      for (const cycle of cycles) device.live(cycle);
      expect(device.left()).toBeNull();
    }),
  );
});
