import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capturedLog } from '../support/captured-log.ts';
import { NumberedSender } from '../support/numbered-readings.ts';
import { eventually } from '../support/running-service.ts';
import { started } from '../support/service-ground.ts';
import { secretsOf, serve, writeConfig } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const deviceIds = ['zhao-pv', 'qian-pv', 'zhao-load'];
const perDevice = 6_000;
const numbers = Array.from({ length: perDevice }, (_, number) => number);

/** Devices that send to `paulownia serve` at full speed until it is ended under their hands. */
async function endedUnderLoad(signal: 'SIGTERM' | 'SIGKILL') {
  const folder = tempFolder();
  const file = writeConfig(folder);
  const secrets = await secretsOf(file, deviceIds);
  const running = await serve(file);
  const senders = deviceIds.map((id) => new NumberedSender(id, Date.now() - 7_200_000));
  const { mqttPort: port } = running;
  const passwords = deviceIds.map((id) => secrets.get(id) ?? '');
  const sending = Promise.all(
    senders.map((sender, place) =>
      sender.send({ port, password: passwords[place] ?? '' }, numbers),
    ),
  );
  const heard = () => senders.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
  await eventually(heard, (count) => count > 3_000);
  const ended = await running.end(signal);
  await sending;
  expect(heard()).toBeGreaterThan(3_000);
  expect(heard()).toBeLessThan(deviceIds.length * perDevice);
  return { folder, senders, passwords, ended };
}

test('kill -9 under load loses no acknowledged reading, and doubles none that is sent again', async () => {
  const { folder, senders, passwords } = await endedUnderLoad('SIGKILL');
  const log = capturedLog();
  const service = await started({ folder, log });
  expect(log.text()).toMatch(/"damagedBytes":0.* The last run left messages in the journal/);
  const { ingest } = service.service.core;
  const caughtUp = () =>
    eventually(
      () => ingest.stats().storeBacklogBytes,
      (bytes) => bytes === 0,
    );
  await caughtUp();
  for (const sender of senders) {
    expect(await sender.missing(service, sender.acknowledged)).toEqual([]);
  }
  // Devices send again what they did not hear of, some of which had arrived.
  for (const [place, sender] of senders.entries()) {
    const from = Math.max(0, sender.acknowledged.size - 500);
    const again = numbers.slice(from, sender.acknowledged.size + 1_000);
    await sender.send({ port: service.mqttPort, password: passwords[place] ?? '' }, again);
  }
  await caughtUp();
  expect(service.service.core.writer.stats().duplicates).toBeGreaterThan(0);
  for (const sender of senders) {
    expect(await sender.missing(service, sender.acknowledged)).toEqual([]);
  }
});

test('SIGTERM under load ends within 10 s with exit code 0, loses nothing and leaves nothing to repair', async () => {
  const { folder, senders, ended } = await endedUnderLoad('SIGTERM');
  expect(ended.code).toBe(0);
  expect(ended.tookMs).toBeLessThan(10_000);
  expect(readdirSync(join(folder, 'data/readings'))).toEqual(['readings.duckdb']);
  const log = capturedLog();
  const service = await started({ folder, log });
  expect(log.text()).toContain('The last run left nothing to repair.');
  expect(log.text()).toContain('"damagedBytes":0,"lostBytes":0,"storeBacklogBytes":0');
  await eventually(
    () => service.service.core.ingest.stats().storeBacklogBytes,
    (bytes) => bytes === 0,
  );
  for (const sender of senders) {
    expect(await sender.missing(service, sender.acknowledged)).toEqual([]);
  }
});
