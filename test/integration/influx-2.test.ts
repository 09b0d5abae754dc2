import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LatestView } from '../../src/contract/http.ts';
import { minuteMs } from '../../src/domain/instant.ts';
import { influx2Transport } from '../../src/storage/influx/transport-2.ts';
import { gatewayToken, startGateway } from '../support/influx-2-gateway.ts';
import { bytes, faultOf } from '../support/influx-2-ground.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import { eventually, startTestService } from '../support/running-service.ts';
import { at, startAt } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startVictoria } from '../support/victoria-server.ts';

/** Lines of one device; its values tell which line they come from. */
function linesOf(device: string, count: number): string {
  return Array.from({ length: count }, (_, minute) => {
    const fields = `powerKw=${minute / 8},quality=${minute % 3}`;
    return `pv,device=${device},area=zhao ${fields} ${at(minute * minuteMs)}\n`;
  }).join('');
}

describe('writing as to InfluxDB 2.x, to the VictoriaMetrics of the system', () => {
  test('every point arrives with its tags, its time and its value', async () => {
    const server = await startVictoria();
    const transport = influx2Transport({
      ...{ url: server.url, organisation: 'lankao', bucket: 'county', token: 'any' },
    });
    onTestFinished(() => transport.close());
    const device = String.raw`roof\,1\ 兰\=考`;
    // More lines in one call than the package would keep in its own buffer.
    await transport.write(bytes(linesOf(device, 40_000)));
    await Promise.all(['a', 'b', 'c'].map((name) => transport.write(bytes(linesOf(name, 500)))));
    const series = await server.series('pv', 'powerKw');
    const byDevice = new Map(series.map((one) => [one.tags.device, one]));
    expect([...byDevice.keys()].sort()).toEqual(['a', 'b', 'c', 'roof,1 兰=考']);
    expect(byDevice.get('a')?.timestamps).toHaveLength(500);
    const large = byDevice.get('roof,1 兰=考');
    expect(large?.tags).toMatchObject({ area: 'zhao' });
    expect(large?.timestamps).toHaveLength(40_000);
    const wrong = large?.values.findIndex((value, minute) => value !== minute / 8);
    expect(wrong).toBe(-1);
    expect(large?.timestamps[0]).toBe(startAt);
    expect(large?.timestamps[39_999]).toBe(startAt + 39_999 * minuteMs);
  });

  test('a server that is killed is told at once, and nothing comes later by itself', async () => {
    const server = await startVictoria();
    const transport = influx2Transport({
      ...{ url: server.url, organisation: 'lankao', bucket: 'county', token: 'any' },
    });
    onTestFinished(() => transport.close());
    await transport.write(bytes(linesOf('before', 10)));
    await server.kill();
    const fault = await faultOf(transport.write(bytes(linesOf('lost', 10))));
    expect(fault).toMatchObject({ retryable: true, status: null });
    await server.restart();
    await transport.write(bytes(linesOf('after', 10)));
    const devices = (await server.series('pv', 'powerKw')).map(({ tags }) => tags.device);
    expect(devices).toContain('after');
    expect(devices).not.toContain('lost');
  });
});

describe('a county whose store is InfluxDB 2, before a real 1.x', () => {
  const influxdb = sharedInfluxdb();

  test('takes a reading over MQTT, shows it, and still has it after a restart', async () => {
    const gateway = await startGateway(influxdb());
    onTestFinished(() => gateway.close());
    const [folder, bucket] = [tempFolder(), freshDatabase()];
    writeFileSync(join(folder, 'token'), `${gatewayToken}\n`);
    const server = `url: '${gateway.url}', organisation: lankao, bucket: ${bucket}`;
    const store = `store: { folder: ${join(folder, 'data')}, kind: influxdb2, influxdb2: { ${server}, token: { file: token } } }`;
    const first = await startTestService(folder, { store });
    const measuredAt = Date.now();
    await first.publish('zhao-pv', { measuredAt, values: { powerKw: 12.5 } });
    await eventually(
      () => first.service.core.writer.stats(),
      ({ inserted }) => inserted === 1,
    );
    const [row] = await influxdb().ask(bucket, 'SELECT "powerKw" FROM "pv" GROUP BY *');
    expect(row?.tags).toEqual({ device: 'zhao-pv', area: 'zhao' });
    expect(row?.values).toEqual([[measuredAt, 12.5]]);
    await first.close();

    const second = await startTestService(folder, { store });
    const { body: latest } = await second.api.get<LatestView>('/devices/zhao-pv/latest');
    expect(latest.values.powerKw).toBe(12.5);
    const { body: ready } = await second.api.get<{ ready: boolean }>('/health/ready');
    expect(ready.ready).toBe(true);
    await second.close();
  });
});
