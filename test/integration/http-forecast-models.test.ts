import { expect, test } from 'vitest';
import type { ForecastModelView } from '../../src/contract/http-forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../src/domain/instant.ts';
import type { SeriesFrame } from '../../src/forecast/frame/series-frame.ts';
import { usualAccuracyRules } from '../../src/forecast/score/accuracy-rules.ts';
import type { SiteModel } from '../../src/forecast/site/site-model.ts';
import { newContest, withChallenger } from '../../src/forecast/watch/contest.ts';
import { ForecastDesk } from '../../src/service/forecast-desk.ts';
import { trainGroup } from '../../src/service/forecasting/group-models.ts';
import { capturedLog } from '../support/captured-log.ts';
import { fixedClock } from '../support/fixed-clock.ts';
import { forecastGround } from '../support/forecast-ground.ts';
import { problemIn, startTestHttp } from '../support/http-server.ts';

const clock = fixedClock();
const nine = instant(Math.floor(clock.now() / hourMs) * hourMs - 12 * hourMs);
const hoursOn = (hours: number): Instant => instant(nine + hours * hourMs);
const iso = (at: Instant): string => new Date(at).toISOString();

const group = { groupId: 'zhao/load/', horizon: 'day_ahead' } as const;

/** Learned before the server starts: it answers that it is overloaded where its thread is held up. */
const model = learned();

/** Six weeks of which one day is missing. */
function learned(): SiteModel {
  const slots = { from: nine - 42 * dayMs, slotMs: quarterMs, count: 42 * 96 };
  const target = Float64Array.from({ length: slots.count }, (_, slot) => 30 + (slot % 96) / 4);
  target.fill(Number.NaN, 960, 1056);
  const frame: SeriesFrame = {
    ...{
      id: group.groupId,
      kind: 'load' as const,
      capacity: 100,
      lowest: 0,
      slots,
      target,
      site: {},
    },
    localOffsetsMs: new Int32Array(slots.count).fill(8 * hourMs),
    ...{ measured: new Map(), foreseen: new Map(), specialDays: new Map() },
  };
  return trainGroup({ frame, horizon: 'day_ahead' });
}

async function village() {
  const { cycle, models, forecasts: store, directory, readings } = forecastGround();
  const [timeZone, log] = ['Asia/Shanghai', capturedLog()];
  const desk = new ForecastDesk({
    ...{ store, models, readings, cycle, directory, clock, timeZone, log },
    accuracyRules: usualAccuracyRules,
  });
  const { ask } = await startTestHttp({ forecasts: desk });
  const read = (path: string, as: 'viewer' | 'cooperative' = 'viewer') =>
    ask(`/api/v1/nodes/${path}`, { as });
  const modelOf = async (path: string) => {
    const response = await read(path);
    expect(response.status).toBe(200);
    return (await response.json()) as ForecastModelView;
  };
  return { models, read, modelOf };
}

test('is physics and usual profiles until something was learned', async () => {
  const { modelOf } = await village();
  const { items, ...county } = await modelOf('county/forecast-model?kind=load');
  expect(county).toMatchObject({ horizon: 'day_ahead', groups: 2, learnedGroups: 0 });
  expect(items.map((item) => item.group)).toEqual(['zhao/load/', 'qian/load/']);
  expect(items[0]).toMatchObject({ capacityKw: 100, isLearned: false, since: null, card: null });
});

test('is the model that serves, with what it used and ignored', async () => {
  const { models, modelOf } = await village();
  models.add(group, nine, model);
  const contest = withChallenger(newContest(nine), hoursOn(2));
  const serving = { trainedAt: nine, drift: null, losses: [] };
  models.addContest(group, hoursOn(2), { ...contest, serving });
  const { items, learnedGroups } = await modelOf('zhao/forecast-model?kind=load');
  expect(learnedGroups).toBe(1);
  const [item] = items;
  expect(item).toMatchObject({ isLearned: true, since: iso(nine), hasDrifted: false });
  expect(item?.challenger).toEqual({ trainedAt: iso(hoursOn(2)), days: 0 });
  expect(item?.card).toMatchObject({ trainedAt: iso(nine), recipe: 'demand-day-ahead' });
  expect(item?.card?.features).toContain('weekMean');
  expect(item?.card?.findings).toContainEqual(
    expect.objectContaining({ column: 'target', what: 'gap', done: 'leftOut', slots: 96 }),
  );
  const weights = item?.card?.members.map(({ weight }) => weight) ?? [];
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
});

test('a cooperative sees its own, and a node without such devices has none', async () => {
  const { read } = await village();
  expect((await read('county/forecast-model?kind=load', 'cooperative')).status).toBe(404);
  const none = await read('qian/forecast-model?kind=wind');
  expect(none.status).toBe(404);
  expect((await problemIn(none)).code).toBe('no_forecast');
});
