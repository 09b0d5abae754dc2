import { setTimeout as sleep } from 'node:timers/promises';
import { instant } from '../../src/domain/instant.ts';
import type {
  Authenticate,
  Clock,
  Log,
  MessageSink,
  Principal,
  Refusal,
} from '../../src/service/ports.ts';

/** Takes what arrives into memory; durable at once, or when `release` is called while it holds. */
export class RecordingSink implements MessageSink {
  readonly accepted: { topic: string; text: string }[] = [];
  readonly refusals: Refusal[] = [];
  readonly #held: (() => void)[] = [];
  holding = false;

  accept(message: { topic: string; payload: Uint8Array }, onDurable: () => void): void {
    this.accepted.push({ topic: message.topic, text: Buffer.from(message.payload).toString() });
    if (this.holding) this.#held.push(onDurable);
    else onDurable();
  }

  refuse(refusal: Refusal): void {
    this.refusals.push(refusal);
  }

  release(): void {
    this.holding = false;
    for (const onDurable of this.#held.splice(0)) onDurable();
  }

  /** Makes the oldest `count` durable, and goes on holding. */
  releaseOldest(count: number): void {
    for (const onDurable of this.#held.splice(0, count)) onDurable();
  }

  texts(): string[] {
    return this.accepted.map(({ text }) => text);
  }

  codes(): string[] {
    return this.refusals.map(({ code }) => code);
  }
}

export const systemClock: Clock = { now: () => instant(Date.now()) };

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Devices named `pv-…` with the secret `secret-<name>`, and two tools. */
export const authenticateTestUsers: Authenticate = async (username, secret) => {
  if (secret !== `secret-${username}`) return null;
  return testPrincipal(username);
};

function testPrincipal(username: string): Principal | null {
  if (username.startsWith('pv-')) {
    const extraPublish = username === 'pv-tasmota' ? ['tele/plug-7/+'] : [];
    return { type: 'device', deviceId: username, extraPublish };
  }
  if (username === 'reader') {
    const maySubscribe = ['paulownia/v1/+/telemetry', 'paulownia/v1/+/status'];
    return { type: 'tool', name: username, mayPublish: [], maySubscribe };
  }
  if (username === 'tester') {
    const mayPublish = ['paulownia/v1/+/setpoint', 'paulownia/v1/+/telemetry'];
    return { type: 'tool', name: username, mayPublish, maySubscribe: [] };
  }
  return null;
}

/** Resolves once `condition` holds; fails with `what` after `timeoutMs`. */
export async function until(
  condition: () => boolean,
  what: string,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`timed out waiting until ${what}`);
    await sleep(5);
  }
}
