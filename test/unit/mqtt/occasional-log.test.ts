import { expect, test } from 'vitest';
import { OccasionalLog } from '../../../src/mqtt/occasional-log.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

test('a kind of warning is written once in 10 s with how many it stands for, also when the clock is set back', () => {
  const clock = fixedClock();
  const log = capturedLog();
  const occasional = new OccasionalLog({ log, clock });
  for (const stepMs of [0, 1_000, 1_000, 9_000, -3_600_000, 1_000]) {
    clock.advance(stepMs);
    occasional.warn({}, 'A crowd.');
  }
  expect(log.lines.map(({ facts }) => facts)).toEqual([
    { alsoBefore: 0 },
    { alsoBefore: 2 },
    { alsoBefore: 0 },
  ]);
});
