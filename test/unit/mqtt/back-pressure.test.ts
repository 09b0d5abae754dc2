import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BackPressure } from '../../../src/mqtt/back-pressure.ts';

test('it is full at its bound, and wakes all who parked once there is room', async () => {
  const pressure = new BackPressure(1_100);
  pressure.begin(60);
  expect(pressure.full).toBe(false);
  pressure.begin(60);
  expect(pressure.full).toBe(true);
  let woken = 0;
  for (let i = 0; i < 100; i += 1) pressure.park(() => (woken += 1));
  pressure.begin(10);
  pressure.end(60);
  pressure.end(10);
  expect(woken).toBeGreaterThan(0);
  pressure.end(60);
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  expect(woken).toBe(100);
  expect(pressure.waiting).toEqual({ messages: 0, bytes: 0, parked: 0 });
});

test('stopping waits for what is not durable yet, and no longer than the grace time', async () => {
  const pressure = new BackPressure(100);
  pressure.begin(10);
  let stopped = false;
  const stopping = pressure.stop(60_000).then(() => {
    stopped = true;
  });
  await setImmediate();
  expect([stopped, pressure.full]).toEqual([false, true]);
  pressure.end(10);
  await stopping;

  const stuck = new BackPressure(100);
  stuck.begin(10);
  await stuck.stop(5);
});
