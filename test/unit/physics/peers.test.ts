import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PeerFolder } from '../../physics/peer-folder.ts';
import { peerReport } from '../../physics/peer-report.ts';
import { sharedFolder } from '../../support/shared-data.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const shared = sharedFolder('physics');

test.skipIf(shared.absent)(shared.title('physics agrees with every answer of its peers'), () => {
  const { findings, failures } = peerReport(new PeerFolder(shared.path));
  expect(findings.length).toBeGreaterThan(0);
  expect(failures).toEqual([]);
});

interface SmallFile {
  readonly text: string;
  readonly tolerance: string;
}

const densityHeader =
  'pressure_pa,pressure_height_m,temp_air_c,temp_height_m,hub_height_m,temp_hub_k,density_barometric,density_ideal_gas';
const densityRow = '101325,0,15,2,80,287.643,1.21498811,1.21502637';
const density: SmallFile = { text: `${densityHeader}\n${densityRow}\n`, tolerance: '1e-7' };

/** A folder of reference vectors with a manifest that fits. */
function smallFolder(files: Readonly<Record<string, SmallFile>>): string {
  const path = tempFolder();
  const entries = Object.entries(files).map(([file, { text, tolerance }]) => {
    put(path, file, text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { file, rows: null, sha256, tolerance };
  });
  put(path, 'manifest.json', JSON.stringify({ files: entries }));
  return path;
}

function put(path: string, file: string, text: string): void {
  mkdirSync(dirname(join(path, file)), { recursive: true });
  writeFileSync(join(path, file), text);
}

const failuresIn = (path: string): readonly string[] => peerReport(new PeerFolder(path)).failures;
const densityFile = 'wind/density.csv';

test('a folder whose answers are ours has no failures', () => {
  const { findings, failures } = peerReport(
    new PeerFolder(smallFolder({ [densityFile]: density })),
  );
  expect(failures).toEqual([]);
  expect(findings.map(({ rows }) => rows)).toEqual([1, 1, 1]);
});

test('a file that the manifest does not name is a failure', () => {
  const path = smallFolder({ [densityFile]: density });
  put(path, 'wind/gusts.csv', 'speed\n5\n');
  expect(failuresIn(path)).toEqual(['wind/gusts.csv is not in the manifest']);
});

test('a file that is not what its checksum says is a failure', () => {
  const path = smallFolder({ [densityFile]: density });
  put(path, densityFile, `${density.text}${densityRow}\n`);
  expect(failuresIn(path)).toEqual([`${densityFile} is not what the manifest's checksum says`]);
});

test.each(['1e-6', 'input'])(
  'a file with tolerance %s that nothing checks is a failure',
  (tolerance) => {
    const path = smallFolder({
      [densityFile]: density,
      'wind/gusts.csv': { text: 'speed\n5\n', tolerance },
    });
    expect(failuresIn(path)).toEqual(['wind/gusts.csv is checked by nothing']);
  },
);

test('a value that is off by more than the tolerance is a failure', () => {
  const text = density.text.replace('1.21498811', '1.21498841');
  const failures = failuresIn(smallFolder({ [densityFile]: { ...density, text } }));
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/density_barometric is off by \d\.\d+e-7, and 1e-7 is allowed/);
});

test('a value that only one side has is a failure', () => {
  const theirs = density.text.replace('1.21498811', '');
  const ours = density.text.replace('101325', '').replace('1.21502637', '');
  expect(failuresIn(smallFolder({ [densityFile]: { ...density, text: theirs } }))).toEqual([
    `${densityFile}: density_barometric is off by Infinity, and 1e-7 is allowed`,
  ]);
  expect(failuresIn(smallFolder({ [densityFile]: { ...density, text: ours } }))).toEqual([
    `${densityFile}: density_barometric is off by Infinity, and 1e-7 is allowed`,
  ]);
});

test('a tolerance whose words were changed is a failure', () => {
  const failures = failuresIn(
    smallFolder({ [densityFile]: { ...density, tolerance: 'relative 1e-3' } }),
  );
  expect(failures).toEqual([
    `The check of ${densityFile} broke off: Error: the manifest asks 'relative 1e-3' of ${densityFile}, and the check expects '1e-7'`,
    `${densityFile} is checked by nothing`,
  ]);
});

test('a file without rows, or without a column, is a failure', () => {
  const empty = { ...density, text: `${densityHeader}\n` };
  expect(failuresIn(smallFolder({ [densityFile]: empty }))).toContain(
    `${densityFile}: no row with temp_hub_k was compared`,
  );
  const renamed = { ...density, text: density.text.replace('density_barometric', 'density') };
  expect(failuresIn(smallFolder({ [densityFile]: renamed }))[0]).toMatch(/density_barometric/);
});
