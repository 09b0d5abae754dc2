// A county of many equal devices whose store is an InfluxDB 1.x, and what that holds.
import type { Readiness } from '../../src/contract/http-health.ts';
import { type Fleet, fleetOf, type Stored } from './fleet-ground.ts';
import { powerAt } from './fleet-plan.ts';
import { patiently } from './health.ts';
import type { InfluxdbProcess } from './influxdb-process.ts';
import type { Api } from './running-service.ts';
import { tempFolder } from './temp-folder.ts';

export const influxDatabase = 'county';

export function influxFleet(url: string, devices: number): Promise<Fleet> {
  const store = `kind: influxdb1, influxdb1: { url: '${url}', database: ${influxDatabase} }`;
  return fleetOf({ folder: tempFolder(), devices, store });
}

/** What the server says when it is asked past the service. */
export async function storedInInflux(
  { ask }: InfluxdbProcess,
  { deviceIds }: Fleet,
): Promise<Stored> {
  const series = await ask(influxDatabase, 'SELECT "powerKw" FROM "pv" GROUP BY "device"');
  const instants = new Map(deviceIds.map((id) => [id, new Set<number>()]));
  const wrong: string[] = [];
  for (const { tags, values } of series) {
    const id = tags?.device ?? '';
    const seen = instants.get(id);
    for (const [at, powerKw] of values) {
      const measuredAt = Number(at);
      const isTwice = seen?.has(measuredAt) !== false;
      if (isTwice || powerKw !== powerAt(measuredAt)) wrong.push(`${id} ${measuredAt}`);
      seen?.add(measuredAt);
    }
  }
  return { instants, wrong };
}

/** What the service answers, once it is not too busy to. */
export async function answerOf<Body>({ get }: Api, path: string): Promise<Body> {
  const { body } = await patiently(
    () => get<Body>(path),
    ({ status }) => status === 200,
  );
  return body;
}

/** What the service says of itself. */
export function healthOf(api: Api): Promise<Readiness> {
  return answerOf(api, '/health');
}

export function storeIsAway(api: Api): Promise<Readiness> {
  return patiently(
    () => healthOf(api),
    ({ store }) => store.awaySince !== null,
  );
}

/** The store has all that was acknowledged. */
export async function storeIsLevel(api: Api): Promise<void> {
  await patiently(
    () => answerOf<string>(api, '/metrics'),
    (text) => text.includes('\npaulownia_store_backlog_bytes 0\n'),
  );
}
