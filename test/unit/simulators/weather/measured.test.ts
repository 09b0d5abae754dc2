import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FaultBook, faultText } from '../../../../simulators/replay/faults.ts';
import { generatedWeather } from '../../../../simulators/weather/generator.ts';
import {
  type MeasuredTable,
  readMeasuredFile,
} from '../../../../simulators/weather/measured-file.ts';
import { measuredWeather } from '../../../../simulators/weather/measured-weather.ts';
import {
  hourMs,
  type Instant,
  instant,
  minuteMs,
  secondMs,
} from '../../../../src/domain/instant.ts';
import { demoSite, demoTimeZone } from '../../../support/demo-county.ts';

const at = (iso: string): Instant => instant(Date.parse(`${iso}+08:00`));
const here = { eastM: 0, northM: 0 };
const generated = generatedWeather({ seed: 1, site: demoSite });

function read(
  text: string | Buffer,
  options: { readonly timeZone?: string; readonly labelsEnd?: boolean } = {},
): { readonly table: MeasuredTable | null; readonly faults: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-measured-'));
  const path = join(folder, 'weather.csv');
  writeFileSync(path, text);
  const faults = new FaultBook('weather.csv');
  const table = readMeasuredFile(
    path,
    { timeZone: demoTimeZone, labelsEnd: false, ...options },
    faults,
  );
  rmSync(folder, { recursive: true });
  return { table, faults: faults.faults.map(faultText) };
}

function readWell(text: string | Buffer, options = {}): MeasuredTable {
  const { table, faults } = read(text, options);
  expect(faults).toEqual([]);
  if (table === null) throw new Error('the file should be read');
  return table;
}

const header = 'time,ghiWm2,tempC,windSpeedMps';
/** A June day from nine to three, a row an hour; labels tell the start of each. */
const juneDay = [
  'time,ghiWm2,tempK,windSpeedKmPerH,windDirectionDeg,pressurePa,rainMmPerH',
  '2026-06-10 09:00,410,293.15,7.2,340,99900,0',
  '2026-06-10 10:00,560,294.15,10.8,350,99900,0',
  '2026-06-10 11:00,690,295.15,14.4,20,99800,0',
  '2026-06-10 12:00,240,296.15,14.4,30,99800,1.5',
  '2026-06-10 13:00,300,296.15,14.4,30,99700,0.5',
  '2026-06-10 14:00,520,296.15,10.8,30,99700,0',
].join('\n');

test('a file is followed in its own units, in straight lines between the middles of its rows', () => {
  const weather = measuredWeather(readWell(juneDay), generated);
  const middle = weather.weatherAt(at('2026-06-10T10:30'));
  expect(middle.tempC).toBeCloseTo(21, 6);
  expect(middle.windSpeedMps).toBeCloseTo(3, 6);
  expect(middle.pressureHpa).toBeCloseTo(999, 6);
  expect(weather.skyAt(middle)(here).ghiWm2).toBeCloseTo(560, 6);
  const between = weather.weatherAt(at('2026-06-10T11:00'));
  expect(between.tempC).toBeCloseTo(21.5, 6);
  expect(between.windSpeedMps).toBeCloseTo(3.5, 6);
  expect(between.rainMmPerH).toBe(0);
  expect(between.snowMmPerH).toBe(0);
  expect(weather.weatherAt(at('2026-06-10T12:30')).rainMmPerH).toBeCloseTo(1.5, 6);
});

test('directions turn the short way, and cover follows the measured light', () => {
  const weather = measuredWeather(readWell(juneDay), generated);
  const turning = weather.weatherAt(at('2026-06-10T11:00')).windDirectionDeg;
  expect(Math.min(turning, 360 - turning)).toBeLessThan(10);
  const bright = weather.weatherAt(at('2026-06-10T11:30')).cloudRatio;
  expect(weather.weatherAt(at('2026-06-10T12:30')).cloudRatio).toBeGreaterThan(bright + 0.3);
});

test('labels may tell the end of the interval, and the file may be packed', () => {
  const table = readWell(gzipSync(juneDay), { labelsEnd: true });
  const weather = measuredWeather(table, generated);
  expect(weather.weatherAt(at('2026-06-10T09:30')).tempC).toBeCloseTo(21, 6);
});

test('a place downwind sees the measured sky later', () => {
  const weather = measuredWeather(readWell(juneDay), generated);
  const now = weather.weatherAt(at('2026-06-10T12:00'));
  const { eastMps, northMps } = now.cloudMotion;
  const delayS = 900;
  const downwind = { eastM: eastMps * delayS, northM: northMps * delayS };
  const before = weather.weatherAt(instant(now.at - delayS * secondMs));
  const indexHereBefore = weather.skyAt(before)(here).ghiWm2 / before.clear.ghiWm2;
  const indexThere = weather.skyAt(now)(downwind).ghiWm2 / now.clear.ghiWm2;
  expect(indexThere).toBeCloseTo(indexHereBefore, 6);
  expect(indexThere).not.toBeCloseTo(weather.skyAt(now)(here).ghiWm2 / now.clear.ghiWm2, 2);
});

test('what a file does not tell is the generator’s: other points, other times, long gaps', () => {
  const gap = `${header}\n2026-06-10 09:00,500,20,3\n2026-06-10 09:10,500,20,3\n2026-06-10 15:00,500,30,3\n`;
  const weather = measuredWeather(readWell(gap), generated);
  for (const time of ['2026-06-10T12:00', '2026-06-11T12:00', '2026-06-09T12:00']) {
    const now = weather.weatherAt(at(time));
    expect(now).toEqual(generated.weatherAt(at(time)));
    expect(weather.skyAt(now)(here)).toEqual(generated.skyAt(now)(here));
  }
  const held = weather.weatherAt(at('2026-06-10T09:20'));
  expect(held.tempC).toBe(20);
  expect(held.humidityPct).toBe(generated.weatherAt(held.at).humidityPct);
});

test('a forecast of measured weather errs as the generator errs, and more for later', () => {
  const rows = Array.from({ length: 24 * 30 }, (_, hour) => {
    const time = new Date(Date.UTC(2026, 3, 1) + hour * hourMs).toISOString().slice(0, 16);
    const sun = Math.max(0, 700 * Math.sin(((hour % 24) / 12) * Math.PI));
    return `${time.replace('T', ' ')},${sun.toFixed(1)},${15 + (hour % 24) / 4},3`;
  });
  const table = readWell([header, ...rows].join('\n'), { timeZone: 'UTC' });
  const weather = measuredWeather(table, generated);
  const missed = (leadH: number): number => {
    let sum = 0;
    for (let step = 0; step < 80; step += 1) {
      const validAt = instant(Date.UTC(2026, 3, 5) + step * 7 * hourMs);
      const issuedAt = instant(validAt - leadH * hourMs);
      const forecast = weather.forecastAt({ issuedAt, validAt });
      expect(forecast.windSpeedMps).toBeGreaterThanOrEqual(0);
      expect(forecast.windDirectionDeg).toBeLessThan(360);
      sum += (forecast.tempC - weather.weatherAt(validAt).tempC) ** 2;
    }
    return Math.sqrt(sum / 80);
  };
  expect(missed(6)).toBeGreaterThan(missed(1));
  expect(missed(72)).toBeGreaterThan(1.5 * missed(6));
  const noon = instant(Date.UTC(2026, 3, 9, 5) + 30 * minuteMs);
  const light = weather.forecastAt({ issuedAt: noon, validAt: noon }).ghiWm2;
  expect(light).toBeGreaterThan(200);
});

test.each([
  ['', 'the header is'],
  ['time,ghiWm2,ghiWm2\n', 'name each column once'],
  ['time,ghiWm2,tempC\n2026-01-01 00:00,0,1\n2026-01-01 01:00,0,1\n', 'no column for windSpeedMps'],
  [`${header}\n2026-01-01 00:00,0,1,2\n`, 'fewer than two rows'],
])('a file %j cannot be used', (text, what) => {
  const { table, faults } = read(text);
  expect(table).toBeNull();
  expect(faults.join('\n')).toContain(what);
});

test('a zone that does not exist is named', () => {
  const { table, faults } = read(`${header}\n`, { timeZone: 'Asia/Lankao' });
  expect(table).toBeNull();
  expect(faults).toEqual(["weather.csv: 'Asia/Lankao' is no time zone"]);
});

test('bad rows, values and columns are told with their place and left out', () => {
  const { table, faults } = read(
    [
      `${header},tempF,cloudy`,
      '2026-01-01 00:00,0,1,2,30,1',
      '2026-01-01 01:00,0,-999,2,30,1',
      '2026-01-01 02:00,,2,2,30,1',
      'noon,0,1,2,30,1',
      '2026-01-01 03:00,0,x,2,30,1',
      '2026-01-01 02:00,0,3,2,30,1',
      '2026-01-01 04:00,0,4',
    ].join('\n'),
  );
  expect(table?.stepMs).toBe(hourMs);
  expect([...(table?.series.get('tempC')?.values ?? [])]).toEqual([1, 2]);
  expect(table?.series.get('ghiWm2')?.values.length).toBe(2);
  expect(faults).toHaveLength(7);
  for (const what of [
    "weather.csv:6 tempC is 'x', which is no number",
    'weather.csv:8 has 3 fields instead of 6',
    'weather.csv:1 column tempF is left out: another one is its tempC already',
    'weather.csv:1 column cloudy is left out; known are ghiWm2',
    "weather.csv:5 'noon' is no time",
    'weather.csv:7 2026-01-01 02:00 is not later than the row before',
    'weather.csv:3 tempC is -999, outside -50 to 60 as tempC',
  ]) {
    expect(
      faults.some((fault) => fault.startsWith(what)),
      what,
    ).toBe(true);
  }
});
