import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobsIn } from '../../../src/app/backtest/jobs.ts';
import { readProtocol, setsIn } from '../../../src/app/backtest/read-protocol.ts';
import { frameUpTo } from '../../../src/app/backtest/test-case.ts';
import { originsIn } from '../../../src/forecast/frame/origins.ts';
import { caseIn, tinySet } from '../../support/forecast-sets.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const none = Number.NaN;
const everything = { set: null, track: null, series: null, window: null };
const dayNumber = (date: string): number => Date.parse(`${date}T00:00Z`) / 86_400_000;

function edited(find: string, put: string): string {
  return tinySet((name, text) => (name === 'protocol.json' ? text.replace(find, put) : text));
}

test('slots begin one step before labels of their end, on the clock of the set', () => {
  const { frame, trainEnd, span } = caseIn(tinySet(), 'DA', 'east');
  expect(frame.slots).toEqual({
    from: Date.parse('2024-02-08T00:00+08:00'),
    slotMs: 6 * 3_600_000,
    count: 12,
  });
  expect(frame.localOffsetsMs[0]).toBe(8 * 3_600_000);
  expect(trainEnd).toBe(4);
  expect(span).toEqual({ start: 4, end: 12 });
});

test('dropouts, empty cells and rows that are not there are missing', () => {
  const { frame } = caseIn(tinySet(), 'DA', 'east');
  expect([...frame.target]).toEqual([10, 20, 40, 30, 11, none, 44, none, 12, 22, none, 32]);
});

test('a load has room above its highest training value, and scores are divided by that value', () => {
  const { frame, scoreCapacity } = caseIn(tinySet(), 'DA', 'east');
  expect(scoreCapacity).toBe(40);
  expect(frame).toMatchObject({ capacity: 50, lowest: 0 });
});

test('generation that is written as negative load is turned round', () => {
  const folder = edited('"capacity": "maxOfTraining"', '"capacity": "maxAbsOfTraining"');
  const { frame, scoreCapacity } = caseIn(folder, 'daily', 'roof');
  expect(scoreCapacity).toBe(4);
  expect(frame.target[1]).toBe(4);
  expect(frame).toMatchObject({ capacity: 4 * 1.05, lowest: -0.5 });
});

test('sums since midnight become the share of each slot', () => {
  const { frame } = caseIn(tinySet(), 'DA', 'east');
  const sun = frame.foreseen.get('sun_acc') ?? [];
  expect([...sun]).toEqual([0, 100, 50, 0, 0, 90, none, none, 0, 80, none, none]);
  expect([...frame.foreseen.keys()]).toEqual(['sun_acc', 'roof/sun_acc']);
});

test('what is not foreseen is measured, and words are left out', () => {
  const { frame } = caseIn(tinySet(), 'DA', 'east');
  expect([...frame.measured.keys()]).toEqual(['roof_mw']);
});

test('weather by day holds in every slot of its day', () => {
  const { frame } = caseIn(tinySet(), 'daily', 'east');
  expect([...(frame.foreseen.get('tmax') ?? [])]).toEqual([7, 7, 7, 7, 9, 9, 9, 9, 8, 8, 8, 8]);
});

test('the calendar gives special days', () => {
  const { frame } = caseIn(tinySet(), 'DA', 'east');
  expect(frame.specialDays.get(dayNumber('2024-02-09'))).toBe('springFestival');
  expect(frame.specialDays.get(dayNumber('2024-02-18'))).toBe('workday');
});

test('a forecast of the day before knows no slot that ends after its issue', () => {
  const { frame, rule, span } = caseIn(tinySet(), 'DA', 'east');
  expect(originsIn(frame, rule, span)).toEqual([
    { knownThrough: 1, start: 4, end: 8 },
    { knownThrough: 5, start: 8, end: 12 },
  ]);
  const daily = caseIn(tinySet(), 'daily', 'east');
  expect(originsIn(daily.frame, daily.rule, span)[0]).toEqual({
    knownThrough: 3,
    start: 4,
    end: 8,
  });
});

test('nothing after the end of training is in memory of the training', () => {
  const { frame, trainEnd } = caseIn(tinySet(), 'DA', 'east');
  const training = frameUpTo(frame, trainEnd);
  expect(training.target.buffer.byteLength).toBe(4 * 8);
  expect(training.slots.count).toBe(4);
});

test('a folder of sets and a set itself both work', () => {
  const folder = tinySet();
  const names = (at: string) => jobsIn(setsIn(at), everything).jobs.map(({ set }) => set);
  expect(names(folder)).toEqual(['tiny', 'tiny', 'tiny', 'tiny']);
  expect(names(join(folder, '..'))).toEqual(names(folder));
});

test('a key that is not known is told with its file and place', () => {
  const folder = edited('"target": "load_mw",', '"target": "load_mw", "colour": "red",');
  expect(() => readProtocol(folder)).toThrow(/protocol\.json: series\[0\].*colour/s);
});

test('a set that is off is told, and the others are run', () => {
  const folder = edited('"kind": "load",', '"kind": "tide",');
  const { jobs, faults } = jobsIn(
    [...setsIn(folder), { name: 'good', folder: tinySet() }],
    everything,
  );
  expect(jobs).toHaveLength(4);
  expect(faults).toEqual([{ set: 'tiny', message: expect.stringContaining('kind') }]);
});

test.each([
  ['a file that is not there', '"east.csv.gz"', '"west.csv.gz"', /west\.csv\.gz/],
  ['a column that is not there', '"load_mw"', '"load_kw"', /east\.csv\.gz: .*load_kw/],
  ['an issue of another form', '"12:00 on D-1"', '"at noon"', /track DA: issue.*at noon/],
  [
    'a window off the grid',
    '"to": "2024-02-11 00:00"',
    '"to": "2024-02-11 00:30"',
    /window test.*00:30/,
  ],
  ['a window before its training ends', '"from": "2024-02-09', '"from": "2024-02-08', /trainTo/],
])('%s is told', (_, find, put, told) => {
  expect(() => caseIn(edited(find, put), 'DA', 'east')).toThrow(told);
});

test('a folder without sets is told', () => {
  expect(() => setsIn(tempFolder())).toThrow(/there is no protocol\.json/);
});
