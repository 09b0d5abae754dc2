import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hourMs, instant } from '../../src/domain/instant.ts';
import { mqttWeatherSource } from '../../src/weather/mqtt-source.ts';
import { freePort } from '../support/local-ports.ts';
import { startMosquitto } from '../support/mosquitto.ts';

const issuedAt = Date.UTC(2026, 6, 1, 3);
const now = instant(issuedAt + hourMs);
const topic = 'county/weather';

/** Three hours of temperature, made for these tests. */
const answer = {
  latitude: 34.8,
  longitude: 114.8,
  issued_at: new Date(issuedAt).toISOString(),
  hourly_units: { temperature_2m: '°C' },
  hourly: {
    time: [0, 1, 2].map((hour) => (issuedAt + hour * hourMs) / 1_000),
    temperature_2m: [20, 22, 24],
  },
};

/** Publishes as another program would. */
function publishRetained(port: number, payload: string): void {
  execFileSync('mosquitto_pub', ['-p', String(port), '-r', '-q', '1', '-t', topic, '-m', payload]);
}

test('the retained run is taken, and the newest one when it was replaced', async () => {
  const { port, url } = await startMosquitto();
  const source = mqttWeatherSource({ id: 'mqtt', url, topic });
  publishRetained(port, JSON.stringify(answer));

  const first = await source.fetch(now);
  expect(first).toMatchObject({ ok: true, value: { sourceId: 'mqtt', issuedAt, receivedAt: now } });

  const later = new Date(issuedAt + hourMs).toISOString();
  publishRetained(port, JSON.stringify({ ...answer, issued_at: later }));
  expect(await source.fetch(now)).toMatchObject({ ok: true, value: { issuedAt: now } });
});

test('what cannot be used says why, and is not asked for again at once', async () => {
  const { port, url } = await startMosquitto();
  const source = mqttWeatherSource({ id: 'mqtt', url, topic });
  const { issued_at: _, ...undated } = answer;
  for (const [payload, why] of [
    ['{', 'issued_at: missing'],
    [JSON.stringify(undated), 'issued_at: missing'],
    [JSON.stringify({ ...answer, hourly: {} }), 'hourly.time'],
  ] as const) {
    publishRetained(port, payload);
    expect(await source.fetch(now)).toMatchObject({
      ok: false,
      fault: { retryable: false, detail: expect.stringContaining(why) },
    });
  }
});

test('a broker that is away is asked again soon', async () => {
  const url = `mqtt://127.0.0.1:${await freePort()}`;
  const source = mqttWeatherSource({ id: 'mqtt', url, topic, password: 'kept quiet' });
  const run = await source.fetch(now);
  expect(run).toMatchObject({ ok: false, fault: { retryable: true } });
  expect(JSON.stringify(run)).toContain('the broker is not there');
  expect(JSON.stringify(run)).not.toContain('kept quiet');
});
