// The files that a county is deployed with, read as Compose and Docker read them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '../..');

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Names that `.env.example` leaves for `new-secrets` to fill. */
export function secretNames(): string[] {
  return [...textOf('.env.example').matchAll(/^(\w+)=$/gm)].map(([, name = '']) => name);
}

interface Reference {
  readonly name: string;
  /** What holds where the variable is not set; null where Compose then refuses to start. */
  readonly fallback: string | null;
}

const referencePattern = /\$\{(\w+):([-?])([^}]*)\}/g;

export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(referencePattern)].map(([, name = '', operator, word = '']) => {
    return { name, fallback: operator === '-' ? word : null };
  });
}

/** The Compose file with its variables filled in, as Compose does before it reads it. */
export function composeText(env: Readonly<Record<string, string>>): string {
  return textOf('docker-compose.yml').replace(
    referencePattern,
    (_, name: string, operator: string, word: string) => {
      const value = env[name] ?? (operator === '-' ? word : undefined);
      if (value === undefined) throw new Error(`${name} is not set: ${word}`);
      return value;
    },
  );
}

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export function composeFile(): ComposeFile {
  const env = Object.fromEntries(secretNames().map((name) => [name, `value of ${name}`]));
  return parse(composeText(env), { merge: true });
}

export interface Mount {
  /** A path of this repository, or the name of a volume. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly isVolume: boolean;
}

export function mountsOf({ volumes }: ComposeService): Mount[] {
  return volumes.map((text) => {
    const [source = '', target = '', mode] = text.split(':');
    return { source, target, readOnly: mode === 'ro', isVolume: !source.startsWith('.') };
  });
}

export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of the Dockerfile in their stages; the last one is the image. */
export function dockerStages(): Instruction[][] {
  const lines = textOf('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, rest });
  }
  return stages;
}

/** The text after an instruction of the image; fails where it does not have exactly one. */
export function onlyOne(stage: readonly Instruction[], name: string): string {
  const found = stage.filter((instruction) => instruction.name === name);
  if (found.length !== 1) throw new Error(`The image has ${found.length} ${name} instructions.`);
  return found[0]?.rest ?? '';
}
