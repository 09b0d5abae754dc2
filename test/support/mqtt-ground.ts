import { expect, onTestFinished } from 'vitest';
import {
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
  startEmbeddedBroker,
} from '../../src/mqtt/embedded-broker.ts';
import type { BrokerLimits } from '../../src/mqtt/limits.ts';
import {
  authenticateTestUsers,
  RecordingSink,
  silentLog,
  systemClock,
  until,
} from './mqtt-sink.ts';
import { publishPacket, RawMqtt, type RawOptions } from './raw-mqtt.ts';

export interface Ground {
  readonly broker: EmbeddedBroker;
  readonly sink: RecordingSink;
  open(): RawMqtt;
  signedIn(username: string, options?: RawOptions): Promise<RawMqtt>;
}

/** An embedded broker for the running test, and raw connections to it. */
export async function ground(
  limits: Partial<BrokerLimits> = {},
  options: Partial<EmbeddedBrokerOptions> = {},
): Promise<Ground> {
  const sink = new RecordingSink();
  const broker = await startEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    sink,
    authenticate: authenticateTestUsers,
    clock: systemClock,
    log: silentLog,
    limits: { closeGraceMs: 50, ...limits },
    ...options,
  });
  const raws: RawMqtt[] = [];
  onTestFinished(async () => {
    for (const raw of raws) raw.socket.destroy();
    await broker.close();
  });
  const open = () => {
    const raw = new RawMqtt(broker.port);
    raws.push(raw);
    return raw;
  };
  return {
    broker,
    sink,
    open,
    signedIn: async (username, raw = {}) => {
      const connection = open();
      expect(await connection.signIn({ username, ...raw })).toBe(0);
      return connection;
    },
  };
}

/** The connection still publishes and is answered. */
export async function expectUnharmed(raw: RawMqtt, topic: string): Promise<void> {
  const answered = raw.count('puback');
  raw.socket.write(publishPacket(topic, 'still here', 7));
  await until(() => raw.count('puback') > answered, 'the other one is still answered');
}
