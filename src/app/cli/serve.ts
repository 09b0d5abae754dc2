import type { Config } from '../config/config.ts';
import { formatFault } from '../config/faults.ts';
import { loadConfig } from '../config/load.ts';
import { systemSources } from '../config/system-sources.ts';
import { startService } from '../service.ts';
import { stopSignal } from '../stop-signal.ts';
import { systemClock, systemLog } from '../system.ts';
import type { Command } from './command.ts';

/** The configuration of a file; throws with all of its faults. */
export function configOf(file: string): Config {
  const loaded = loadConfig(file, systemSources(process.env));
  if (!loaded.ok) throw new Error(loaded.fault.map(formatFault).join('\n'));
  return loaded.value;
}

export const serveCommand: Command = {
  name: 'serve',
  operands: ['FILE'],
  summary: 'Runs the service on a configuration file until it is told to stop.',
  options: {},
  async run([file = '']) {
    const config = configOf(file);
    const log = systemLog(config.log.level);
    const stopped = stopSignal();
    const service = await startService({ config, clock: systemClock, log });
    const first = await service.accounts.ensureFirstAdmin();
    if (first !== null) {
      process.stderr.write(
        `First sign-in, shown this once: ${first.name} / ${first.password}\ndocs/guide.md says how to change it.\n`,
      );
    }
    log.info({ console: service.consoleUrl, mqtt: service.mqttUrl }, 'Paulownia is running.');
    await stopped;
    await service.close();
    log.info({}, 'Paulownia has stopped.');
    return 0;
  },
};
