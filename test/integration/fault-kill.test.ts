import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countOf, fleetOf, lostOf, publishersOf, storedOf } from '../support/fleet-ground.ts';
import { startLoad } from '../support/fleet-load.ts';
import { untilStored } from '../support/health.ts';
import { apiClient } from '../support/running-service.ts';
import { serve } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const kills = 20;
const messagesPerS = 2_000;
const lifeMsMin = 300;
const lifeMsMax = 2_000;

/** Random numbers in [0, 1) that come again with their seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const seed = Math.floor(Math.random() * 2 ** 32);

test(`kill -9 at ${kills} random moments under ${messagesPerS} messages a second: every acknowledged reading is stored once (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const random = randomFrom(seed);
  const fleet = await fleetOf({ folder: tempFolder(), devices: 40 });
  const load = startLoad({
    port: fleet.port,
    publishers: publishersOf(fleet, Date.now() - 86_400_000, 1_000),
    windowMax: 500,
    acknowledgedFile: join(tempFolder(), 'acknowledged'),
  });
  load.order({ rate: messagesPerS });
  for (let kill = 0; kill < kills; kill += 1) {
    const service = await serve(fleet.file);
    const lifeMs = lifeMsMin + random() * (lifeMsMax - lifeMsMin);
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    expect((await service.end('SIGKILL')).signal).toBe('SIGKILL');
  }
  const last = await serve(fleet.file);
  const { due } = await load.finish();
  await untilStored(apiClient(last.consoleUrl, fleet.token));
  expect((await last.end('SIGTERM')).code).toBe(0);

  const acknowledged = load.acknowledged();
  const stored = await storedOf(fleet);
  expect(countOf(acknowledged)).toBe(due);
  expect(due).toBeGreaterThan(kills * messagesPerS);
  expect(lostOf(acknowledged, stored)).toEqual([]);
  expect(stored.wrong).toEqual([]);
  expect(countOf(stored.instants)).toBe(due);
});
