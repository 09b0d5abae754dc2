import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { OpenSet } from '../../src/app/backtest/columns.ts';
import { windowsOf } from '../../src/app/backtest/jobs.ts';
import { readProtocol } from '../../src/app/backtest/read-protocol.ts';
import { type TestCase, testCaseOf } from '../../src/app/backtest/test-case.ts';
import { tempFolder } from './temp-folder.ts';

const fixture = join(import.meta.dirname, '..', 'fixtures', 'forecast-set');

/** A copy of the tiny set, its series gzipped; `change` edits the text of a file. */
export function tinySet(
  change: (name: string, text: string) => string = (_, text) => text,
): string {
  const folder = join(tempFolder(), 'tiny');
  mkdirSync(folder);
  for (const name of readdirSync(fixture)) {
    const text = change(name, readFileSync(join(fixture, name), 'utf8'));
    if (name === 'east.csv') writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
    else writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The case of a series in a track of a set; its first window. */
export function caseIn(folder: string, trackName: string, seriesId: string): TestCase {
  const protocol = readProtocol(folder);
  if (protocol.kind === 'multivariate') throw new Error('the set has no series alone');
  const set: OpenSet = { folder, protocol, tables: new Map() };
  const track = protocol.tracks.find(({ name }) => name === trackName);
  const series = protocol.series.find(({ id }) => id === seriesId);
  if (track === undefined || series === undefined) throw new Error('no such track or series');
  const [window] = windowsOf(protocol, series, track).windows;
  if (window === undefined) throw new Error('no window');
  return testCaseOf(set, { series, track, window });
}
