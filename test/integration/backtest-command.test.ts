import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'app', 'main.ts');
const days = 200;

/** A set of two channels, a value a day, that repeat by the week. */
function writeChannels(data: string): void {
  const folder = join(data, 'channels');
  mkdirSync(folder);
  const rows = Array.from({ length: days }, (_, day) => {
    const date = new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date} 00:00,${(5 + (day % 7)).toFixed(1)},${(3 * Math.sin(day)).toFixed(4)}`;
  });
  writeFileSync(join(folder, 'both.csv.gz'), gzipSync(`time,week,wave\n${rows.join('\n')}\n`));
  const track = {
    ...{ name: 'LTSF', split: [120, 40, 40], normalise: 'z-score of training', stride: 1 },
    ...{ horizons: [2, 5], score: ['MSE', 'MAE'] },
  };
  const protocol = {
    ...{ set: 'channels', kind: 'multivariate', stepMin: 1440, timeLabel: 'as published' },
    series: [{ id: 'both', file: 'both.csv.gz', target: ['week', 'wave'] }],
    tracks: [track],
  };
  writeFileSync(join(folder, 'protocol.json'), JSON.stringify(protocol));
}

function backtest(...args: string[]) {
  return spawnSync(process.execPath, [program, 'backtest', ...args], { encoding: 'utf8' });
}

test('the command runs what can be run, prints it, writes it, and tells the rest', () => {
  const data = tempFolder();
  writeChannels(data);
  mkdirSync(join(data, 'broken'));
  writeFileSync(join(data, 'broken', 'protocol.json'), '{ "set": "broken", "kind": "load" }');
  const out = join(data, 'out.json');
  const { status, stdout, stderr } = backtest('--data', data, '--out', out, '--jobs', '2');
  expect(status).toBe(1);
  expect(stderr).toContain('2/2 channels LTSF both');
  expect(stdout).toMatch(/channels +LTSF +both +5 +36/);
  expect(stdout).toMatch(/broken: not run\n.*protocol\.json: series/);
  const written = JSON.parse(readFileSync(out, 'utf8'));
  expect(written.faults).toHaveLength(1);
  expect(written.splits).toHaveLength(2);
  // Both channels repeat exactly, so little but the penalty is left to err.
  expect(written.splits[0].scores.mse).toBeLessThan(0.2);
});

test('a set that is named but not there is told with what there is', () => {
  const data = tempFolder();
  writeChannels(data);
  const { status, stderr } = backtest('--data', data, '--set', 'tides');
  expect(status).toBe(2);
  expect(stderr).toContain('--set channels --track LTSF');
});
