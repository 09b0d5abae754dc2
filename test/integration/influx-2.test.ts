import { describe, expect, onTestFinished, test } from 'vitest';
import { minuteMs } from '../../src/domain/instant.ts';
import { influx2Transport } from '../../src/storage/influx/transport-2.ts';
import { bytes, faultOf } from '../support/influx-2-ground.ts';
import { at, startAt } from '../support/store-columns.ts';
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
