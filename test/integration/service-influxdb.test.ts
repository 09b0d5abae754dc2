// `paulownia serve` with its readings in a real InfluxDB 1.x: from a device's message to the curve.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { LatestView } from '../../src/contract/http.ts';
import { quarterMs } from '../../src/domain/instant.ts';
import type { Fleet } from '../support/fleet-ground.ts';
import { influxDatabase, influxFleet, storeIsLevel } from '../support/fleet-influx.ts';
import { startInfluxdb } from '../support/influxdb-server.ts';
import { type Api, apiClient, eventually } from '../support/running-service.ts';
import { range, records, type Table } from '../support/service-ground.ts';
import { paulownia, serve } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
/** How long a call waits for a server that says nothing. */
const silenceMs = 20_000;

async function publish({ port, secrets }: Fleet, deviceId: string, payload: object): Promise<void> {
  await run('mosquitto_pub', [
    ...['-h', '127.0.0.1', '-p', String(port), '-u', deviceId, '-P', secrets.get(deviceId) ?? ''],
    ...['-q', '1', '-t', `paulownia/v1/${deviceId}/telemetry`, '-m', JSON.stringify(payload)],
  ]);
}

function curveOf(api: Api, from: number) {
  const path = `/nodes/zhao/curve?resolution=15m&${range(from, from + quarterMs)}`;
  return eventually(
    () => api.get<Table>(path),
    ({ body }) => body.rows.length > 0,
    60_000,
  );
}

test('a reading by MQTT is a point in the database, and a slot in it is the curve over HTTP', async () => {
  const server = await startInfluxdb();
  const fleet = await influxFleet(server.url, 2);
  expect(await paulownia('check-config', fleet.file)).toMatchObject({ exitCode: 0 });
  const service = await serve(fleet.file);
  const api = apiClient(service.consoleUrl, fleet.token);
  const slotStart = Math.floor(Date.now() / quarterMs) * quarterMs - 4 * quarterMs;
  for (const minute of [0, 1, 2]) {
    const measuredAt = slotStart + minute * 60_000;
    await publish(fleet, 'roof-1', { measuredAt, values: { powerKw: 12.5, voltageV: 231 } });
  }
  const curve = await curveOf(api, slotStart);
  expect(records(curve.body)).toMatchObject([{ pvPowerKw: 12.5, quality: 'good' }]);

  const [raw] = await server.ask(influxDatabase, 'SELECT * FROM "pv" LIMIT 1');
  const point = Object.fromEntries(
    (raw?.columns ?? []).map((name, index) => [name, raw?.values[0]?.[index]]),
  );
  expect(point).toEqual({
    ...{ time: slotStart, device: 'roof-1', area: 'zhao' },
    ...{ powerKw: 12.5, voltageV: 231, quality: 0, reasons: 0 },
  });
  const [slot] = await server.ask(influxDatabase, 'SELECT "powerKw" FROM "pv_15m"');
  expect(slot?.values).toContainEqual([slotStart, 12.5]);

  await service.end('SIGTERM');
  const backup = join(tempFolder(), 'backup');
  expect(await paulownia('backup', fleet.file, backup)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Backed up 3 readings'),
  });
  await server.ask('', `DROP DATABASE "${influxDatabase}"`);
  expect(await paulownia('restore', fleet.file, backup, '--overwrite')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Restored 3 readings'),
  });
  expect(await server.ask(influxDatabase, 'SELECT * FROM "pv" LIMIT 1')).toEqual([raw]);
  expect(await server.ask(influxDatabase, 'SELECT "powerKw" FROM "pv_15m"')).toEqual([slot]);
});

test('the service stops, starts, acknowledges and shows devices while the server is away', async () => {
  const server = await startInfluxdb();
  const fleet = await influxFleet(server.url, 2);
  const stored = () =>
    server.ask(influxDatabase, 'SELECT "powerKw" FROM "pv" GROUP BY "device"').catch(() => []);
  const first = await serve(fleet.file);
  const began = Date.now() - 60_000;
  await publish(fleet, 'roof-2', { measuredAt: began, values: { powerKw: 3 } });
  // Noted as stored, so that it does not come back from the journal.
  await storeIsLevel(apiClient(first.consoleUrl, fleet.token));
  expect(await stored()).toHaveLength(1);

  process.kill(server.pid(), 'SIGSTOP');
  await publish(fleet, 'roof-1', { measuredAt: began, values: { powerKw: 5 } });
  const { code, tookMs } = await first.end('SIGTERM');
  expect({ code, waitsForServer: tookMs > silenceMs }).toEqual({ code: 0, waitsForServer: false });
  await server.kill();

  const service = await serve(fleet.file);
  const api = apiClient(service.consoleUrl, fleet.token);
  await publish(fleet, 'roof-1', { measuredAt: began + 1_000, values: { powerKw: 7 } });
  const latestOf = (id: string) => api.get<LatestView>(`/devices/${id}/latest`);
  await eventually(
    () => latestOf('roof-1'),
    ({ body }) => body.values.powerKw === 7,
  );
  expect((await latestOf('roof-2')).body.state).toBe('silent');

  await server.restart();
  const known = await eventually(
    () => latestOf('roof-2'),
    ({ body }) => body.state !== 'silent',
    60_000,
  );
  expect(known.body.values).toMatchObject({ powerKw: 3 });
  const points = await eventually(
    stored,
    (series) => series.flatMap(({ values }) => values).length === 3,
    60_000,
  );
  expect(points.map(({ tags, values }) => [tags?.device, ...values.map(([, kw]) => kw)])).toEqual([
    ['roof-1', 5, 7],
    ['roof-2', 3],
  ]);
});
