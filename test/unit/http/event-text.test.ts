import { expect, test, vi } from 'vitest';
import { eventTexts } from '../../../src/http/event-text.ts';
import type { LiveEvent } from '../../../src/service/application.ts';
import { countyNow } from '../../support/fake-county.ts';

test('an event is framed as the standard says, and made into text once for all readers', () => {
  const textOf = eventTexts();
  const event: LiveEvent = { id: 7, event: 'node', data: countyNow };
  const stringify = vi.spyOn(JSON, 'stringify');
  const text = textOf(event);
  for (let reader = 0; reader < 200; reader += 1) expect(textOf(event)).toBe(text);
  expect(stringify).toHaveBeenCalledTimes(1);
  stringify.mockRestore();
  expect(text).toBe(`id: 7\nevent: node\ndata: ${JSON.stringify(countyNow)}\n\n`);
});
