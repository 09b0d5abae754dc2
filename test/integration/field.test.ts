import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Field, type FieldOptions, startField } from '../../simulators/field.ts';
import { startTicks } from '../../src/app/ticks.ts';
import { type DecodeResult, decodeMessage } from '../../src/contract/decode.ts';
import { kindSpecOf, pointIndexesOf } from '../../src/contract/device-kinds.ts';
import { payloadBytesMax } from '../../src/contract/message-limits.ts';
import { hourMs, instant, minuteMs } from '../../src/domain/instant.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { capturedLog } from '../support/captured-log.ts';
import { cuttableLine } from '../support/cuttable-line.ts';
import { demoCounty, demoSite, demoTimeZone } from '../support/demo-county.ts';
import { deviceWith } from '../support/devices.ts';
import { startMosquitto } from '../support/mosquitto.ts';

const county = demoCounty(2);
const deviceById = new Map(
  county.devices.map((device, index) => [
    device.id,
    deviceWith({ ...device, key: index + 1, reportIntervalS: 60 }),
  ]),
);

interface Arrival extends DecodeResult {
  readonly topic: string;
  readonly bytes: number;
  readonly retained: boolean;
}

/** Everything that devices publish, decoded as the service would. */
async function listen(url: string): Promise<{ arrivals: Arrival[]; client: mqtt.MqttClient }> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 50 });
  onTestFinished(() => client.endAsync(true));
  const arrivals: Arrival[] = [];
  client.on('message', (topic, payload, packet) => {
    const receivedAt = instant(Date.now());
    const decoded = decodeMessage(
      { topic, payload, receivedAt },
      { deviceById: (id) => deviceById.get(id), profiles: [] },
    );
    arrivals.push({ ...decoded, topic, bytes: payload.length, retained: packet.retain });
  });
  const up = ['telemetry', 'birth', 'status', 'ack'].map((channel) => `paulownia/v1/+/${channel}`);
  await client.subscribeAsync(up, { qos: 1 });
  return { arrivals, client };
}

function readingsOf(arrivals: readonly Arrival[]): Reading[] {
  return arrivals
    .flatMap(({ messages }) => messages)
    .flatMap((message) => (message.type === 'telemetry' ? [message.reading] : []));
}

async function field(url: string, more: Partial<FieldOptions> = {}): Promise<Field> {
  const log = capturedLog();
  const started = await startField({
    url,
    ...county,
    credentials: (id) => ({ username: id, password: `secret of ${id}` }),
    site: demoSite,
    timeZone: demoTimeZone,
    seed: 5,
    intervalMs: 500,
    clock: { now: () => instant(Date.now()) },
    ticks: startTicks(log),
    log,
    ...more,
  });
  let stopped = false;
  onTestFinished(async () => {
    if (!stopped) await started.stop();
  });
  const stop = async (): Promise<void> => {
    stopped = true;
    await started.stop();
  };
  return { ...started, stop };
}

test('every device comes up, is born, reports in order and says goodbye', async () => {
  const broker = await startMosquitto();
  const { arrivals } = await listen(broker.url);
  const running = await field(broker.url);
  await vi.waitFor(() => expect(running.stats().acknowledged).toBeGreaterThan(300), 60_000);
  await vi.waitFor(() => expect(running.stats().connected).toBe(county.devices.length), 60_000);
  await running.stop();
  await vi.waitFor(
    () => expect(arrivals.filter(isOffline)).toHaveLength(county.devices.length),
    60_000,
  );
  expect(arrivals.flatMap(({ faults }) => faults)).toEqual([]);
  const births = arrivals.flatMap(({ messages }) =>
    messages.filter(({ type }) => type === 'birth'),
  );
  expect(births).toHaveLength(county.devices.length);
  const readings = readingsOf(arrivals);
  for (const { id } of county.devices) {
    const own = readings.filter(({ device }) => device.id === id);
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index));
    expect(own.every(({ historical }) => !historical)).toBe(true);
    expect(own.every(({ measuredAt }) => measuredAt % 500 === 0)).toBe(true);
  }
});

function isOffline({ messages }: Arrival): boolean {
  return messages.some((message) => message.type === 'status' && !message.online);
}

test('what could not be sent during an outage follows as history, nothing is missing', async () => {
  const broker = await startMosquitto();
  const line = await cuttableLine(broker.port);
  const { arrivals } = await listen(broker.url);
  const running = await field(line.url);
  await vi.waitFor(() => expect(running.stats().acknowledged).toBeGreaterThan(200), 60_000);
  line.stall();
  await vi.waitFor(() => expect(running.stats().held).toBeGreaterThan(50), 60_000);
  line.cut();
  line.mend();
  const whole = { connected: county.devices.length, held: 0, dropped: 0 };
  await vi.waitFor(() => expect(running.stats()).toMatchObject(whole), 60_000);
  await running.stop();
  const readings = readingsOf(arrivals);
  expect(readings.some(({ historical }) => historical)).toBe(true);
  for (const { id } of county.devices) {
    const own = readings.filter(({ device }) => device.id === id).map(({ seq }) => seq ?? -1);
    const numbers = [...new Set(own)].sort((x, y) => x - y);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  }
});

test('a device that vanishes leaves its last will, and comes back by itself', async () => {
  const broker = await startMosquitto();
  const { arrivals } = await listen(broker.url);
  const running = await field(broker.url);
  await vi.waitFor(() => expect(running.stats().connected).toBe(county.devices.length), 60_000);
  // The broker ends the older of two connections with one client id, as when a network breaks.
  const thief = await mqtt.connectAsync(broker.url, { clientId: 'field-area-1-pv-1' });
  const own = (): Arrival[] =>
    arrivals.filter(({ topic }) => topic === 'paulownia/v1/area-1-pv-1/status');
  await vi.waitFor(() => expect(own().some(isOffline)).toBe(true), 60_000);
  await thief.endAsync(true);
  await vi.waitFor(() => expect(own().at(-1)).toSatisfy((last) => !isOffline(last)), 60_000);
});

test('a setpoint is answered, an error of the service is counted', async () => {
  const broker = await startMosquitto();
  const { arrivals, client } = await listen(broker.url);
  const running = await field(broker.url);
  await vi.waitFor(() => expect(running.stats().connected).toBe(county.devices.length), 60_000);
  await client.publishAsync('paulownia/v1/area-1-battery/setpoint', '{"commandId":"c-1"}', {
    qos: 1,
  });
  await client.publishAsync('paulownia/v1/area-1-battery/setpoint', 'not json', { qos: 1 });
  await client.publishAsync('paulownia/v1/area-1-pv-1/error', '{"code":"bad_time"}', { qos: 1 });
  await vi.waitFor(() => {
    expect(running.stats()).toMatchObject({ setpoints: 2, errorMessages: 1 });
    const acks = arrivals.flatMap(({ messages }) => messages.filter(({ type }) => type === 'ack'));
    expect(acks).toMatchObject([{ ack: { commandId: 'c-1', state: 'rejected' } }]);
  }, 60_000);
});

test('the past arrives whole as history, and the present goes on where it ended', async () => {
  const broker = await startMosquitto();
  const { arrivals } = await listen(broker.url);
  const from = instant(Math.floor((Date.now() - 3 * hourMs) / minuteMs) * minuteMs);
  const running = await field(broker.url, { past: { from, stepMs: minuteMs } });
  await running.pastDelivered;
  await vi.waitFor(
    () =>
      expect(readingsOf(arrivals).filter(({ historical }) => !historical).length).toBeGreaterThan(
        200,
      ),
    10_000,
  );
  expect(arrivals.flatMap(({ faults }) => faults)).toEqual([]);
  expect(Math.max(...arrivals.map(({ bytes }) => bytes))).toBeLessThan(payloadBytesMax);
  const saved = JSON.parse(JSON.stringify(running.state()));
  for (const { id, kind, ratingKw } of county.devices) {
    const own = readingsOf(arrivals).filter(({ device }) => device.id === id);
    // The past is not numbered; a backlog from before the connection is.
    const past = own.filter(({ historical, seq }) => historical && seq === null);
    expect(past.length).toBeGreaterThanOrEqual(180);
    expect(past.map(({ measuredAt }) => measuredAt)).toEqual(
      past.map((_, index) => from + index * minuteMs),
    );
    const live = own.find(({ historical }) => !historical);
    const register = kindSpecOf(kind).points.find((point) => point.register)?.name ?? '';
    const place = pointIndexesOf(kind).get(register);
    if (place === undefined) continue;
    const rise = (live?.values[place] ?? 0) - (past.at(-1)?.values[place] ?? 0);
    expect(rise).toBeGreaterThanOrEqual(0);
    expect(rise).toBeLessThan((ratingKw ?? 50_000) * 0.1 + 1);
  }
  await running.stop();
  const again = await field(broker.url, { state: saved });
  expect(again.state().at).toBeGreaterThanOrEqual(saved.at);
  const total = (state: { devices: Record<string, Record<string, number>> }): number =>
    state.devices['wind-farm']?.energyTotalKwh ?? 0;
  expect(total(again.state())).toBeGreaterThanOrEqual(total(saved));
  expect(total(again.state()) - total(saved)).toBeLessThan(200);
});

test('a broker that refuses or is absent is tried again, more and more slowly', async () => {
  const running = await field('mqtt://127.0.0.1:1', { ...demoCounty(1) });
  await sleep(2_500);
  const { downs, connected, devices } = running.stats();
  expect(connected).toBe(0);
  expect(downs).toBeGreaterThanOrEqual(devices);
  expect(downs).toBeLessThan(4 * devices);
});
