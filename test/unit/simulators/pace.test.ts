import { expect, test } from 'vitest';
import { Pace } from '../../../simulators/field/pace.ts';
import { hourMs, type Instant, instant, minuteMs } from '../../../src/domain/instant.ts';

const now = instant(Date.UTC(2026, 5, 1, 12));
const ready = { devices: 10, connected: 10, waiting: 0 };

function later(ms: number): Instant {
  return instant(now + ms);
}

function due(pace: Pace, at: Instant, progress = ready): Instant[] {
  return [...pace.due(at, () => progress)];
}

test('every slice is due once and in order, however late the clock is looked at', () => {
  const from = later(-hourMs);
  const pace = new Pace({ from, speed: 1_000, sliceMs: 3_000 });
  const seen = [0, 7, 11, 40, 1_000, 1_001, 3_600].flatMap((ms) => due(pace, later(ms)));
  expect(seen).toEqual(seen.map((_, index) => from + 3_000 * (index + 1)));
  expect(seen.at(-1)).toBe(now);
});

test('once it has caught up it goes on with real time and never runs ahead', () => {
  const pace = new Pace({ from: later(-minuteMs), speed: 1_000, sliceMs: 1_000 });
  due(pace, now);
  expect(due(pace, later(500)).at(-1)).toBe(now);
  expect(due(pace, later(10_000)).at(-1)).toBe(now + 10_000);
  expect(due(pace, later(12_500))).toEqual([now + 11_000, now + 12_000]);
});

test('it ends where it is told to', () => {
  const to = later(-30.5 * minuteMs);
  const pace = new Pace({ from: later(-hourMs), to, speed: 1_000, sliceMs: minuteMs });
  due(pace, now);
  expect(pace.ended).toBe(false);
  expect(due(pace, later(hourMs)).slice(-2)).toEqual([to - minuteMs / 2, to]);
  expect(pace.ended).toBe(true);
  expect(due(pace, later(2 * hourMs))).toEqual([]);
});

test('it waits for the devices to connect, but not for ever', () => {
  const pace = new Pace({ from: later(-hourMs), speed: 100, sliceMs: 1_000 });
  const connecting = { ...ready, connected: 9 };
  expect(due(pace, now, connecting)).toEqual([]);
  expect(due(pace, later(59_000), connecting)).toEqual([]);
  expect(due(pace, later(60_000), connecting)).toEqual([]);
  expect(due(pace, later(60_100), connecting)).toHaveLength(10);
});

test('it stands still while readings wait, and leaves nothing out', () => {
  const from = later(-hourMs);
  const pace = new Pace({ from, speed: 1_000, sliceMs: 1_000 });
  let waiting = 0;
  const progress = () => ({ ...ready, waiting });
  due(pace, now);
  const before: Instant[] = [];
  for (const at of pace.due(later(100), progress)) {
    before.push(at);
    if (before.length === 3) waiting = 1;
  }
  expect(before).toEqual([from + 1_000, from + 2_000, from + 3_000]);
  expect([...pace.due(later(200), progress)]).toEqual([]);
  waiting = 0;
  expect([...pace.due(later(201), progress)][0]).toBe(from + 4_000);
});
