import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openReplay, type ReplayPlan } from '../../simulators/replay/plan.ts';
import { openReplayPublisher, type ReplayPublisher } from '../../simulators/replay/publisher.ts';
import { type ReplayRun, rowAt, runReplay } from '../../simulators/replay/run.ts';
import { startTicks } from '../../src/app/ticks.ts';
import { decodeMessage } from '../../src/contract/decode.ts';
import { pointIndexesOf } from '../../src/contract/device-kinds.ts';
import type { Device } from '../../src/domain/device.ts';
import { type Instant, instant } from '../../src/domain/instant.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { capturedLog } from '../support/captured-log.ts';
import { cuttableLine } from '../support/cuttable-line.ts';
import { deviceWith } from '../support/devices.ts';
import { startMosquitto } from '../support/mosquitto.ts';

const now = (): Instant => instant(Date.now());
const realTime: Pick<ReplayRun, 'now' | 'delay'> = { now, delay: (ms) => sleep(ms) };

function tinyPlan(): ReplayPlan {
  const folder = join(import.meta.dirname, '../fixtures/replay-tiny');
  const plan = openReplay(folder, { now: now(), shift: 'past', localTimeZone: 'Asia/Shanghai' });
  if (!plan.ok) throw new Error(plan.fault);
  return plan.value;
}

interface Heard {
  readonly readings: Reading[];
  readonly faults: string[];
}

/** What a service would read from the broker, and what it would complain of. */
async function listen(url: string, plan: ReplayPlan): Promise<Heard> {
  const devices = new Map<string, Device>(
    plan.series.map(({ device }, index) => [device.id, deviceWith({ ...device, key: index })]),
  );
  const heard: Heard = { readings: [], faults: [] };
  const client = await mqtt.connectAsync(url);
  onTestFinished(() => client.endAsync(true));
  client.on('message', (topic, payload) => {
    const context = { deviceById: (id: string) => devices.get(id), profiles: [] };
    const decoded = decodeMessage({ topic, payload, receivedAt: now() }, context);
    heard.faults.push(...decoded.faults.map(({ detail }) => detail));
    for (const message of decoded.messages) {
      if (message.type === 'telemetry') heard.readings.push(message.reading);
    }
  });
  await client.subscribeAsync(['paulownia/v1/#'], { qos: 1 });
  return heard;
}

function publisherOf(url: string, plan: ReplayPlan, stopped = () => false): ReplayPublisher {
  return openReplayPublisher({
    url,
    devices: plan.series.map(({ device }) => device),
    credentials: (username) => ({ username, password: 'secret' }),
    now,
    ticks: startTicks(capturedLog()),
    stopped,
    onTrouble: () => undefined,
  });
}

type Points = Readonly<Record<string, number>>;

/** Every reading by device and time, with the points that it carries. */
function keyed(readings: readonly Reading[]): Map<string, Points> {
  return new Map(
    readings.map(({ device, measuredAt, values }) => {
      const points = [...pointIndexesOf(device.kind)]
        .map(([name, index]) => [name, values[index] ?? Number.NaN] as const)
        .filter(([, value]) => !Number.isNaN(value));
      return [`${device.id} ${measuredAt}`, Object.fromEntries(points)];
    }),
  );
}

function expected(plan: ReplayPlan): Map<string, Points> {
  return new Map(
    plan.series.flatMap((series) =>
      Array.from(series.measuredAt.keys(), (row) => {
        const { at, values } = rowAt(series, row);
        return [`${series.device.id} ${at}`, values] as const;
      }),
    ),
  );
}

test('every measured value of a folder arrives over MQTT, point by point', async () => {
  const broker = await startMosquitto();
  const plan = tinyPlan();
  const { readings, faults } = await listen(broker.url, plan);
  const publisher = publisherOf(broker.url, plan);
  const { publish } = publisher;
  const result = await runReplay(plan, { ...realTime, publish, speed: Number.POSITIVE_INFINITY });
  await publisher.close();
  expect(result).toMatchObject({ rowsSent: plan.rows, failed: 0 });
  await vi.waitFor(() => expect(readings).toHaveLength(plan.rows), 30_000);
  expect(faults).toEqual([]);
  expect(keyed(readings)).toEqual(expected(plan));
});

test('a line that hangs and breaks in the middle costs nothing', async () => {
  const broker = await startMosquitto();
  const line = await cuttableLine(broker.port);
  const plan = tinyPlan();
  const { readings } = await listen(broker.url, plan);
  const publisher = publisherOf(line.url, plan);
  let cuts = 0;
  const result = await runReplay(plan, {
    ...realTime,
    publish: publisher.publish,
    // Eight days in about two seconds.
    speed: 350_000,
    onProgress: ({ rowsSent, rows }) => {
      if (cuts > 0 || rowsSent < rows / 3) return;
      cuts += 1;
      line.stall();
      setTimeout(() => line.cut(), 300);
      setTimeout(() => line.mend(), 600);
    },
  });
  await publisher.close();
  expect(cuts).toBe(1);
  expect(result).toMatchObject({ rowsSent: plan.rows, failed: 0 });
  await vi.waitFor(() => expect(keyed(readings)).toEqual(expected(plan)), 30_000);
});

test('a replay that is stopped ends soon, and says what was not acknowledged', async () => {
  const plan = tinyPlan();
  let stopping = false;
  const stopped = (): boolean => stopping;
  const publisher = publisherOf('mqtt://127.0.0.1:1', plan, stopped);
  const { publish } = publisher;
  const running = runReplay(plan, { ...realTime, publish, stopped, speed: Infinity });
  await sleep(300);
  stopping = true;
  const { messages, failed } = await running;
  await publisher.close();
  expect(messages).toBeGreaterThan(0);
  expect(failed).toBe(messages);
});
