import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './command.ts';

/** Lists the secrets of `docker-compose.yml`, each as `NAME=` with nothing after it. */
const exampleFile = join(import.meta.dirname, '../../../.env.example');
const secretBytes = 32;

/** Letters, digits, - and _ alone: nothing that a shell, Compose or an address would read otherwise. */
function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

export const newSecretsCommand: Command = {
  name: 'new-secrets',
  operands: ['FILE'],
  summary:
    'Writes the secrets of docker-compose.yml, newly made, into a file that is not there yet.',
  options: {},
  async run([file = '']) {
    if (existsSync(file)) {
      throw new Error(
        `${file} is there already, and what runs depends on it: it is left as it is.`,
      );
    }
    const names: string[] = [];
    const text = readFileSync(exampleFile, 'utf8').replace(/^(\w+)=$/gm, (line, name: string) => {
      names.push(name);
      return `${line}${newSecret()}`;
    });
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    process.stdout.write(`Wrote ${names.join(', ')} to ${file}, for its owner only.\n`);
    return 0;
  },
};
