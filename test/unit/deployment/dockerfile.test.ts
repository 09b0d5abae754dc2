import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { commands } from '../../../src/app/cli/commands.ts';
import {
  composeFile,
  dockerStages,
  mountsOf,
  onlyOne,
  root,
  textOf,
} from '../../support/deployment-files.ts';

const stages = dockerStages();
const image = stages.at(-1) ?? [];

/** Paths that the stages take from this repository. */
const copied = stages
  .flat()
  .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
  .flatMap(({ rest }) => rest.split(' ').slice(0, -1));

function jsonOf(name: string): string[] {
  return JSON.parse(onlyOne(image, name));
}

test('every file that is copied is there, and goes to the builder', () => {
  const sent = textOf('.dockerignore').match(/^!.*$/gm) ?? [];
  expect(copied.length).toBeGreaterThan(8);
  for (const path of copied) {
    expect(existsSync(join(root, path)), path).toBe(true);
    expect(sent, path).toContain(`!${path.split('/')[0]}`);
  }
});

test('nothing secret and no data goes to the builder', () => {
  const lines = textOf('.dockerignore').split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))[0]).toBe('*');
  for (const name of ['.env', 'data', '.git', 'node_modules'])
    expect(lines).not.toContain(`!${name}`);
});

test('all stages stand on the Node that the program needs', () => {
  const [major] = manifest.dependencies.node.split('.');
  for (const stage of stages) expect(onlyOne(stage, 'FROM')).toMatch(`node:${major}-slim`);
});

test('it starts a command of the program on the file that Compose mounts', () => {
  const [program, file = ''] = jsonOf('ENTRYPOINT');
  const [command, config = ''] = jsonOf('CMD');
  expect(program).toBe('node');
  expect(existsSync(join(root, file))).toBe(true);
  expect(commands.map(({ name }) => name)).toContain(command);
  const { paulownia } = composeFile().services;
  const mounts = paulownia === undefined ? [] : mountsOf(paulownia);
  const mount = mounts.find(({ target }) => config.startsWith(`${target}/`));
  expect(
    existsSync(join(root, mount?.source ?? '', config.slice((mount?.target ?? '').length))),
  ).toBe(true);
});

test('it runs as a user that owns the folders of the data and nothing else', () => {
  expect(onlyOne(image, 'USER')).toBe('node');
  expect(onlyOne(image, 'RUN')).toBe('install -d -o node -g node -m 750 /data /access');
  expect(image.filter(({ rest }) => rest.includes('--chown'))).toEqual([]);
});

test('packages and what they bring are those of the lock file, without tools and scripts', () => {
  const [, packages] = stages;
  expect(onlyOne(packages ?? [], 'RUN')).toBe('npm ci --omit=dev --ignore-scripts');
  expect(image.map(({ rest }) => rest)).toContain('--from=packages /app/node_modules node_modules');
});

test('what the program imports is in the image', () => {
  const folders = ['src', 'simulators'];
  const packages = new Set(Object.keys(manifest.dependencies));
  const files = folders.flatMap((folder) => {
    expect(copied).toContain(folder);
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(root, folder, name));
  });
  const imported = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /^\s*(?:import|export) (?!type\b)[^'"]*?from '([^'.][^']*)'/gm,
      ),
    ]
      .map(([, specifier = '']) => specifier)
      .filter((specifier) => !isBuiltin(specifier))
      .map((specifier) => specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? ''),
  );
  expect(imported.length).toBeGreaterThan(30);
  expect([...new Set(imported)].filter((name) => !packages.has(name))).toEqual([]);
});
