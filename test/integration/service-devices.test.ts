import { describe, expect, test } from 'vitest';
import type { DeviceDetail, LatestView, NodeNow } from '../../src/contract/http.ts';
import { publishPacket } from '../support/raw-mqtt.ts';
import { eventually, type TestService } from '../support/running-service.ts';
import { following, rawDevice, started } from '../support/service-ground.ts';

const topic = (channel: string) => `paulownia/v1/zhao-pv/${channel}`;
const will = { topic: topic('status'), payload: 'offline' };

/** The device signs in with a last will, is born and reports. */
async function reporting(service: TestService, powerKw: number) {
  const raw = await rawDevice(service, 'zhao-pv', { will });
  const birth = JSON.stringify({ kind: 'pv', points: ['powerKw'], manufacturer: 'Sungrow' });
  raw.socket.write(publishPacket(topic('birth'), birth, 1));
  const reading = JSON.stringify({ measuredAt: Date.now(), seq: 1, values: { powerKw } });
  raw.socket.write(publishPacket(topic('telemetry'), reading, 2));
  await eventually(
    () => raw.count('puback'),
    (count) => count === 2,
  );
  return raw;
}

const deviceOf = async ({ api }: TestService) =>
  (await api.get<DeviceDetail>('/devices/zhao-pv')).body;

describe('a device whose connection breaks', () => {
  test('is dead, counts in no sum, and is back with its next birth', async () => {
    const service = await started();
    const { events } = await following(service.api, 'node=zhao');
    const now = () => events.at(-1)?.data as NodeNow | undefined;
    await service.publish('zhao-load', { measuredAt: Date.now(), values: { powerKw: 5 } });
    const raw = await reporting(service, 41.25);
    await eventually(now, (node) => node?.pvPowerKw === 41.25 && node.loadPowerKw === 5);
    expect(now()).toMatchObject({ devicesFresh: 2 });

    raw.socket.resetAndDestroy();
    await eventually(
      () => deviceOf(service),
      ({ state }) => state === 'dead',
    );
    await eventually(now, (node) => node?.pvPowerKw === null);
    expect(now()).toMatchObject({ loadPowerKw: 5, devicesFresh: 1 });

    await reporting(service, 12.5);
    await eventually(now, (node) => node?.pvPowerKw === 12.5);
    expect(await deviceOf(service)).toMatchObject({
      state: 'online',
      seqGaps: 0,
      birth: { manufacturer: 'Sungrow' },
    });
  });

  test('that said goodbye is not dead', async () => {
    const service = await started();
    const raw = await reporting(service, 12.5);
    raw.socket.end(Buffer.from([0xe0, 0]));
    await raw.closed;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await deviceOf(service)).state).toBe('online');
  });

  test('that is retired is closed, and refused when it signs in again', async () => {
    const service = await started();
    const device = { id: 'roof', name: 'roof', kind: 'pv', nodeId: 'qian', ratingKw: 30 };
    await service.api.post('/devices', device);
    const raw = await rawDevice(service, 'roof');
    expect((await service.api.post('/devices/roof/retire')).status).toBe(200);
    await raw.closed;
    const values = { measuredAt: Date.now(), values: { powerKw: 1 } };
    await expect(service.publish('roof', values)).rejects.toThrow(/not authori[sz]ed|refused/i);
  });
});

describe('a device that speaks its own language', () => {
  const profiles = [
    {
      profile: 'shelly-3em',
      kind: 'load',
      topic: 'meter-1/status/em:0',
      payload: {
        ...{ id: 0, a_current: 4, b_current: 5, c_current: 6, a_voltage: 229, b_voltage: 230 },
        ...{ c_voltage: 231, a_freq: 50, total_current: 15, total_act_power: 3_450.5 },
      },
      values: { powerKw: 3.4505, voltageV: 230, currentA: 5, frequencyHz: 50 },
    },
    {
      profile: 'tasmota-plug',
      kind: 'ev_charger',
      topic: 'tele/meter-1/SENSOR',
      payload: {
        Time: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19),
        ENERGY: { Total: 123.456, Power: 7_200, Voltage: 228, Current: 31.6 },
      },
      values: { powerKw: 7.2, energyTotalKwh: 123.456, voltageV: 228 },
    },
    {
      profile: 'flat-gateway',
      kind: 'heat_pump',
      topic: 'gateways/meter-1/devices',
      payload: {
        time: Date.now(),
        devices: [{ id: 'meter-1', powerKw: 3.2, supplyTempC: 45.5, heatKw: 12 }],
      },
      values: { powerKw: 3.2, supplyTempC: 45.5, heatKw: 12 },
    },
  ];

  test.each(profiles)('$profile is read', async ({ profile, kind, topic, payload, values }) => {
    const service = await started();
    const device = { id: 'meter-1', name: 'meter', kind, nodeId: 'qian', ratingKw: 20, profile };
    expect((await service.api.post('/devices', device)).status).toBe(201);
    await service.publish('meter-1', payload, { topic });
    const { body } = await eventually(
      () => service.api.get<LatestView>('/devices/meter-1/latest'),
      ({ body }) => body.state === 'online',
    );
    expect(body).toMatchObject({ quality: 'good', values });
    expect(Math.abs(body.ageS ?? Number.NaN)).toBeLessThan(60);
    await service
      .publish('meter-1', payload, { topic: 'tele/other/SENSOR' })
      .catch(() => undefined);
    const { body: metrics } = await service.api.get<string>('/metrics');
    expect(metrics).toContain('paulownia_refused_total{code="foreign_topic"} 1');
  });

  test('says with its own word that it is gone', async () => {
    const service = await started();
    const device = { id: 'plug', name: 'plug', kind: 'load', nodeId: 'qian', ratingKw: 3 };
    await service.api.post('/devices', { ...device, profile: 'tasmota-plug' });
    await service.publish('plug', 'Offline', { topic: 'tele/plug/LWT', args: ['-r'] });
    await eventually(
      () => service.api.get<DeviceDetail>('/devices/plug'),
      ({ body }) => body.state === 'dead',
    );
  });
});
