import { systemSources } from '../config/system-sources.ts';
import { checkConfig } from './check-config.ts';
import type { Command } from './command.ts';
import { configJsonSchema } from './config-schema.ts';

export const checkConfigCommand: Command = {
  name: 'check-config',
  operands: ['FILE'],
  summary: 'Checks a configuration file and lists every fault with its line.',
  options: {},
  async run([file = '']) {
    const { exitCode, output } = checkConfig(file, systemSources(process.env));
    (exitCode === 0 ? process.stdout : process.stderr).write(output);
    return exitCode;
  },
};

export const configSchemaCommand: Command = {
  name: 'config-schema',
  operands: [],
  summary: 'Prints the JSON Schema of the configuration file, for editors.',
  options: {},
  async run() {
    process.stdout.write(configJsonSchema());
    return 0;
  },
};
