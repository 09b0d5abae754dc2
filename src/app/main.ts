#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { commands, usage } from './cli/commands.ts';

/** Runs one command; its exit code is 0, 1 for a failure that is told, 2 for a call that is off. */
async function main(): Promise<number> {
  const [name, ...rest] = process.argv.slice(2);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const wanted = name === undefined || name === 'help' || name === '--help';
    (wanted ? process.stdout : process.stderr).write(usage());
    return wanted ? 0 : 2;
  }
  const options = { ...command.options };
  try {
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    if (positionals.length !== command.operands.length) throw new TypeError('wrong operands');
    return await command.run(positionals, values);
  } catch (error) {
    if (error instanceof TypeError) {
      process.stderr.write(`${error.message}\n${usage(command)}`);
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

process.exitCode = await main();
