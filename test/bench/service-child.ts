/** The whole service in a process of its own, on the configuration file that it is given. */
import { loadConfig } from '../../src/app/config/load.ts';
import { systemSources } from '../../src/app/config/system-sources.ts';
import { forecastWorker } from '../../src/app/forecast-worker.ts';
import { startService } from '../../src/app/service.ts';
import { systemClock, systemLog } from '../../src/app/system.ts';
import { instant } from '../../src/domain/instant.ts';
import { gatewaySecret, gatewaySecretVariable } from './bench-county.ts';
import { answerParent } from './child.ts';
import { longHistory } from './long-history.ts';

const tokenLifeMs = 3_600_000;

const loaded = loadConfig(
  process.argv[2] ?? '',
  systemSources({ [gatewaySecretVariable]: gatewaySecret }),
);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
const service = await startService({
  config: loaded.value,
  clock: systemClock,
  log: systemLog('warn'),
});

let rssBytesMax = 0;
setInterval(() => {
  rssBytesMax = Math.max(rssBytesMax, process.memoryUsage.rss());
}, 100).unref();

/** Learns one series after the other in a thread, as the service does at night. */
let isLearning = false;
let learning: Promise<void> = Promise.resolve();

async function learn(): Promise<void> {
  const trainer = forecastWorker();
  while (isLearning) await trainer.train({ frame: longHistory(), horizon: 'day_ahead' });
  await trainer.close();
}

const handlers = {
  startLearning: () => {
    isLearning = true;
    learning = learn();
  },
  stopLearning: () => {
    isLearning = false;
    return learning;
  },
  learningS: async () => {
    const trainer = forecastWorker();
    const began = performance.now();
    await trainer.train({ frame: longHistory(), horizon: 'day_ahead' });
    const tookMs = performance.now() - began;
    await trainer.close();
    return tookMs / 1_000;
  },
  addresses: () => ({
    mqttPort: Number(new URL(service.mqttUrl).port),
    httpUrl: service.consoleUrl,
  }),
  token: () => {
    const expiresAt = instant(systemClock.now() + tokenLifeMs);
    const facts = { label: 'bench', role: 'admin', cooperativeId: null, expiresAt } as const;
    return service.accounts.issueToken(facts).token;
  },
  /** Readings that the store has committed since the start, and those that it knew already. */
  stored: () => {
    const { inserted, duplicates, replaced, failures } = service.core.writer.stats();
    return { inserted, repeated: duplicates + replaced, failures };
  },
  faults: () => service.core.ingest.stats().faults,
  cost: () => {
    const { user, system } = process.cpuUsage();
    const rssBytes = process.memoryUsage.rss();
    const peak = Math.max(rssBytesMax, rssBytes);
    rssBytesMax = 0;
    const main = process.threadCpuUsage();
    const mainUs = main.user + main.system;
    return { cpuUs: user + system, mainUs, rssBytes, rssBytesMax: peak };
  },
  memory: () => process.memoryUsage(),
  storeStats: () => service.readings.stats(),
  /** Milliseconds that the list of all devices with their newest power takes without HTTP. */
  listMs: (runs: number) =>
    Array.from({ length: runs }, () => {
      const began = performance.now();
      service.core.county.devices(
        { cooperativeId: null },
        { retired: 'false', offset: 0, limit: 1_000 },
      );
      return performance.now() - began;
    }),
  close: () => service.close(),
};
export type ServiceHandlers = typeof handlers;

answerParent(handlers);
