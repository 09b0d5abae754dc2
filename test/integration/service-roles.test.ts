import { describe, expect, test } from 'vitest';
import type { DeviceList, LatestView, TopologyView } from '../../src/contract/http.ts';
import { quarterMs } from '../../src/domain/instant.ts';
import { eventually, type TestService } from '../support/running-service.ts';
import {
  following,
  range,
  records,
  rolledUp,
  started,
  type Table,
} from '../support/service-ground.ts';

/** A county in which both cooperatives and the network's own meter have reported. */
async function reported(): Promise<TestService & { measuredAt: number }> {
  const service = await started();
  const measuredAt = Date.now();
  for (const [id, powerKw] of Object.entries({ 'zhao-pv': 11, 'qian-pv': 22, 'zhao-meter': 33 })) {
    await service.publish(id, { measuredAt, values: { powerKw } });
  }
  await eventually(
    () => service.service.core.writer.stats(),
    ({ inserted }) => inserted === 3,
  );
  await rolledUp(service);
  return { ...service, measuredAt };
}

describe('an account of a cooperative', () => {
  test('sees its own devices on every route and stream, and nothing of the others', async () => {
    const { as, measuredAt } = await reported();
    const api = await as({ role: 'cooperative', cooperativeId: 'coop-zhao' });
    const around = range(measuredAt - quarterMs, measuredAt + quarterMs);

    const { body: topology } = await api.get<TopologyView>('/topology');
    expect(topology.nodes.map(({ id }) => id)).toEqual(['lankao', 'east', 'east-1', 'zhao']);
    expect(topology.cooperatives.map(({ id }) => id)).toEqual(['coop-zhao']);
    const { body: devices } = await api.get<DeviceList>('/devices');
    expect(devices.items.map(({ id }) => id)).toEqual(['zhao-pv']);
    const everyDevice = await api.get<DeviceList>('/devices?cooperative=coop-qian&node=lankao');
    expect(everyDevice.body.total).toBe(0);

    const routes = (id: string) => [
      `/devices/${id}`,
      `/devices/${id}/latest`,
      `/devices/${id}/readings?resolution=raw&${around}`,
      `/devices/${id}/readings?resolution=15m&${around}`,
      `/devices/${id}/readings?resolution=raw&format=csv&${around}`,
    ];
    for (const path of routes('zhao-pv')) expect([path, (await api.get(path)).status][1]).toBe(200);
    for (const id of ['qian-pv', 'zhao-meter', 'zhao-load', 'nothing']) {
      for (const path of routes(id)) {
        expect(await api.get(path)).toMatchObject({
          status: 404,
          body: { code: 'unknown_device' },
        });
      }
    }

    const { body: curve } = await api.get<Table>(`/nodes/coop-zhao/curve?${around}`);
    expect(records(curve)[0]).toMatchObject({ pvPowerKw: 11, pccPowerKw: null });
    for (const id of ['lankao', 'zhao', 'coop-qian']) {
      const answer = await api.get(`/nodes/${id}/curve?${around}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_node' } });
    }
  });

  test('follows its own curve and devices live, and no others', async () => {
    const service = await reported();
    const api = await service.as({ role: 'cooperative', cooperativeId: 'coop-zhao' });
    const own = await following(api, 'node=coop-zhao&device=zhao-pv');
    expect(own.status).toBe(200);
    await service.publish('zhao-pv', { measuredAt: Date.now(), values: { powerKw: 12 } });
    await service.publish('qian-pv', { measuredAt: Date.now(), values: { powerKw: 23 } });
    await eventually(
      () => own.events.filter(({ data }) => /owerKw":12\b/.test(JSON.stringify(data))),
      (events) => events.length >= 2,
    );
    expect(JSON.stringify(own.events)).not.toMatch(/qian|owerKw":(2[23]|33)\b/);
    for (const query of ['node=lankao', 'node=zhao', 'node=coop-qian', 'device=qian-pv']) {
      expect([query, (await following(api, query)).status]).toEqual([query, 404]);
    }
    expect((await following(api, 'node=coop-zhao&device=qian-pv')).status).toBe(404);
  });

  test('is not let near quarantine, metrics, and what operators do', async () => {
    const { as } = await started();
    const api = await as({ role: 'cooperative', cooperativeId: 'coop-zhao' });
    const device = { id: 'new', name: 'new', kind: 'pv', nodeId: 'zhao', ratingKw: 1 };
    const refused = [
      await api.get('/quarantine'),
      await api.post('/quarantine/1/replay'),
      await api.get('/metrics'),
      await api.post('/devices', device),
      await api.post('/devices/zhao-pv/retire'),
      await api.post('/devices/zhao-pv/credentials'),
      await api.get('/accounts'),
      await api.get('/tokens'),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
  });

  test('whose cooperative has left the configuration sees nothing', async () => {
    const { as } = await reported();
    const api = await as({ role: 'cooperative', cooperativeId: 'coop-gone' });
    expect((await api.get<DeviceList>('/devices')).body.total).toBe(0);
    expect((await api.get<LatestView>('/devices/zhao-pv/latest')).status).toBe(404);
  });
});

test('a viewer sees the whole county and changes nothing, an operator does', async () => {
  const service = await reported();
  const viewer = await service.as({ role: 'viewer', cooperativeId: null });
  expect((await viewer.get<DeviceList>('/devices')).body.total).toBe(4);
  expect((await viewer.get('/quarantine')).status).toBe(200);
  const device = { id: 'new', name: 'new', kind: 'pv', nodeId: 'zhao', ratingKw: 1 };
  expect((await viewer.post('/devices', device)).status).toBe(403);
  const operator = await service.as({ role: 'operator', cooperativeId: null });
  expect((await operator.post('/devices', device)).status).toBe(201);
  expect((await operator.post('/devices/new/credentials')).status).toBe(201);
  expect((await operator.get('/accounts')).status).toBe(403);
});
