import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type InfluxdbProcess, launchInfluxdb } from './influxdb-process.ts';

/** A real InfluxDB 1.x for the running test, gone when the test ends. */
export async function startInfluxdb(
  settings: Readonly<Record<string, string>> = {},
): Promise<InfluxdbProcess> {
  const server = await launchInfluxdb(settings);
  onTestFinished(() => server.remove());
  return server;
}

/** One server for all tests of a file, each with a database of its own. Call it beside the tests. */
export function sharedInfluxdb(): () => InfluxdbProcess {
  let server: InfluxdbProcess | undefined;
  beforeAll(async () => {
    server = await launchInfluxdb();
  });
  afterAll(() => server?.remove());
  return () => {
    if (server === undefined) throw new Error('The server is started before the first test.');
    return server;
  };
}

let databases = 0;

/** A name that no other test of this file has. */
export function freshDatabase(): string {
  databases += 1;
  return `county_${databases}`;
}
