import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { makeDataFolder } from '../data-folder.ts';
import { startDemonstration } from '../demonstration.ts';
import { freePortFrom } from '../free-port.ts';
import { startService } from '../service.ts';
import { stopSignal } from '../stop-signal.ts';
import { fileLog, systemClock } from '../system.ts';
import { type Command, textOf } from './command.ts';
import { configOf } from './serve.ts';

export const exampleFile = join(import.meta.dirname, '../../../paulownia.example.yaml');

/** Takes the next free ports where others have the usual ones: a demonstration should start anywhere. */
async function onFreePorts(config: Config): Promise<Config> {
  const { mqtt, http } = config;
  const httpPort = await freePortFrom(http.host, http.port);
  if (mqtt.mode === 'external') return { ...config, http: { ...http, port: httpPort } };
  const mqttPort = await freePortFrom(mqtt.host, mqtt.port);
  return { ...config, http: { ...http, port: httpPort }, mqtt: { ...mqtt, port: mqttPort } };
}

function block(lines: readonly (readonly [string, string])[]): string {
  const rows = lines.map(([label, text]) => `  ${label.padEnd(10)}${text}`);
  const rule = '-'.repeat(Math.max(...rows.map((row) => row.length)) + 2);
  return `${rule}\n  Paulownia 泡桐\n${rows.join('\n')}\n${rule}\n`;
}

export const demoCommand: Command = {
  name: 'demo',
  operands: [],
  summary: 'Runs the whole demonstration: broker, store, service and a simulated county.',
  options: {
    config: { type: 'string', help: 'another configuration than paulownia.example.yaml' },
  },
  async run(_, options) {
    const file = resolve(textOf(options, 'config') ?? exampleFile);
    const stopped = stopSignal();
    const config = await onFreePorts(configOf(file));
    const { folder } = config.store;
    makeDataFolder(folder, 'store.folder');
    const logFile = join(folder, 'paulownia.log');
    const log = fileLog(config.log.level, logFile);
    const service = await startService({ config, clock: systemClock, log });
    const demonstration = await startDemonstration(config, service, log);
    const { admin } = demonstration;
    const signIn = admin === null ? 'as chosen before' : `${admin.name} / ${admin.password}`;
    process.stdout.write(
      block([
        ['Console', service.consoleUrl],
        ['Sign-in', signIn],
        ['MQTT', service.mqttUrl],
        ['Log', logFile],
        ['', 'Ctrl-C stops everything; the data is kept.'],
      ]),
    );
    await stopped;
    process.stdout.write('\nStopping ...\n');
    await demonstration.stop();
    await service.close();
    process.stdout.write('Stopped. The next start goes on with the data that is there.\n');
    return 0;
  },
};
