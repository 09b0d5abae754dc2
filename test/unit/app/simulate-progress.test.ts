import { expect, test } from 'vitest';
import { progressText } from '../../../src/app/cli/simulate-report.ts';
import { SpeedGauge } from '../../../src/app/speed-gauge.ts';
import { type Instant, instant, secondMs } from '../../../src/domain/instant.ts';

const from = instant(Date.UTC(2026, 0, 15));
const after = (seconds: number): Instant => instant(from + seconds * secondMs);

test('the speed is the one of late, not the one of the beginning', () => {
  const gauge = new SpeedGauge();
  expect(gauge.look(after(0), after(0))).toBeNull();
  expect(gauge.look(after(0), after(1))).toBeNull();
  expect(gauge.look(after(1), after(500))).toBe(500);
  for (let second = 2; second <= 20; second += 1) gauge.look(after(second), after(500 + second));
  expect(gauge.look(after(21), after(521))).toBe(1);
});

test('the progress tells the speed that is reached beside the one that was asked', () => {
  const stats = {
    ...{ devices: 406, connected: 405, acknowledged: 41_997, held: 3, inFlight: 2 },
    ...{ dropped: 0, downs: 1, setpoints: 0, errorMessages: 0 },
    past: { messages: 0, rows: 0, bytes: 0, waiting: 0 },
  };
  const asked = { speed: 1_000, timeZone: 'Asia/Shanghai' };
  expect(progressText({ at: null, speed: null, stats }, asked)).toBe(
    'connecting  405 of 406 connected  41997 acknowledged  3 waiting',
  );
  expect(progressText({ at: from, speed: 612.4, stats }, asked)).toBe(
    '2026-01-15 08:00  612 of 1000 times real time  405 of 406 connected  41997 acknowledged  3 waiting',
  );
});
