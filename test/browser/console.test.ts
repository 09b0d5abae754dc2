import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ground } from '../support/console-ground.ts';
// One Chromium serves all of these; as test files of their own each would start another.
import './console/county-page.ts';
import './console/device-pages.ts';
import './console/every-page.ts';
import './console/forecast.ts';
import './console/health.ts';
import './console/live-stream.ts';
import './console/network-tree.ts';
import './console/quarantine.ts';
import './console/score.ts';
import './console/sign-in.ts';

beforeAll(() => ground.open());
afterAll(() => ground.close());
beforeEach(() => ground.reset());
afterEach(() => {
  expect(ground.complaints, 'the browser complained').toEqual([]);
});
