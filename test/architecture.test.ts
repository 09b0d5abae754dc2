// The map of the building: which room may import which. Nothing else decides it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

const core = ['src/domain', 'src/physics'];
const brains = ['src/forecast', 'src/dispatch', 'src/analysis'];
const adapters = [
  'src/mqtt',
  'src/storage',
  'src/weather',
  'src/solver',
  'src/http',
  'src/identity',
];

/** Rooms that a room may import from, besides itself. Order is bottom to top. */
const mayImport: Record<string, readonly string[]> = {
  'src/domain': [],
  'src/physics': ['src/domain'],
  ...Object.fromEntries(brains.map((room) => [room, core])),
  'src/contract': ['src/domain'],
  'src/service': [...core, ...brains, 'src/contract'],
  ...Object.fromEntries(
    adapters.map((room) => [room, ['src/domain', 'src/contract', 'src/service']]),
  ),
  'src/solver': ['src/domain', 'src/dispatch', 'src/service'],
  'src/app': [...core, ...brains, 'src/contract', 'src/service', ...adapters, 'simulators'],
  simulators: ['src/contract', 'src/physics', 'src/domain'],
  dashboards: ['src/contract'],
};

/** Rooms that may import no package and no `node:` module. */
const packageFreeRooms = [...core, ...brains, 'src/service'];

const files = ['src', 'simulators', 'dashboards'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => normalize(join(top, name)))
    .sort(),
);

function roomOf(file: string): string {
  const [top, second] = file.split('/');
  return top === 'src' ? `src/${second}` : `${top}`;
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /^\s*(?:import|export)\b[^'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function targetOf(file: string, specifier: string): string {
  return relative(root, join(root, dirname(file), specifier));
}

test('the scan sees the code base', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap(importsOf).length).toBeGreaterThan(files.length);
});

test.each(files)('%s stays in its room', (file) => {
  const room = roomOf(file);
  const allowed = mayImport[room];
  expect(allowed, `${room} is not on the map`).toBeDefined();
  for (const specifier of importsOf(file)) {
    if (!specifier.startsWith('.')) {
      expect(packageFreeRooms, `${room} may not import the package '${specifier}'`).not.toContain(
        room,
      );
      continue;
    }
    const target = roomOf(targetOf(file, specifier));
    expect([room, ...(allowed ?? [])], `${file} imports ${specifier}`).toContain(target);
  }
});
