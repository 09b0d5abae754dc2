import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import {
  curveStepMps,
  type FarmRows,
  fitFarm,
} from '../../../../src/forecast/physical/fit-farm.ts';

interface Farm {
  readonly days: number;
  readonly hubHeightM?: number;
  readonly halfMps?: number;
  /** Share of hours in which the farm stands still. */
  readonly outages?: number;
}

/** Rises evenly from 3 m/s, gives half its rating at `halfMps`. */
function turbine(speedMps: number, halfMps: number): number {
  const ratio = (0.5 * (speedMps - 3)) / (halfMps - 3);
  return speedMps >= 25 ? 0 : Math.min(0.95, Math.max(0, ratio));
}

/** Hours of wind at 100 and 10 m whose shear goes up by night, and the power of hubs in between. */
function farmRows({ days, hubHeightM = 80, halfMps = 9, outages = 0 }: Farm): FarmRows {
  const random = seededRandom(3);
  const hours = Array.from({ length: 24 * days }, (_, hour) => hour);
  let gust = 0;
  const wind = hours.map((hour) => {
    gust = 0.95 * gust + random() - 0.5;
    const highMps = Math.max(0.6, 8 + 3 * gust + 2 * Math.sin(hour / 40));
    const exponent = 0.3 + 0.25 * Math.cos((2 * Math.PI * hour) / 24) + 0.1 * (random() - 0.5);
    return { highMps, exponent };
  });
  return {
    heights: { highM: 100, lowM: 10 },
    day: Int32Array.from(hours, (hour) => Math.floor(hour / 24)),
    highMps: Float64Array.from(wind, ({ highMps }) => highMps),
    lowMps: Float64Array.from(wind, ({ highMps, exponent }) => highMps * 0.1 ** exponent),
    ratio: Float64Array.from(wind, ({ highMps, exponent }) => {
      const noisy = highMps * (hubHeightM / 100) ** exponent + 1.5 * (random() - 0.5);
      return random() < outages ? 0 : turbine(noisy, halfMps);
    }),
  };
}

const found = (fitted: ReturnType<typeof fitFarm>, name: string): number =>
  fitted?.parameters.find((parameter) => parameter.name === name)?.value ?? Number.NaN;

test.each([60, 80, 130])(
  'hubs at %i m are found within 15 m where wind is told at two heights',
  (hubHeightM) => {
    const fitted = fitFarm(farmRows({ days: 200, hubHeightM }));
    expect(Math.abs((fitted?.hubHeightM ?? 0) - hubHeightM)).toBeLessThanOrEqual(15);
  },
);

test.each([7, 9, 11])(
  'half the rating at %i m/s is found within 0.4 m/s, outages or not',
  (halfMps) => {
    for (const outages of [0, 0.1]) {
      const fitted = fitFarm(farmRows({ days: 200, halfMps, outages }));
      expect(Math.abs(found(fitted, 'speedAtHalfPower') - halfMps)).toBeLessThan(0.4);
      expect(fitted?.parameters[0]?.errorRatio).toBeLessThan(0.95);
    }
  },
);

test('the curve rises to the highest power that was seen, and turbines stop in storms', () => {
  const { ratios = new Float64Array() } = fitFarm(farmRows({ days: 200 })) ?? {};
  const top = ratios.indexOf(Math.max(...ratios));
  for (let point = 1; point <= top; point += 1) {
    expect(ratios[point]).toBeGreaterThanOrEqual(ratios[point - 1] ?? 0);
  }
  expect(Math.max(...ratios)).toBeGreaterThan(0.9);
  expect(Math.max(...ratios)).toBeLessThan(1);
  expect(ratios[35 / curveStepMps]).toBeLessThan(0.1);
});

test('power that does not follow the wind is told as no better than a usual curve', () => {
  const rows = farmRows({ days: 60 });
  const random = seededRandom(5);
  const weekly = Float64Array.from(rows.day, (day) => (Math.floor(day / 7) % 3 === 0 ? 1 : 0));
  const fitted = fitFarm({ ...rows, ratio: weekly.map((ratio) => ratio * (0.9 + 0.1 * random())) });
  expect(fitted?.parameters[0]?.errorRatio).toBeGreaterThan(0.99);
});

test('one height: a farm in stronger wind than foreseen is told as a higher hub', () => {
  const rows = farmRows({ days: 200, halfMps: 10 });
  const { highMps, heights, ...rest } = rows;
  const low = {
    ...rest,
    heights: { highM: heights.highM },
    lowMps: rows.lowMps.map(() => Number.NaN),
  };
  const slow = fitFarm({ ...low, highMps: highMps.map((speed) => 0.94 * speed) });
  const fast = fitFarm({ ...low, highMps });
  expect(slow?.hubHeightM).toBeGreaterThan(fast?.hubHeightM ?? Number.NaN);
});

test('three weeks of history are the least', () => {
  expect(fitFarm(farmRows({ days: 20 }))).toBeUndefined();
});
