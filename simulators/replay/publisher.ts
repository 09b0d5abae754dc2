import type { Ack } from '../../src/contract/ack.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { FieldTicks } from '../field.ts';
import { DeviceAgent } from '../link/device-agent.ts';
import { nativeSpeech } from '../link/native-speech.ts';
import { seedFor, uniformAt } from '../models/noise.ts';
import type { ReplayDevice } from './series.ts';

export interface ReplayPublisherOptions {
  /** Broker, as `mqtt://host:port`. */
  readonly url: string;
  readonly devices: readonly ReplayDevice[];
  readonly credentials: (deviceId: string) => {
    readonly username: string;
    readonly password: string;
  };
  readonly now: () => Instant;
  readonly ticks: FieldTicks;
  /** Once true, what has not been acknowledged is not sent again. */
  readonly stopped?: () => boolean;
  /** A device has no connection, or the service answered with an error. */
  readonly onTrouble: (deviceId: string, what: string) => void;
}

export interface ReplayPublisher {
  /** Waits for the connection, and sends again what was lost with one. False after a stop or `close`. */
  publish(deviceId: string, payload: string): Promise<boolean>;
  close(): Promise<void>;
}

const tickMs = 100;
/** A device whose link is not free tries again after this time. */
const retryMs = 10;
const farewellMs = 1_500;

/** Real MQTT for a replay: one connection a device, as in the field. */
export function openReplayPublisher(options: ReplayPublisherOptions): ReplayPublisher {
  const { hostname, port } = new URL(options.url);
  const { now, ticks, onTrouble } = options;
  const startAt = now();
  const agents = new Map(
    options.devices.map((device) => {
      const seed = seedFor(startAt, device.id);
      let draws = 0;
      const agent = new DeviceAgent({
        deviceId: device.id,
        speech: nativeSpeech(device),
        host: hostname,
        port: Number(port || 1883),
        credentials: options.credentials(device.id),
        now,
        random: () => uniformAt(seed, draws++),
        firstAttemptAt: startAt,
        onSetpoint: (_, { commandId }) => refusal(commandId, now()),
        onTrouble,
        onErrorMessage: onTrouble,
      });
      return [device.id, agent] as const;
    }),
  );
  let closed = false;
  const tickAll = (): void => {
    for (const agent of agents.values()) agent.tick();
  };
  tickAll();
  ticks.every(tickMs, 'replay connections', tickAll);
  return {
    async publish(deviceId, payload) {
      const agent = agents.get(deviceId);
      while (agent !== undefined && !closed) {
        if (await agent.sendTelemetry(payload)) return true;
        if (options.stopped?.() === true) return false;
        await ticks.delay(retryMs);
      }
      return false;
    },
    async close() {
      for (const agent of agents.values()) agent.leave();
      const until = now() + farewellMs;
      const isBusy = (): boolean => [...agents.values()].some(({ inFlight }) => inFlight > 0);
      while (isBusy() && now() < until) await ticks.delay(20);
      closed = true;
      for (const agent of agents.values()) agent.close();
      await ticks.stop();
    },
  };
}

function refusal(commandId: string, at: Instant): Ack {
  const reason = 'what was measured long ago cannot be changed';
  return { commandId, state: 'rejected', powerKw: null, reason, at };
}
