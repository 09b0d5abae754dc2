import { expect, test } from 'vitest';
import { generatedWeather } from '../../../simulators/weather/generator.ts';
import { simulatedWeatherSource } from '../../../src/app/simulated-weather.ts';
import { hourMs, type Instant, instant } from '../../../src/domain/instant.ts';
import { invariant } from '../../../src/domain/outcome.ts';

const place = { latitude: 34.82, longitude: 114.82 };
const seed = 7;
const noon = instant(Date.UTC(2026, 4, 3, 4, 10));

async function runAt(now: Instant) {
  const run = await simulatedWeatherSource({ seed, place, everyMin: 180 }).fetch(now);
  invariant(run.ok, 'the simulated forecaster always answers');
  return run.value;
}

test('one run holds until the next is due', async () => {
  const [run, later, next] = await Promise.all(
    [0, 1, 2].map((hours) => runAt(instant(noon + hours * hourMs))),
  );
  expect(run?.issuedAt).toBe(Date.UTC(2026, 4, 3, 3));
  expect(later?.issuedAt).toBe(run?.issuedAt);
  expect(later?.columns).toEqual(run?.columns);
  expect(next?.issuedAt).toBe(Date.UTC(2026, 4, 3, 6));
});

test('it errs about the weather of its county, more with every day', async () => {
  const { weatherAt } = generatedWeather({ seed, site: place });
  const squares = [0, 0, 0];
  for (let day = 0; day < 30; day += 1) {
    const { slots, columns } = await runAt(instant(noon + day * 24 * hourMs));
    for (const [slot, tempC] of (columns.tempC ?? []).entries()) {
      const at = instant(slots.from + (slot + 0.5) * slots.slotMs);
      const lead = Math.floor(slot / 96);
      squares[lead] = (squares[lead] ?? 0) + (tempC - weatherAt(at).tempC) ** 2 / (30 * 96);
    }
  }
  const [first = 0, second = 0, third = 0] = squares.map(Math.sqrt);
  expect(first).toBeGreaterThan(0.3);
  expect(second).toBeGreaterThan(first);
  expect(third).toBeGreaterThan(second);
  expect(third).toBeLessThan(6);
});
