import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReplay, type ReplayPlan } from '../../../simulators/replay/plan.ts';
import { instant } from '../../../src/domain/instant.ts';
import { sharedFolder } from '../../support/shared-data.ts';

const shared = sharedFolder('forecast');
const now = instant(Date.parse('2026-05-04T08:00:00Z'));
const folders = shared.absent
  ? ['every folder']
  : readdirSync(shared.path).filter((name) => statSync(join(shared.path, name)).isDirectory());

const plans = new Map<string, ReplayPlan>();

/** Each whole folder is read once. */
function wholePlanOf(folder: string): ReplayPlan {
  const plan = plans.get(folder) ?? planOf(folder);
  plans.set(folder, plan);
  return plan;
}

function planOf(folder: string, from?: string, to?: string): ReplayPlan {
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const options = { now, shift: 'none', localTimeZone: 'Asia/Shanghai', ...range } as const;
  const plan = openReplay(join(shared.path, folder), options);
  if (!plan.ok) throw new Error(plan.fault);
  return plan.value;
}

function value(plan: ReplayPlan, id: string, iso: string, point: string): number | undefined {
  const series = plan.series.find(({ device }) => device.id === id);
  const row = series?.measuredAt.indexOf(Date.parse(iso)) ?? -1;
  return series?.values[series.points.indexOf(point)]?.[row];
}

test.skipIf(shared.absent).each(folders)(shared.title('%s is read whole'), (folder) => {
  const { series, faults } = wholePlanOf(folder);
  expect(series.length).toBeGreaterThan(0);
  for (const { device, measuredAt } of series) {
    expect(measuredAt.length, device.id).toBeGreaterThan(8_000);
    if (device.ratingKw !== null) expect(device.ratingKw).toBeGreaterThan(0);
  }
  const rowFaults = faults.filter(({ line }) => line !== null && line > 1);
  expect(rowFaults.length).toBe(folder === 'heat' ? 3 : 0);
});

test.skipIf(shared.absent).each([
  ['pv-china', 'pv-china-station1_50MW-weather', '2018-12-31T16:15:00Z', 'tempC', -11.8],
  ['pv-china', 'pv-china-station3_30MW-pv', '2018-12-31T16:00:00Z', 'powerKw', -35.7],
  ['rural-nl', 'rural-nl-HAL-net', '2021-07-31T00:00:00Z', 'powerKw', 1_530],
  ['rural-nl', 'rural-nl-HAL-wind', '2021-07-31T00:15:00Z', 'powerKw', 510],
  ['rural-nl', 'rural-nl-MNZL-pv', '2021-07-31T00:00:00Z', 'powerKw', 5_530],
  ['rural-nl', 'rural-nl-pid287-net', '2020-10-02T09:30:00Z', 'powerKw', 3_310],
  ['rural-nl', 'rural-nl-pid287-weather', '2020-10-02T09:45:00Z', 'humidityPct', 68.624],
  ['rural-nl', 'rural-nl-pid287-weather', '2020-10-02T09:45:00Z', 'pressureHpa', 994.53],
  ['wind-gefcom14', 'wind-gefcom14-zone01-wind', '2012-01-01T01:00:00Z', 'powerKw', 54.8791],
  ['solar-gefcom14', 'solar-gefcom14-zone1-pv', '2012-04-01T00:00:00Z', 'powerKw', 754.1026],
  ['solar-gefcom14', 'solar-gefcom14-zone1-weather', '2012-04-01T01:00:00Z', 'ghiWm2', 771.7397],
  ['solar-gefcom14', 'solar-gefcom14-zone1-weather', '2012-04-01T00:00:00Z', 'tempC', 21.2985],
  ['load-gefcom14', 'load-gefcom14-load-w1', '2000-12-31T16:00:00Z', 'tempC', -2.7778],
  ['load-china', 'load-china-load-load', '2017-12-31T16:15:00Z', 'powerKw', 232_720.6],
  ['heat', 'heat-flensburg_hourly-heat', '2013-12-31T23:00:00Z', 'heatKw', 167_590],
  ['heat', 'heat-bavaria_15min-heat', '2019-12-31T23:15:00Z', 'supplyTempC', 81],
  ['ett', 'ett-ETTh1-high', '2016-06-30T16:00:00Z', 'oilTempC', 30.5310001],
])(shared.title('%s: %s at %s has %s %d'), (folder, id, iso, point, expected) => {
  expect(value(wholePlanOf(folder), id, iso, point)).toBeCloseTo(expected, 3);
});

test.skipIf(shared.absent)(
  shared.title('local times are read through both changes of the clocks'),
  () => {
    const series = planOf('heat', '2015-03-28', '2015-10-27').series.find(
      ({ device }) => device.id === 'heat-flensburg_hourly-heat',
    );
    const has = (iso: string): boolean => series?.measuredAt.includes(Date.parse(iso)) === true;
    expect(has('2015-03-29T00:00:00Z')).toBe(true);
    expect(has('2015-03-29T01:00:00Z')).toBe(true);
    expect(has('2015-10-25T00:00:00Z')).toBe(true);
    // The file has 02:00 once in October: the second of the two hours is a gap.
    expect(has('2015-10-25T01:00:00Z')).toBe(false);
    expect(has('2015-10-25T02:00:00Z')).toBe(true);
  },
);
