import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ForecastScoreView } from '../../src/contract/http-forecast.ts';
import { paulownia } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a day of a simulated village is forecast and scored', async () => {
  const folder = tempFolder();
  const [county, out] = [join(folder, 'county.yaml'), join(folder, 'scores.json')];
  const made = await paulownia('county', '--size', 'small', '--seed', '9', '--areas', '1');
  writeFileSync(county, made.stdout);
  const asked = ['--county', county, '--start', '2026-06-10', '--days', '1', '--seed', '3'];
  const { exitCode, stdout, stderr } = await paulownia('evaluate', ...asked, '--out', out);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/90 %/),
  });
  expect(stdout).toMatch(/^Seed 3, 1 days from 2026-06-10 00:00$/m);
  expect(stdout).toMatch(/^net +day ahead +96 +\d+\.\d/m);
  expect(stdout).toContain('for orientation');
  const { scores } = JSON.parse(readFileSync(out, 'utf8')) as { scores: ForecastScoreView[] };
  const pv = scores.filter(({ kind }) => kind === 'pv');
  expect(pv.map(({ horizon }) => horizon)).toEqual(['day_ahead', 'ultra_short']);
  for (const { accuracyPct, slots } of pv) {
    expect(accuracyPct).toBeGreaterThan(60);
    expect(accuracyPct).toBeLessThan(100);
    expect(slots).toBeGreaterThan(50);
  }
});

test('a day that is none is refused with the form that it must have', async () => {
  const { exitCode, stderr } = await paulownia('evaluate', '--start', 'yesterday');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('write YYYY-MM-DD');
});
