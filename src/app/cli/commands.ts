import { backtestCommand } from './backtest.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import type { Command } from './command.ts';
import { checkConfigCommand, configSchemaCommand } from './config-commands.ts';
import { countyCommand } from './county.ts';
import { demoCommand } from './demo.ts';
import { evaluateCommand } from './evaluate.ts';
import { mosquittoAclCommand } from './mosquitto-acl.ts';
import { newPasswordCommand } from './new-password.ts';
import { newSecretsCommand } from './new-secrets.ts';
import { replayCommand } from './replay.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { storeMigrateCommand } from './store-migrate.ts';

export const commands: readonly Command[] = [
  demoCommand,
  serveCommand,
  checkConfigCommand,
  configSchemaCommand,
  countyCommand,
  simulateCommand,
  replayCommand,
  newPasswordCommand,
  newSecretsCommand,
  mosquittoAclCommand,
  backupCommand,
  restoreCommand,
  storeMigrateCommand,
  backtestCommand,
  evaluateCommand,
];

/** How to call one command, or all of them. */
export function usage(only?: Command): string {
  const shown = only === undefined ? commands : [only];
  const lines = shown.flatMap(({ name, operands, summary, options }) => [
    `  paulownia ${[name, ...operands].join(' ')}`,
    `      ${summary}`,
    ...Object.entries(options).map(([option, { help }]) => `      --${option}: ${help}`),
  ]);
  return `Usage:\n${lines.join('\n')}\n`;
}
