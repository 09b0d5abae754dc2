import { describe, expect, test } from 'vitest';
import type { DeviceDetail, LatestView, NodeNow } from '../../src/contract/http.ts';
import { quarterMs } from '../../src/domain/instant.ts';
import { eventually, startTestService } from '../support/running-service.ts';
import { range, records, rolledUp, started, type Table } from '../support/service-ground.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Instants of `count` quarters that ended an hour ago, oldest first. */
function pastQuarters(count: number): number[] {
  const end = Math.floor(Date.now() / quarterMs) * quarterMs - 4 * quarterMs;
  return Array.from({ length: count }, (_, index) => end - (count - index) * quarterMs);
}

describe('a device that knows nothing but the native topics', () => {
  test('is registered, publishes once, and is seen everywhere', async () => {
    const test = await started();
    const { api, publish } = test;
    const device = { id: 'new-roof', name: '新屋顶', kind: 'pv', nodeId: 'qian', ratingKw: 30 };
    expect((await api.post('/devices', device)).status).toBe(201);
    const measuredAt = Date.now();
    await publish('new-roof', { measuredAt, seq: 1, values: { powerKw: 12.5, voltageV: 231.4 } });

    const { body: latest } = await eventually(
      () => api.get<LatestView>('/devices/new-roof/latest'),
      ({ body }) => body.state === 'online',
    );
    expect(latest).toMatchObject({ quality: 'good', values: { powerKw: 12.5, voltageV: 231.4 } });

    const raw = await eventually(
      () =>
        api.get<Table>(
          `/devices/new-roof/readings?resolution=raw&${range(measuredAt - 1_000, measuredAt + 1_000)}`,
        ),
      ({ body }) => body.rows.length > 0,
    );
    expect(records(raw.body)).toMatchObject([
      { at: new Date(measuredAt).toISOString(), powerKw: 12.5, voltageV: 231.4 },
    ]);

    await rolledUp(test);
    const from = Math.floor(measuredAt / quarterMs) * quarterMs;
    const { body: curve } = await api.get<Table>(
      `/nodes/qian/curve?resolution=15m&${range(from, from + quarterMs)}`,
    );
    expect(records(curve)).toMatchObject([{ pvPowerKw: 12.5, quality: 'good' }]);
  });

  test('shows on the live stream of its node', async () => {
    const { api, publish } = await started();
    const stream = await fetch(`${api.url}/api/v1/live?node=zhao`, {
      headers: { authorization: `Bearer ${api.token}` },
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await publish('zhao-pv', { measuredAt: Date.now(), values: { powerKw: 41.25 } });
    let text = '';
    while (!text.includes('41.25')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    const data = text
      .split('\n')
      .findLast((line) => line.startsWith('data: {') && line.includes('41.25'));
    const now = JSON.parse(data?.slice(6) ?? '{}') as NodeNow;
    expect(now).toMatchObject({ node: 'zhao', pvPowerKw: 41.25, devicesFresh: 1, devicesTotal: 3 });
  });
});

describe('what is told twice, late or wrong', () => {
  test('a reading that comes again is no second point; one that differs replaces it', async () => {
    const { api, publish, service } = await started();
    const [at = 0] = pastQuarters(1);
    const reading = { measuredAt: at, values: { powerKw: 5, voltageV: 230 } };
    await publish('zhao-pv', reading);
    await publish('zhao-pv', reading);
    await publish('zhao-pv', { measuredAt: at, values: { powerKw: 6 } });
    await eventually(
      () => service.core.writer.stats(),
      ({ duplicates, replaced }) => duplicates === 1 && replaced === 1,
    );
    const { body } = await api.get<Table>(
      `/devices/zhao-pv/readings?resolution=raw&${range(at, at + 1)}`,
    );
    expect(records(body)).toMatchObject([{ powerKw: 6, voltageV: 230 }]);
  });

  test('late readings correct the roll-ups that they touch, also days later', async () => {
    const test = await started();
    const { api, publish, service } = test;
    const twentyDaysAgo = Math.floor(Date.now() / quarterMs) * quarterMs - 20 * 96 * quarterMs;
    const curve = () =>
      api.get<Table>(
        `/nodes/zhao/curve?resolution=15m&${range(twentyDaysAgo, twentyDaysAgo + quarterMs)}`,
      );
    const send = (offsetMin: number, powerKw: number) =>
      publish('zhao-pv', {
        measuredAt: twentyDaysAgo + offsetMin * 60_000,
        historical: true,
        values: { powerKw },
      });
    const stored = (count: number) =>
      eventually(
        () => service.core.writer.stats(),
        ({ inserted }) => inserted === count,
      );
    for (const minute of [0, 5, 10]) await send(minute, 10);
    await stored(3);
    await rolledUp(test);
    expect(records((await curve()).body)[0]?.pvPowerKw).toBe(10);
    await send(7.5, 40);
    await stored(4);
    await rolledUp(test);
    const { body } = await curve();
    expect(records(body)[0]?.pvPowerKw).toBeCloseTo((12.5 * 10 + 2.5 * 40) / 15, 9);
    expect(service.core.ingest.stats().invalid).toBe(0);
  });

  test('a clock that is ahead is invalid, kept, and not the live value', async () => {
    const { api, publish } = await started();
    const now = Date.now();
    await publish('zhao-pv', { measuredAt: now + 600_000, values: { powerKw: 99 } });
    await publish('zhao-pv', { measuredAt: now, values: { powerKw: 7 } });
    const latest = await eventually(
      () => api.get<LatestView>('/devices/zhao-pv/latest'),
      ({ body }) => body.values.powerKw !== null,
    );
    expect(latest.body.values.powerKw).toBe(7);
    const { body } = await eventually(
      () => api.get<Table>(`/devices/zhao-pv/readings?resolution=raw&${range(now, now + 700_000)}`),
      ({ body }) => body.rows.length === 2,
    );
    expect(records(body)[1]).toMatchObject({ quality: 'invalid', reasons: ['clock_ahead'] });
  });

  test('a register that falls back to zero makes no spike', async () => {
    const test = await started();
    const { api, publish, service } = test;
    const [at = 0] = pastQuarters(1);
    const minutes = [0, 3, 6, 9, 12, 15];
    const totals = [54_321, 54_321.5, 0, 0.5, 1, 1.5];
    await publish('zhao-pv', {
      measuredAt: minutes.map((minute) => at + minute * 60_000),
      values: { energyTotalKwh: totals },
    });
    await eventually(
      () => service.core.writer.stats(),
      ({ inserted }) => inserted === totals.length,
    );
    await rolledUp(test);
    const answer = await api.get<Table>(
      `/devices/zhao-pv/readings?resolution=15m&${range(at, at + quarterMs)}`,
    );
    expect(Number(records(answer.body)[0]?.energyTotalKwh)).toBeLessThanOrEqual(2.001);
  });
});

test('energy that a register counted while its device was away is spread over that time', async () => {
  const test = await started();
  const { api, publish, service } = test;
  const [from = 0] = pastQuarters(9);
  for (const [quarter, energyTotalKwh] of [
    [0, 1_000],
    [8.5, 1_017],
  ] as const) {
    const measuredAt = from + quarter * quarterMs;
    await publish('zhao-pv', { measuredAt, values: { energyTotalKwh } });
    await eventually(
      () => service.core.ingest.stats().storeBacklogBytes,
      (bytes) => bytes === 0,
    );
    await rolledUp(test);
  }
  const { body } = await api.get<Table>(
    `/devices/zhao-pv/readings?resolution=15m&points=energyTotalKwh&${range(from, from + 9 * quarterMs)}`,
  );
  const energyKwh = records(body).map((row) => Number(row.energyTotalKwh));
  for (const kwh of energyKwh.slice(0, 8)) expect(kwh).toBeCloseTo(2, 9);
  expect(energyKwh[8]).toBeCloseTo(1, 9);
});

describe('what a device says of itself', () => {
  test('its death makes its values stale, a reading brings it back', async () => {
    const { api, publish } = await started();
    await publish('zhao-pv', { measuredAt: Date.now(), values: { powerKw: 7 } });
    await publish('zhao-pv', '{"status":"offline"}', {
      topic: 'paulownia/v1/zhao-pv/status',
      args: ['-r'],
    });
    const state = async () => (await api.get<DeviceDetail>('/devices/zhao-pv')).body.state;
    await eventually(state, (is) => is === 'dead');
    await publish('zhao-pv', { measuredAt: Date.now(), values: { powerKw: 8 } });
    await eventually(state, (is) => is === 'online');
  });

  test('gaps in its numbering are counted', async () => {
    const { api, publish } = await started();
    for (const seq of [1, 2, 6]) {
      await publish('zhao-pv', { measuredAt: Date.now(), seq, values: { powerKw: 7 } });
    }
    const detail = await eventually(
      () => api.get<DeviceDetail>('/devices/zhao-pv'),
      ({ body }) => body.seqGaps > 0,
    );
    expect(detail.body.seqGaps).toBe(3);
  });
});

test('a restart goes on with what is there', async () => {
  const folder = tempFolder();
  const first = await startTestService(folder);
  const device = { id: 'new-roof', name: '新屋顶', kind: 'pv', nodeId: 'qian', ratingKw: 30 };
  await first.api.post('/devices', device);
  const { password } = await first.credential('new-roof');
  const measuredAt = Date.now();
  const birth = { kind: 'pv', points: ['powerKw'], firmware: '1.4.2' };
  await first.publish('new-roof', birth, { topic: 'paulownia/v1/new-roof/birth' });
  await first.publish('new-roof', { measuredAt, values: { powerKw: 12.5 } });
  await first
    .publish('nobody', {}, { topic: 'paulownia/v1/new-roof/telemetry' })
    .catch(() => undefined);
  await eventually(
    () => first.service.core.writer.stats(),
    ({ inserted }) => inserted === 1,
  );
  await first.close();

  const second = await started({ folder });
  const latest = await second.api.get<LatestView>('/devices/new-roof/latest');
  expect(latest.body).toMatchObject({ state: 'online', values: { powerKw: 12.5 } });
  const detail = await second.api.get<DeviceDetail>('/devices/new-roof');
  expect(detail.body.birth).toEqual(birth);
  expect(await second.service.registry.checkCredential('new-roof', password)).toBe(true);
});
