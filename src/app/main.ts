#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { CallFault, type Command, type OptionValues } from './cli/command.ts';
import { commands, usage } from './cli/commands.ts';

/** Runs one command; its exit code is 0, 1 for a failure that is told, 2 for a call that is off. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const [name = 'help'] = args;
  const command = commands.find((candidate) => isCalled(candidate, args));
  if (command !== undefined) return run(command, args.slice(wordsOf(command).length));
  const isWanted = name === 'help' || name === '--help';
  if (!isWanted) process.stderr.write(`There is no command ${name}.\n`);
  (isWanted ? process.stdout : process.stderr).write(usage());
  return isWanted ? 0 : 2;
}

/** A command's name may be two words, as in `store migrate`. */
function wordsOf({ name }: Command): string[] {
  return name.split(' ');
}

function isCalled(command: Command, args: readonly string[]): boolean {
  return wordsOf(command).every((word, place) => args[place] === word);
}

async function run(command: Command, args: string[]): Promise<number> {
  try {
    const { operands, options } = callOf(command, args);
    return await command.run(operands, options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (!(error instanceof CallFault)) return 1;
    process.stderr.write(usage(command));
    return 2;
  }
}

function callOf(
  command: Command,
  args: string[],
): { operands: readonly string[]; options: OptionValues } {
  const parsed = parsedOf(command, args);
  const [wanted, given] = [command.operands.length, parsed.positionals.length];
  if (given !== wanted) {
    throw new CallFault(`${command.name} takes ${wanted} operands, and ${given} are given.`);
  }
  return { operands: parsed.positionals, options: parsed.values };
}

function parsedOf(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: { ...command.options }, allowPositionals: true });
  } catch (error) {
    throw new CallFault(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A pipe or terminal whose reader is gone must not break off the orderly stop of a service. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

outliveReaders();
process.exitCode = await main();
