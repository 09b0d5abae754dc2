import { join } from 'node:path';
import { expect, test } from 'vitest';
import { specialDaysOfChina } from '../../../src/app/calendar-of-china.ts';
import { dayMs } from '../../../src/domain/instant.ts';
import { readCsv, sharedFolder } from '../../support/shared-data.ts';

const days = specialDaysOfChina(2018, 2030);
const kindOn = (date: string) => days.get(Date.parse(date) / dayMs);

// Notices of the General Office of the State Council on the holidays of each year.
test.each([
  ['2018-02-15', 'springFestival'],
  ['2018-02-21', 'springFestival'],
  ['2018-02-24', 'workday'],
  ['2019-02-02', 'workday'],
  ['2019-02-04', 'springFestival'],
  ['2019-05-03', 'holiday'],
  ['2019-10-12', 'workday'],
  ['2020-02-02', 'springFestival'],
  ['2020-02-03', undefined],
  ['2020-10-08', 'holiday'],
  ['2021-02-11', 'springFestival'],
  ['2021-09-26', 'workday'],
  ['2022-02-06', 'springFestival'],
  ['2023-01-28', 'workday'],
  ['2023-01-27', 'springFestival'],
  ['2024-02-09', undefined],
  ['2024-02-10', 'springFestival'],
  ['2024-02-17', 'springFestival'],
  ['2024-10-12', 'workday'],
  ['2025-01-28', 'springFestival'],
  ['2025-05-05', 'holiday'],
  ['2026-02-15', 'springFestival'],
  ['2026-02-23', 'springFestival'],
  ['2026-02-28', 'workday'],
  ['2026-03-02', undefined],
])('%s is %s', (date, kind) => {
  expect(kindOn(date)).toBe(kind);
});

test.each([
  ['2029-02-12', 'springFestival'],
  ['2029-02-13', 'springFestival'],
  ['2029-02-19', 'springFestival'],
  ['2029-02-11', undefined],
  ['2029-02-20', undefined],
  ['2029-06-16', 'holiday'],
  ['2029-10-01', 'holiday'],
  ['2030-02-02', 'springFestival'],
  ['2030-02-03', 'springFestival'],
])('a year without a notice follows the moon and the law: %s is %s', (date, kind) => {
  expect(kindOn(date)).toBe(kind);
});

test('an ordinary day is not special', () => {
  expect(kindOn('2026-07-15')).toBeUndefined();
  expect(kindOn('2026-07-18')).toBeUndefined();
});

const load = sharedFolder('forecast/load-china');
const kinds: Readonly<Record<string, string>> = {
  holiday: 'holiday',
  spring: 'springFestival',
  workday: 'workday',
};
test.skipIf(load.absent)(load.title('a list typed in from the notices says the same'), () => {
  const typed = readCsv(join(load.path, 'holidays_cn.csv'));
  const differing = typed
    .filter((row) => kindOn(row.date ?? '') !== kinds[row.type ?? ''])
    .map((row) => `${row.date} is ${row.type} there, ${kindOn(row.date ?? '')} here`);
  expect(differing).toEqual([]);
});
