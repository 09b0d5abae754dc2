import { expect, test } from 'vitest';
import {
  regulated,
  type TapState,
  tapRatioAt,
  usualTap,
  waited,
} from '../../../../simulators/network/voltage-regulator.ts';

/** As often as a step of so many seconds allows; each move lowers or lifts the voltage. */
function settled(
  start: TapState,
  step: { readonly elapsedS: number; readonly openPu: number; readonly lineRatio?: number },
): TapState {
  let state = waited(start, step.elapsedS);
  for (;;) {
    const voltagePu = step.openPu / tapRatioAt(state.position);
    const next = regulated(state, { voltagePu, lineRatio: step.lineRatio ?? 0 });
    if (next.position === state.position) return next;
    state = next;
  }
}

const middle: TapState = { position: 0, waitedS: 0 };

test('a long step is enough to come back into the band', () => {
  const { position, waitedS } = settled(middle, { elapsedS: 900, openPu: 0.95 });
  expect(Math.abs(0.95 / tapRatioAt(position) - 1)).toBeLessThanOrEqual(0.01);
  expect(position).toBe(-4);
  expect(waitedS).toBe(0);
});

test('in short steps it waits for a minute, and then for another one', () => {
  let state = middle;
  const positions = Array.from({ length: 13 }, () => {
    state = settled(state, { elapsedS: 10, openPu: 0.95 });
    return state.position;
  });
  expect(positions).toEqual([0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -2, -2]);
});

test('a deviation that ends in time is forgotten', () => {
  const waiting = settled(middle, { elapsedS: 50, openPu: 0.95 });
  expect(waiting).toEqual({ position: 0, waitedS: 50 });
  const quiet = settled(waiting, { elapsedS: 10, openPu: 1.005 });
  expect(quiet).toEqual(middle);
  expect(settled(quiet, { elapsedS: 50, openPu: 0.95 }).position).toBe(0);
});

test('within one per cent it stands still, however long', () => {
  for (const openPu of [0.991, 1.009]) {
    expect(settled(middle, { elapsedS: 86_400, openPu })).toEqual(middle);
  }
});

test('it gives more the more the lines draw, and no less than the nominal voltage where they feed', () => {
  const voltageAt = (lineRatio: number): number =>
    1.02 / tapRatioAt(settled(middle, { elapsedS: 3_600, openPu: 1.02, lineRatio }).position);
  expect(Math.abs(voltageAt(1) - 1.05)).toBeLessThanOrEqual(0.01);
  expect(Math.abs(voltageAt(2) - 1.05)).toBeLessThanOrEqual(0.01);
  expect(Math.abs(voltageAt(0.5) - 1.025)).toBeLessThanOrEqual(0.01);
  expect(Math.abs(voltageAt(-1) - 1)).toBeLessThanOrEqual(0.01);
});

test('at its last step it stays, and where there is no voltage it does not move', () => {
  const last = settled(middle, { elapsedS: 86_400, openPu: 0.85 });
  expect(last).toEqual({ position: -8, waitedS: 60 });
  expect(settled(middle, { elapsedS: 86_400, openPu: 0.3 })).toEqual(middle);
  expect(settled(usualTap, { elapsedS: 86_400, openPu: 0 })).toEqual(usualTap);
});
