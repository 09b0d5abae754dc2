import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Trouble } from '../../../src/storage/journal/trouble.ts';
import { capturedLog } from '../../support/captured-log.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

test('a trouble that comes and goes is told once a minute, and one that stays is told then', () => {
  const log = capturedLog();
  const trouble = new Trouble('/journal', log);
  const levels = () => log.lines.map(({ level }) => level);
  trouble.failed('preparing', new Error('ENOSPC'));
  trouble.failed('preparing', new Error('ENOSPC'));
  trouble.over('preparing');
  expect(levels()).toEqual(['error', 'info']);
  vi.advanceTimersByTime(30_000);
  trouble.failed('preparing', new Error('ENOSPC'));
  expect(trouble.lastError).toBe('preparing: ENOSPC');
  trouble.over('preparing');
  expect(levels()).toEqual(['error', 'info']);
  trouble.failed('preparing', new Error('ENOSPC'));
  vi.advanceTimersByTime(30_000);
  trouble.failed('preparing', new Error('ENOSPC'));
  expect(levels()).toEqual(['error', 'info', 'error']);
  trouble.over('preparing');
  expect(levels()).toEqual(['error', 'info', 'error', 'info']);
  expect(trouble.lastError).toBeNull();
});

test('another trouble is told at once', () => {
  const log = capturedLog();
  const trouble = new Trouble('/journal', log);
  trouble.failed('preparing', new Error('ENOSPC'));
  trouble.failed('committing', new Error('EIO'));
  expect(log.lines).toHaveLength(2);
});
