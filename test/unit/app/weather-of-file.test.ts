import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { weatherOfFile } from '../../../src/app/weather-of-file.ts';
import { instant } from '../../../src/domain/instant.ts';
import { demoSite, demoTimeZone } from '../../support/demo-county.ts';

const folder = mkdtempSync(join(tmpdir(), 'paulownia-weather-'));
afterAll(() => rmSync(folder, { recursive: true }));

const county = { devices: [], nodes: [], site: demoSite, timeZone: demoTimeZone, seed: 1 };

function fileOf(lines: readonly string[]): string {
  const path = join(folder, 'station.csv');
  writeFileSync(path, lines.join('\n'));
  return path;
}

const header = 'time,ghiWm2,tempC,windSpeedMps';

test('a file of measured weather is taken in the local time of the county', () => {
  const path = fileOf([header, '2026-01-05 12:00,300,4,2', '2026-01-05 13:00,300,6,2']);
  const { weather, faults } = weatherOfFile(path, county);
  expect(faults).toEqual([]);
  expect(weather?.weatherAt(instant(Date.parse('2026-01-05T13:00+08:00'))).tempC).toBeCloseTo(5);
});

test('what is wrong with a file is told, up to ten faults one by one', () => {
  const rows = Array.from({ length: 25 }, (_, minute) => `2026-01-05 12:${minute + 10},0,none,2`);
  const path = fileOf([header, '2026-01-05 12:00,0,1,2', '2026-01-05 12:01,0,1,2', ...rows]);
  const { weather, faults } = weatherOfFile(path, county);
  expect(weather).not.toBeNull();
  expect(faults).toHaveLength(11);
  expect(faults[0]).toBe("station.csv:4 tempC is 'none', which is no number");
  expect(faults[10]).toBe('… 25 faults in all');
});

test('a file that is not there gives no weather', () => {
  const { weather, faults } = weatherOfFile(join(folder, 'none.csv'), county);
  expect(weather).toBeNull();
  expect(faults.join('\n')).toContain('none.csv: cannot be read');
});
