import { expect, test } from 'vitest';
import { agedByHistory, historyUse } from '../../../../src/physics/battery/ageing-history.ts';
import {
  agedCell,
  anodePotentialV,
  calendarRate,
  healthRatio,
  newCell,
} from '../../../../src/physics/battery/lfp-ageing.ts';
import { rainflowCycles } from '../../../../src/physics/battery/rainflow.ts';

test('the history of ASTM E1049-85, figure 6, has the cycles that the standard counts', () => {
  const counted = rainflowCycles([-2, 1, -3, 5, -1, 3, -4, 4, -2]);
  expect(counted.map(({ range, count }) => [range, count])).toEqual([
    [3, 0.5],
    [4, 0.5],
    [4, 1],
    [8, 0.5],
    [9, 0.5],
    [8, 0.5],
    [6, 0.5],
  ]);
  expect(counted[2]).toEqual({ range: 4, mean: 1, count: 1, start: 4, end: 5 });
});

test('values on the way and level stretches are no turning points', () => {
  const plain = rainflowCycles([0, 10, 4, 6, 0]);
  const drawn = rainflowCycles([0, 5, 10, 10, 7, 4, 4, 5, 6, 3, 0]);
  const shape = (cycles: typeof plain) => cycles.map(({ range, count }) => [range, count]);
  expect(shape(drawn)).toEqual(shape(plain));
  expect(drawn.map(({ start, end }) => [start, end])).toEqual([
    [6, 8],
    [0, 3],
    [3, 10],
  ]);
});

test('histories without a change have no range', () => {
  expect(rainflowCycles([])).toEqual([]);
  expect(rainflowCycles([3])).toEqual([]);
  expect(rainflowCycles([3, 3, 3])).toEqual([{ range: 0, mean: 3, count: 0.5, start: 0, end: 2 }]);
});

const gentle = { tempC: 25, socRatio: 0.5, depthRatio: 0.8, cRate: 0.5 };

test('cells age faster when warm, full or fast', () => {
  const afterYear = (stress: typeof gentle): number => {
    let age = newCell;
    for (let day = 0; day < 365; day += 1) {
      age = agedCell(age, stress, { days: 1, fullCycles: 1 });
    }
    return healthRatio(age);
  };
  const usual = afterYear(gentle);
  expect(usual).toBeGreaterThan(0.94);
  expect(usual).toBeLessThan(0.98);
  expect(calendarRate({ ...gentle, tempC: 45 })).toBeGreaterThan(1.5 * calendarRate(gentle));
  expect(calendarRate({ ...gentle, socRatio: 1 })).toBeGreaterThan(calendarRate(gentle));
  expect(afterYear({ ...gentle, cRate: 1 })).toBeLessThan(usual);
  expect(anodePotentialV(0)).toBeGreaterThan(anodePotentialV(1));
});

test('a cell that rests ages by the calendar alone', () => {
  const rested = agedCell(newCell, gentle, { days: 1, fullCycles: 0 });
  expect(rested.calendarLossRatio).toBeCloseTo(calendarRate(gentle), 12);
  expect(rested.cyclingLossRatio).toBe(0);
});

test('what a history asks of the cells is what it is made of', () => {
  const day = [...Array.from({ length: 8 }, (_, hour) => 0.1 + 0.1 * hour), 0.9, 0.9, 0.9, 0.9];
  const month = Array.from({ length: 30 }, () => [...day, ...day.toReversed()]).flat();
  const use = historyUse({ socRatios: month, intervalH: 1, tempC: 25 });
  expect(use.stress.depthRatio).toBeCloseTo(0.8, 9);
  expect(use.stress.cRate).toBeCloseTo(0.1, 9);
  expect(use.fullCycles).toBeCloseTo(30 * 0.8, 9);
  let age = newCell;
  const steps = 30;
  for (let step = 0; step < steps; step += 1) {
    age = agedCell(age, use.stress, {
      days: use.days / steps,
      fullCycles: use.fullCycles / steps,
    });
  }
  const byHistory = agedByHistory(newCell, { socRatios: month, intervalH: 1, tempC: 25 });
  expect(healthRatio(byHistory)).toBeCloseTo(healthRatio(age), 12);
});

test('a history of one value, or none, ages nothing by cycling', () => {
  expect(historyUse({ socRatios: [0.4], intervalH: 1, tempC: 20 })).toEqual({
    stress: { tempC: 20, socRatio: 0.4, depthRatio: 0, cRate: 0 },
    days: 0,
    fullCycles: 0,
  });
  expect(agedByHistory(newCell, { socRatios: [], intervalH: 1, tempC: 20 })).toEqual(newCell);
});
