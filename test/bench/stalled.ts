/** What a subscriber that never reads costs those who publish: with and without it in turn. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { defaultBrokerLimits } from '../../src/mqtt/limits.ts';
import { gatewaySecret, loadIntervalS, readerName } from './bench-county.ts';
import {
  type BenchService,
  type Run,
  startBenchService,
  startLoad,
  withFolder,
} from './servers.ts';
import { atLeast, atMost, type BenchTable, median, told, withUnit } from './table.ts';

const devices = 1_000;
const rounds = 8;
/** Together well below the time after which the broker closes who does not read. */
const fillS = 0.5;
const roundS = 2;
const load = { connections: 8, form: 'single', devices, rate: null } as const;

/** Subscribes to everything and reads no more than the answers to that. */
async function subscribeAndStall(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    generate({
      ...{ cmd: 'connect', clientId: readerName, protocolId: 'MQTT', protocolVersion: 4 },
      ...{ clean: true, keepalive: 0 },
      ...{ username: readerName, password: Buffer.from(gatewaySecret) },
    }),
  );
  const [connack] = (await once(socket, 'data')) as [Buffer];
  if (connack[3] !== 0) throw new Error(`the subscriber was refused with code ${connack[3]}`);
  const subscriptions = [{ topic: 'paulownia/v1/+/telemetry', qos: 0 } as const];
  socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
  const [suback] = (await once(socket, 'data')) as [Buffer];
  if (suback.at(-1) !== 0) throw new Error('the subscription was refused');
  return socket.pause();
}

/** Null where the broker may have closed the subscriber before the round was over. */
async function besideStalled(service: BenchService): Promise<Run | null> {
  const socket = await subscribeAndStall(service.mqttPort);
  const began = performance.now();
  try {
    // Until all buffers on the way to it are full it takes its share like any other subscriber.
    await service.run({ ...load, seconds: fillS });
    const run = await service.run({ ...load, seconds: roundS });
    return performance.now() - began < defaultBrokerLimits.drainTimeoutMs ? run : null;
  } finally {
    socket.destroy();
  }
}

async function alone(service: BenchService): Promise<Run> {
  await service.run({ ...load, seconds: fillS });
  return service.run({ ...load, seconds: roundS });
}

export async function benchStalled(): Promise<BenchTable> {
  return withFolder(async (folder) => {
    const publishers = await startLoad();
    const facts = { kind: 'pv', devices, reportIntervalS: loadIntervalS } as const;
    const service = await startBenchService(publishers, { ...facts, folder, gateways: 1 });
    try {
      const without: Run[] = [];
      const beside: Run[] = [];
      await alone(service);
      for (let round = 0; round < rounds; round += 1) {
        // The order changes, so that what grows over the run hits both alike.
        if (round % 2 === 0) without.push(await alone(service));
        const run = await besideStalled(service);
        if (run !== null) beside.push(run);
        if (round % 2 === 1) without.push(await alone(service));
      }
      const medianOf = (runs: readonly Run[], of: (run: Run) => number) => median(runs.map(of));
      const perS = ({ messages, seconds }: Run) => messages / seconds;
      const mainUs = ({ mainUs }: Run) => mainUs ?? Number.NaN;
      const missing = [...without, ...beside].reduce((sum, run) => sum + run.missing, 0);
      return {
        title: 'A subscriber that never reads, 8 connections publish',
        figures: [
          told(`rounds of ${rounds} in which it stayed to the end`, String(beside.length)),
          told('without it', withUnit(medianOf(without, perS), 'messages/s')),
          told('beside it', withUnit(medianOf(beside, perS), 'messages/s')),
          atLeast(
            'beside it over without',
            medianOf(beside, perS) / medianOf(without, perS),
            0.9,
            '×',
          ),
          told(
            'processor time of the thread that speaks MQTT',
            withUnit(medianOf(without, mainUs), 'µs'),
          ),
          atMost(
            'beside it over without',
            medianOf(beside, mainUs) / medianOf(without, mainUs),
            1.1,
            '×',
          ),
          atMost('readings acknowledged and not stored', missing, 0, ''),
        ],
      };
    } finally {
      await service.stop();
      await publishers.stop();
    }
  });
}
