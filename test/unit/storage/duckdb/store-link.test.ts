import { expect, onTestFinished, test } from 'vitest';
import { StoreLink } from '../../../../src/storage/duckdb/store-link.ts';
import { capturedLog } from '../../../support/captured-log.ts';

function linkToMortal() {
  const log = capturedLog();
  const script = new URL('../../../support/mortal-store-thread.ts', import.meta.url);
  const link = new StoreLink({ script, data: null, log });
  onTestFinished(() => link.close());
  return { link, log };
}

test('when the thread dies, every waiting call fails and the next one starts a new thread', async () => {
  const { link, log } = linkToMortal();
  expect(await link.call('position', [])).toBe('position');
  const waiting = [link.call('read', []), link.call('compact', [])];
  const interrupted = { code: 'interrupted', retryable: true };
  for (const settled of await Promise.allSettled(waiting)) {
    expect(settled).toMatchObject({ status: 'rejected', reason: interrupted });
  }
  expect(log.text()).toContain('struck down');
  expect(await link.call('stats', [])).toBe('stats');
});

test('closing ends the thread, and no call starts another', async () => {
  const { link, log } = linkToMortal();
  await link.open();
  await link.close();
  await expect(link.call('stats', [])).rejects.toMatchObject({ code: 'closed' });
  expect(log.lines).toEqual([]);
});
