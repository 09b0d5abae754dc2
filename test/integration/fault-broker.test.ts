// Faults of a broker outside and of the line to it. What counts is what the publishers were told, and
// what passed over the wire, against what the store then holds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type CuttableLine, cuttableLine } from '../support/cuttable-line.ts';
import { patiently } from '../support/health.ts';
import { LoggedPublisher } from '../support/logged-publisher.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { NumberedSender } from '../support/numbered-readings.ts';
import type { TestService } from '../support/running-service.ts';
import { started } from '../support/service-ground.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { WireWitness } from '../support/wire-witness.ts';

vi.setConfig({ testTimeout: 120_000 });

const deviceIds = ['zhao-pv', 'qian-pv', 'zhao-load'];
const guide = join(import.meta.dirname, '../../docs/configuration.md');

/** The limits that the documentation asks of Mosquitto, as lines of its configuration. */
function recommended(folder: string): string[] {
  const [, table = ''] = readFileSync(guide, 'utf8').split('| Mosquitto 2 |');
  const rows = table.matchAll(/^\| `(\w+)` \| [^|]* \| ([^|]*) \|/gm);
  const lines = Array.from(rows, ([, name, value]) => `${name} ${value?.replaceAll(',', '')}`);
  return [...lines, `persistence_location ${folder}/`];
}

async function onLine(
  { url }: CuttableLine,
  protocolVersion: number,
  more = '',
): Promise<TestService> {
  const service = await started({
    mqtt: `mqtt: { mode: external, url: '${url}', protocolVersion: ${protocolVersion}${more} }`,
  });
  await connected(service);
  return service;
}

function connected({ api }: TestService): Promise<unknown> {
  return patiently(
    () => api.get('/health/ready'),
    ({ status }) => status === 200,
  );
}

function lost({ api }: TestService): Promise<unknown> {
  return patiently(
    () => api.get<object>('/health/ready'),
    ({ status, body }) => status === 503 && JSON.stringify(body).includes('not connected'),
  );
}

function publishersOn(url: string): Promise<LoggedPublisher[]> {
  const from = Date.now() - 7_200_000;
  const open = (id: string) => LoggedPublisher.open(url, new NumberedSender(id, from));
  return Promise.all(deviceIds.map(open));
}

const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index);

const acknowledgedBy = (publishers: readonly LoggedPublisher[]): number =>
  publishers.reduce((sum, { sender }) => sum + sender.acknowledged.size, 0);

/** All that was acknowledged, but for what `except` knows, is in the store; nothing is there twice. */
async function expectStored(
  service: TestService,
  publishers: readonly LoggedPublisher[],
  except: (publisher: LoggedPublisher, number: number) => boolean = () => false,
): Promise<void> {
  for (const publisher of publishers) {
    const { sender } = publisher;
    const promised = [...sender.acknowledged].filter((number) => !except(publisher, number));
    await patiently(
      async () => (await sender.missing(service, promised)).length,
      (missing) => missing === 0,
    );
  }
}

test('a broker that is killed and comes back loses what it had in memory, the service nothing', async () => {
  const mosquitto = await startMosquitto(recommended(tempFolder()));
  const witness = new WireWitness(5);
  const line = await cuttableLine(mosquitto.port, witness.tap);
  const service = await onLine(line, 5);
  await mosquitto.save();
  const publishers = await publishersOn(mosquitto.url);
  const sending = publishers.map((publisher) => publisher.publish(numbersFrom(0, 1_500)));
  await patiently(
    () => acknowledgedBy(publishers),
    (count) => count > 1_000,
  );
  await mosquitto.kill();
  await mosquitto.restart();
  await Promise.all(sending);
  await connected(service);

  expect(witness.sessionsPresent).toEqual([false, true]);
  expect(acknowledgedBy(publishers)).toBe(4_500);
  // What the first life of the broker took and never handed over died with it.
  await expectStored(service, publishers, ({ sender, acknowledgedOver }, number) => {
    const wasFirstLife = acknowledgedOver.get(number) === 1;
    return wasFirstLife && !witness.sawAcknowledged(sender.message(number));
  });
});

describe.each([
  ['MQTT 5', 5],
  ['MQTT 3.1.1', 4],
])('over %s', (_, version) => {
  test('a line that breaks is tried again with growing pauses, and nothing is lost', async () => {
    const mosquitto = await startMosquitto(recommended(tempFolder()));
    const witness = new WireWitness(version);
    const line = await cuttableLine(mosquitto.port, witness.tap);
    const service = await onLine(line, version);
    const publishers = await publishersOn(mosquitto.url);
    const sending = publishers.map((publisher) => publisher.publish(numbersFrom(0, 2_000)));
    await patiently(
      () => acknowledgedBy(publishers),
      (count) => count > 1_000,
    );
    const cutAt = performance.now();
    line.cut();
    await lost(service);
    await patiently(
      () => line.attemptsAt.length,
      (count) => count >= 2,
    );
    line.mend();
    await Promise.all(sending);
    await connected(service);

    const [, failedAt = 0, mendedAt = 0] = line.attemptsAt;
    expect(failedAt - cutAt).toBeGreaterThanOrEqual(499);
    expect(mendedAt - failedAt).toBeGreaterThanOrEqual(999);
    expect(witness.sessionsPresent).toEqual([false, true]);
    expect(acknowledgedBy(publishers)).toBe(6_000);
    await expectStored(service, publishers);
  });
});

test('a line that falls silent is given up and taken again, and nothing is lost', async () => {
  const mosquitto = await startMosquitto(recommended(tempFolder()));
  const witness = new WireWitness(5);
  const line = await cuttableLine(mosquitto.port, witness.tap);
  const service = await onLine(line, 5, ', keepAliveS: 1');
  const publishers = await publishersOn(mosquitto.url);
  const sending = publishers.map((publisher) => publisher.publish(numbersFrom(0, 2_000)));
  await patiently(
    () => acknowledgedBy(publishers),
    (count) => count > 1_000,
  );
  line.silence();
  await lost(service);
  await Promise.all(sending);
  line.mend();
  await connected(service);

  expect(witness.sessionsPresent).toEqual([false, true]);
  expect(acknowledgedBy(publishers)).toBe(6_000);
  await expectStored(service, publishers);
});

test('a broker that has forgotten the session is said to have', async () => {
  const mosquitto = await startMosquitto();
  const line = await cuttableLine(mosquitto.port);
  const service = await onLine(line, 5);
  await mosquitto.restart();
  await patiently(
    () => service.api.get<object>('/health/ready'),
    ({ status, body }) =>
      status === 200 && JSON.stringify(body).includes('it has lost the session once'),
  );
});
