import { expect, test } from 'vitest';
import { type PumpNow, stagedPowersKw } from '../../../../simulators/models/heat/pump-staging.ts';

const machine = { runKwMin: 20, onMsMin: 600_000, offMsMin: 300_000 };
const pump = (runH: number, more: Partial<PumpNow> = {}): PumpNow => ({
  ratingKw: 80,
  powerKw: runH > 0 ? 40 : 0,
  runH,
  machine,
  order: null,
  ...more,
});
const limit = (powerKw: number) => ({ order: { mode: 'limit', powerKw } as const });
const target = (powerKw: number) => ({ order: { mode: 'target', powerKw } as const });

test.each<[string, PumpNow[], number, number[]]>([
  ['one is enough for little work', [pump(-1), pump(-1)], 30, [30, 0]],
  ['the one that runs goes on', [pump(-1), pump(1)], 60, [0, 60]],
  ['the second joins when one can hardly do it', [pump(1), pump(-1)], 78, [39, 39]],
  ['both stay until one can do it easily', [pump(1), pump(1)], 66, [33, 33]],
  ['then one goes', [pump(2), pump(1)], 62, [62, 0]],
  ['too little to start for', [pump(-1), pump(-1)], 22, [0, 0]],
  ['yet enough to go on at the least power', [pump(1), pump(-1)], 10, [20, 0]],
  ['until next to nothing is wanted', [pump(1), pump(-1)], 5, [0, 0]],
  ['never above the rating', [pump(1), pump(1)], 400, [80, 80]],
  ['a fresh one keeps running', [pump(0.1), pump(-1)], 0, [20, 0]],
  ['one that just stopped stays off', [pump(-0.05)], 60, [0]],
  ['a limit moves work to the other', [pump(1, limit(30)), pump(1)], 100, [300 / 11, 800 / 11]],
  ['a limit below the least power stops', [pump(1, limit(15)), pump(1)], 70, [0, 70]],
  ['but not a fresh one', [pump(0.1, limit(15))], 70, [20]],
  ['a target takes its part of the work', [pump(1, target(50)), pump(1)], 90, [50, 40]],
  ['a target of zero stops', [pump(1, target(0)), pump(1)], 60, [0, 60]],
])('%s', (_what, pumps, wantedKw, powers) => {
  stagedPowersKw(pumps, wantedKw).forEach((powerKw, place) => {
    expect(powerKw).toBeCloseTo(powers[place] ?? Number.NaN, 9);
  });
});
