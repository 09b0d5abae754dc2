import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { reasonBit } from '../../../src/domain/reading.ts';
import { LiveState } from '../../../src/service/live-state.ts';
import { deviceWith, good, readingOf } from '../../support/devices.ts';

const t0 = 1_750_000_000_000;
const device = deviceWith({ reportIntervalS: 60 });
const at = (seconds: number) => instant(t0 + seconds * 1_000);
const power = (seconds: number, powerKw: number, facts = {}) =>
  good(readingOf(device, at(seconds), { powerKw }, facts));

describe('the live value of a device', () => {
  test('is the newest measured, whenever it arrived', () => {
    const live = new LiveState();
    live.apply(power(60, 2));
    live.apply(power(0, 1));
    expect(live.powerNowKw(device, at(61))).toBe(2);
  });

  test('is not touched by back-fill', () => {
    const live = new LiveState();
    live.apply(power(60, 2));
    live.apply(power(120, 9, { historical: true }));
    expect(live.powerNowKw(device, at(121))).toBe(2);
  });

  test('is not taken over by a reading from the future', () => {
    const live = new LiveState();
    live.apply({ ...power(86_400, 9), quality: 2, reasons: reasonBit('clock_ahead') });
    live.apply(power(60, 2));
    expect(live.powerNowKw(device, at(61))).toBe(2);
  });

  test('counts no longer once it is stale', () => {
    const live = new LiveState();
    live.apply(power(0, 2));
    expect(live.stateOf(device, at(180))).toBe('online');
    expect(live.stateOf(device, at(181))).toBe('stale');
    expect(live.powerNowKw(device, at(181))).toBeNull();
  });

  test('is stale from the death of the device until it reports again', () => {
    const live = new LiveState();
    live.apply(power(0, 2));
    live.setOnline(device, false);
    expect(live.stateOf(device, at(1))).toBe('dead');
    expect(live.powerNowKw(device, at(1))).toBeNull();
    live.apply(power(5, 3));
    expect(live.powerNowKw(device, at(6))).toBe(3);
  });

  test('keeps points that a later message does not carry, and leaves that message as it is', () => {
    const live = new LiveState();
    live.apply(power(0, 2));
    const second = readingOf(device, at(60), { voltageV: 231 });
    live.apply(good(second));
    expect(live.powerNowKw(device, at(61))).toBe(2);
    expect(second.values[0]).toBeNaN();
  });

  test('drops a point that nothing has told for too long, though others still come', () => {
    const live = new LiveState();
    live.apply(power(0, 2));
    for (const second of [100, 200, 300]) {
      live.apply(good(readingOf(device, at(second), { voltageV: 231 })));
    }
    expect(live.powerNowKw(device, at(301))).toBeNull();
  });

  test('is silent before the first reading', () => {
    expect(new LiveState().stateOf(device, at(0))).toBe('silent');
  });
});

describe('the numbering of a device', () => {
  const numbered = (...seqs: number[]) => {
    const live = new LiveState();
    for (const [index, seq] of seqs.entries()) live.apply(power(index, 1, { seq }));
    const { seqGaps, duplicates } = live.of(device);
    return { seqGaps, duplicates };
  };

  test.each([
    ['without gaps', [1, 2, 3], { seqGaps: 0, duplicates: 0 }],
    ['with three missing', [1, 2, 6], { seqGaps: 3, duplicates: 0 }],
    ['sent again', [5, 6, 6, 5, 7], { seqGaps: 0, duplicates: 2 }],
    ['begun again', [900, 901, 0, 1, 2], { seqGaps: 0, duplicates: 0 }],
  ])('%s', (_, seqs, counts) => {
    expect(numbered(...seqs)).toEqual(counts);
  });
});
