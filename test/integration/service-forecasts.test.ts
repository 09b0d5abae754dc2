import { expect, test } from 'vitest';
import { type Instant, instant, minuteMs } from '../../src/domain/instant.ts';
import { eventually } from '../support/running-service.ts';
import { started } from '../support/service-ground.ts';

test('a service without a past has forecasts of both horizons soon after its start', async () => {
  const { service } = await started();
  const now = (): Instant => instant(Date.now());
  const { forecasts } = service.forecasting;
  const newest = (horizon: 'day_ahead' | 'ultra_short') => () =>
    forecasts.newest({ nodeId: 'lankao', kind: 'net', horizon, knownAt: now() });
  const day = await eventually(newest('day_ahead'), (kept) => kept !== null);
  const short = await eventually(newest('ultra_short'), (kept) => kept !== null);
  expect(short?.forecast.curves.slots.count).toBe(16);
  expect(day?.forecast.curves.slots.count).toBeGreaterThanOrEqual(95);
  expect(day?.run.issuedAt).toBeGreaterThan(now() - 2 * minuteMs);
  const again = await service.forecasting.cycle.run('ultra_short', now());
  expect(again.id).not.toBe(short?.run.id);
});
