import { expect, test } from 'vitest';
import { temperatureResponse } from '../../../../src/forecast/cold-start/temperature-response.ts';

const perDay = 24;
const slotMs = 3_600_000;

/** Demand of the last day over the mildest's. Days with so many degrees each, the last one not measured; demand rises with degrees above 24 and below 12 °C. */
function responseOf(
  dailyC: readonly number[],
  { warm, cold }: { warm: number; cold: number },
  wobble = 0,
) {
  const count = dailyC.length * perDay;
  const celsius = (slot: number): number => dailyC[Math.floor(slot / perDay)] ?? Number.NaN;
  const demand = (slot: number): number => {
    if (slot >= count - perDay) return Number.NaN;
    const day = Math.floor(slot / perDay);
    const driver =
      1 + warm * Math.max(0, celsius(slot) - 24) + cold * Math.max(0, 12 - celsius(slot));
    return 0.2 * driver * (1 + wobble * (day % 2 === 0 ? 1 : -1));
  };
  const { driver, doubt } = temperatureResponse({ slotMs, count }, celsius, demand);
  const mildest = driver.subarray(perDay).reduce((least, value) => Math.min(least, value));
  return { last: (driver[count - 1] ?? Number.NaN) / mildest, doubt: doubt[count - 1] ?? 0 };
}

const mildDays = Array.from({ length: 40 }, (_, day) => 18 + (day % 3));

test('a heat that was never seen raises demand as is usual, and is as uncertain as that', () => {
  const { last, doubt } = responseOf([...mildDays, 34], { warm: 0.1, cold: 0 });
  // Ten degrees on average, 6 … 14 by the limit from which they count, at 10 ± 10 % each.
  expect(last).toBeCloseTo(2, 2);
  expect(doubt).toBeCloseTo(Math.sqrt(0.01 * 108 + 0.01 * 8) / 2, 2);
});

test('heat that was seen is known: what a degree adds, and with little doubt', () => {
  const days = Array.from({ length: 40 }, (_, day) => 29 + 7 * Math.sin(day / 6));
  const { last, doubt } = responseOf([...days, 34], { warm: 0.1, cold: 0 }, 0.02);
  expect(last).toBeGreaterThan(1.9);
  expect(last).toBeLessThan(2.05);
  expect(doubt).toBeLessThan(0.05);
});

test('demand that does not mind cold is found not to', () => {
  const days = Array.from({ length: 40 }, (_, day) => 10 + 7 * Math.sin(day / 6));
  expect(responseOf([...days, 2], { warm: 0, cold: 0 }, 0.02).last).toBeLessThan(1.04);
});

test('where no temperature is foreseen nothing is said', () => {
  const { driver } = temperatureResponse(
    { slotMs, count: 10 * perDay },
    () => Number.NaN,
    () => 0.2,
  );
  expect(driver.every(Number.isNaN)).toBe(true);
});
