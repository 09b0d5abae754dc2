import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { virtualRun } from '../../simulators/virtual/run.ts';
import { ApiClient } from '../../src/app/api-client.ts';
import { CallFault } from '../../src/app/cli/command.ts';
import { simulateCommand } from '../../src/app/cli/simulate.ts';
import type { Config } from '../../src/app/config/config.ts';
import { countyGround } from '../../src/app/county-ground.ts';
import { type RunningService, startService } from '../../src/app/service.ts';
import { type MqttJob, simulateOverMqtt } from '../../src/app/simulate-over-mqtt.ts';
import { systemClock } from '../../src/app/system.ts';
import type { DeviceList } from '../../src/contract/http.ts';
import { dayMs, hourMs, instant, minuteMs } from '../../src/domain/instant.ts';
import { cuttableLine } from '../support/cuttable-line.ts';
import { configOfFile, smallCountyFile } from '../support/generated-county.ts';
import { eventually, quietLog } from '../support/running-service.ts';
import { paulownia } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const seed = 1;
const nothing = { seed, faults: [], scenarios: [] };
const never = new Promise<void>(() => {});

async function start(config: Config): Promise<{ service: RunningService; api: ApiClient }> {
  const service = await startService({ config, clock: systemClock, log: quietLog });
  onTestFinished(() => service.close());
  const expiresAt = instant(systemClock.now() + hourMs);
  const { token } = service.accounts.issueToken({
    ...{ label: 'test', role: 'operator', cooperativeId: null, expiresAt },
  });
  return { service, api: ApiClient.withToken(service.consoleUrl, token) };
}

/** A run of twenty simulated minutes, a day ago. */
function jobFor(config: Config, { service, api }: { service: RunningService; api: ApiClient }) {
  const from = instant(Math.floor((systemClock.now() - dayMs) / hourMs) * hourMs);
  return {
    ...{ county: countyGround(config, seed), script: nothing, api, mqttUrl: service.mqttUrl },
    ...{ from, to: instant(from + 20 * minuteMs), stepMs: minuteMs, speed: 1_000 },
    onCredentials: () => {},
    onProgress: () => {},
    stopped: never,
    log: quietLog,
  } satisfies MqttJob;
}

test('a county reports twenty minutes a thousand times as fast, and nothing is lost', async () => {
  const config = configOfFile(smallCountyFile(tempFolder()));
  const running = await start(config);
  const job = jobFor(config, running);
  const result = await simulateOverMqtt(job);
  expect(result?.stats).toMatchObject({ held: 0, dropped: 0, errorMessages: 0 });
  const { writer, ingest } = running.service.core;
  const readings = 20 * job.county.devices.length;
  await eventually(
    () => writer.stats().inserted,
    (inserted) => inserted >= readings,
    20_000,
  );
  expect(writer.stats().inserted).toBe(readings);
  expect(ingest.stats()).toMatchObject({ faults: 0, invalid: 0 });

  const alone = virtualRun({ ...job });
  for (const _ of alone.moments()) {
    // The same steps without a network.
  }
  expect(result?.record).toEqual(alone.result());
});

test('a run up to the present ends there, and its last readings do not wait for their time', async () => {
  const config = configOfFile(smallCountyFile(tempFolder()));
  const running = await start(config);
  const to = systemClock.now();
  const from = instant(to - hourMs);
  const job = { ...jobFor(config, running), ...{ from, to, stepMs: 10 * minuteMs } };
  const result = await simulateOverMqtt(job);
  expect(result?.record.summary.steps).toBe(6);
  const { writer } = running.service.core;
  const readings = 6 * job.county.devices.length;
  await eventually(
    () => writer.stats().inserted,
    (inserted) => inserted >= readings,
    20_000,
  );
});

test('a run whose line breaks ends as well, when all that it lost has been sent again', async () => {
  const config = configOfFile(smallCountyFile(tempFolder()));
  const running = await start(config);
  const line = await cuttableLine(Number(new URL(running.service.mqttUrl).port));
  const job = jobFor(config, running);
  let state: 'open' | 'stalled' | 'mended' = 'open';
  const result = await simulateOverMqtt({
    ...{ ...job, mqttUrl: line.url },
    ...{ to: instant(job.from + hourMs), stepMs: 5 * minuteMs },
    onProgress: ({ at, stats }) => {
      if (state === 'open' && at !== null) {
        line.stall();
        state = 'stalled';
      } else if (state === 'stalled' && stats.inFlight > 0) {
        line.cut();
        line.mend();
        state = 'mended';
      }
    },
  });
  const { devices, downs, held } = result?.stats ?? {};
  expect({ downs, held }).toEqual({ downs: devices, held: 0 });
  expect(result?.record.summary.steps).toBe(12);
});

test('a stop ends the run in order, and its devices say goodbye', async () => {
  const config = configOfFile(smallCountyFile(tempFolder()));
  const running = await start(config);
  const stop = Promise.withResolvers<void>();
  const result = await simulateOverMqtt({
    ...jobFor(config, running),
    ...{ to: null, speed: 60, stopped: stop.promise },
    onProgress: ({ stats }) => {
      if (stats.acknowledged > 2 * stats.devices) stop.resolve();
    },
  });
  expect(result?.record.summary.steps).toBeGreaterThan(0);
  const dead = await eventually(
    () => running.api.get<DeviceList>('/devices?state=dead'),
    ({ total }) => total > 0.7 * (result?.stats.devices ?? 0),
  );
  expect(dead.items.map(({ kind }) => kind)).toContain('wind');
});

test('a service that runs another county, or whose devices speak already, is told', async () => {
  const config = configOfFile(smallCountyFile(tempFolder()));
  const running = await start(config);
  const job = jobFor(config, running);
  const other = countyGround(configOfFile(smallCountyFile(tempFolder(), 2)), seed);
  await expect(simulateOverMqtt({ ...job, county: other })).rejects.toThrow(
    /does not know .* start it with the same county file/,
  );
  const stop = Promise.withResolvers<void>();
  let refusal: unknown;
  await simulateOverMqtt({
    ...job,
    ...{ to: null, from: systemClock.now(), stepMs: 1_000, speed: 1, stopped: stop.promise },
    onProgress: ({ stats }) => {
      if (stats.acknowledged < 3 * stats.devices) return;
      void simulateOverMqtt(job).catch((error: unknown) => {
        refusal = error;
        stop.resolve();
      });
    },
  });
  expect(String(refusal)).toMatch(/report already/);
});

test.each([
  [{ speed: '5000' }, /--speed 5000: write a number from 1 to 1000/],
  [{ 'in-process': true, from: '2026-07-01' }, /needs --from and a later --to/],
  [{ 'in-process': true, from: 'today', to: '2026-07-01' }, /--from today: write YYYY-MM-DD/],
  [{ step: '1d' }, /--step 1d: write a time such as 30s, 15m or 1h/],
  [{ from: '2020-01-01' }, /a time of the last 29 days/],
  [{ faults: '-1' }, /--faults -1: write a number from 0/],
])('simulate with %o is a call that is off', async (options, told) => {
  const run = simulateCommand.run([], options);
  await expect(run).rejects.toThrow(told);
  await expect(run).rejects.toBeInstanceOf(CallFault);
});

test('county prints a configuration that the service reads', async () => {
  const made = await paulownia('county', '--size', 'small', '--seed', '9', '--areas', '2');
  expect(made.stdout).toContain('paulownia county --size small --seed 9 --areas 2');
  const file = join(tempFolder(), 'county.yaml');
  writeFileSync(file, made.stdout);
  expect(configOfFile(file).network.areas).toHaveLength(2);
});

test('a script with faults is told line by line', async () => {
  const file = join(tempFolder(), 'script.yaml');
  writeFileSync(file, 'entries:\n  - { scenario: strom_day, from: +1 h }\n');
  const options = { 'in-process': true, from: '2026-07-01', to: '2026-07-02', script: file };
  await expect(simulateCommand.run([], options)).rejects.toThrow(/script\.yaml:2 .*scenario/);
});
