import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import type { LiveEvent } from '../../../src/service/application.ts';
import { Directory } from '../../../src/service/directory.ts';
import { LiveFeed, resumeEventsMax } from '../../../src/service/live-feed.ts';
import { LiveState } from '../../../src/service/live-state.ts';
import { deviceWith, good, readingOf, smallTopology } from '../../support/devices.ts';

const t0 = instant(1_750_000_000_000);
const device = deviceWith();

function world() {
  const live = new LiveState();
  const feed = new LiveFeed(new Directory(smallTopology, [device]), live, t0);
  const events: LiveEvent[] = [];
  const follow = (lastEventId: number | null = null) =>
    feed.follow('node', 'county', { lastEventId, now: t0, push: (event) => events.push(event) });
  const report = (second: number, powerKw: number) => {
    live.apply(good(readingOf(device, t0 + second * 1_000, { powerKw })));
    feed.tick(instant(t0 + second * 1_000));
  };
  return { live, feed, events, follow, report };
}

const powers = (events: readonly LiveEvent[]) =>
  events.map((event) => (event.event === 'node' ? event.data.pvPowerKw : event.event));

describe('the live feed', () => {
  test('begins with the present state and goes on with every change', () => {
    const { events, follow, report } = world();
    follow();
    report(1, 5);
    report(2, 6);
    expect(powers(events)).toEqual([null, 5, 6]);
  });

  test('sends one event a tick, however many readings came', () => {
    const { live, feed, events, follow } = world();
    follow();
    feed.tick(t0);
    for (let second = 1; second <= 50; second += 1) {
      live.apply(good(readingOf(device, t0 + second, { powerKw: second / 10 })));
    }
    feed.tick(instant(t0 + 1_000));
    feed.tick(instant(t0 + 2_000));
    expect(powers(events)).toEqual([null, null, 5]);
  });

  test('is refreshed every 5 s without a change, also when the clock is set back', () => {
    const { feed, events, follow } = world();
    follow();
    for (const second of [1, 2, 6, 7, -3_600, -3_599, -3_595]) {
      feed.tick(instant(t0 + second * 1_000));
    }
    expect(events.map(({ event }) => event)).toEqual(Array(5).fill('node'));
  });

  test('gives who resumes what was missed, and nothing twice', () => {
    const { events, follow, report } = world();
    const stop = follow();
    report(1, 1);
    stop();
    report(2, 2);
    report(3, 3);
    const seen = events.at(-1)?.id ?? 0;
    follow(seen);
    report(4, 4);
    expect(powers(events)).toEqual([null, 1, 2, 3, 4]);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
  });

  test('tells who was away too long to read the curve again', () => {
    const { events, follow, report } = world();
    const stop = follow();
    report(1, 1);
    stop();
    const seen = events.at(-1)?.id ?? 0;
    for (let second = 2; second < resumeEventsMax + 10; second += 1) report(second, 2);
    follow(seen);
    expect(powers(events).slice(2)).toEqual(['stale', 2]);
  });

  test('leaves devices out that have gone stale', () => {
    const { feed, events, follow, report } = world();
    follow();
    report(1, 5);
    feed.tick(instant(t0 + 400_000));
    expect(powers(events)).toEqual([null, 5, null]);
  });
});
