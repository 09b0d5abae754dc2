// An embedded broker in a process of its own, so that a test can look at its memory and load it from
// another core. Every message is durable at once. Started with `node --expose-gc`.
import { startEmbeddedBroker } from '../../src/mqtt/embedded-broker.ts';
import { authenticateTestUsers, silentLog, systemClock } from './mqtt-sink.ts';

const refused: Record<string, number> = {};
const broker = await startEmbeddedBroker({
  host: '127.0.0.1',
  port: 0,
  sink: {
    accept: (_message, onDurable) => onDurable(),
    refuse: ({ code }) => {
      refused[code] = (refused[code] ?? 0) + 1;
    },
  },
  authenticate: authenticateTestUsers,
  clock: systemClock,
  log: silentLog,
  limits: { packetsPerSecondMax: 1_000_000, bytesPerSecondMax: 1_000_000_000 },
});

process.on('message', () => {
  globalThis.gc?.();
  const { rss } = process.memoryUsage();
  process.send?.({
    port: broker.port,
    rssBytes: rss,
    refused,
    dropped: broker.stats().dropped,
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
