import { expect, test } from 'vitest';
import { atMost } from '../../../src/identity/at-most.ts';

test('no more than allowed run at once, in the order in which they came', async () => {
  const run = atMost(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (index: number) => async (): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    order.push(index);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return index;
  };
  const results = await Promise.all([0, 1, 2, 3, 4].map((index) => run(work(index))));
  expect(results).toEqual([0, 1, 2, 3, 4]);
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});

test('a work that fails makes room for the next', async () => {
  const run = atMost(1);
  const failing = run(async () => {
    throw new Error('broken');
  });
  const next = run(async () => 'done');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});
