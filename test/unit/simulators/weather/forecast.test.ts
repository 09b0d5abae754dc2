import { expect, test } from 'vitest';
import type {
  CountyWeather,
  WeatherForecast,
  WeatherSource,
} from '../../../../simulators/weather/county-weather.ts';
import { generatedWeather } from '../../../../simulators/weather/generator.ts';
import { hourMs, type Instant, instant } from '../../../../src/domain/instant.ts';
import { demoSite } from '../../../support/demo-county.ts';
import { correlation, mean, rootMeanSquare } from './statistics.ts';

const seeds = [1, 2, 3, 4] as const;
const leadsH = [1, 6, 24, 72] as const;
const quantities = ['ghiWm2', 'tempC', 'windSpeedMps', 'pressureHpa'] as const;
type Quantity = (typeof quantities)[number];
type Values = Readonly<Record<Quantity, number>>;

/** Places over which the light of the county is averaged. */
const places = [-8, 0, 8].map((km) => ({ eastM: km * 1_000, northM: km * 500 }));

function truthAt(weather: WeatherSource, at: Instant): CountyWeather & Values {
  const now = weather.weatherAt(at);
  const sky = weather.skyAt(now);
  return { ...now, ghiWm2: mean(places.map((place) => sky(place).ghiWm2)) };
}

interface Case {
  readonly truth: Values;
  readonly dayBefore: Values;
  readonly sunny: boolean;
  readonly byLead: readonly { readonly forecast: Values; readonly atIssue: Values }[];
}

/** Moments spread over the hours of the day and a year. */
function casesOf(seed: number): Case[] {
  const weather = generatedWeather({ seed, site: demoSite });
  return Array.from({ length: 500 }, (_, step) => {
    const validAt = instant(Date.UTC(2026, 0, 5) + step * 17 * hourMs);
    const truth = truthAt(weather, validAt);
    return {
      truth,
      sunny: truth.clear.ghiWm2 > 50,
      dayBefore: truthAt(weather, instant(validAt - 24 * hourMs)),
      byLead: leadsH.map((leadH) => {
        const issuedAt = instant(validAt - leadH * hourMs);
        return {
          forecast: weather.forecastAt({ issuedAt, validAt }),
          atIssue: truthAt(weather, issuedAt),
        };
      }),
    };
  });
}

const cases = seeds.flatMap(casesOf);

function errors(quantity: Quantity, of: (one: Case) => Values | undefined): number[] {
  return cases
    .filter(({ sunny }) => sunny || quantity !== 'ghiWm2')
    .map((one) => (of(one)?.[quantity] ?? Number.NaN) - one.truth[quantity]);
}

test.each(quantities)('the error of %s grows with lead', (quantity) => {
  const rmse = leadsH.map((_, lead) =>
    rootMeanSquare(errors(quantity, ({ byLead }) => byLead[lead]?.forecast)),
  );
  for (const [lead, error] of rmse.slice(1).entries()) {
    expect(error, `${leadsH[lead + 1]} h after ${leadsH[lead]} h`).toBeGreaterThan(
      1.1 * (rmse[lead] ?? 0),
    );
  }
});

// About what numerical forecasts of a day ahead are off by on the plains of the middle latitudes.
test.each([
  ['ghiWm2', 100, 200],
  ['tempC', 0.9, 2.4],
  ['windSpeedMps', 0.8, 1.7],
  ['pressureHpa', 1, 3],
] as const)('a day ahead %s errs by %f to %f', (quantity, low, high) => {
  const rmse = rootMeanSquare(errors(quantity, ({ byLead }) => byLead[2]?.forecast));
  expect(rmse).toBeGreaterThan(low);
  expect(rmse).toBeLessThan(high);
});

test.each(quantities)('%s errs to both sides alike', (quantity) => {
  for (const [lead, leadH] of leadsH.entries()) {
    const off = errors(quantity, ({ byLead }) => byLead[lead]?.forecast);
    expect(Math.abs(mean(off)), `${leadH} h`).toBeLessThan(0.12 * rootMeanSquare(off) + 0.01);
  }
});

test('from six hours on a forecast beats what was last seen', () => {
  for (const [lead, leadH] of leadsH.entries()) {
    if (leadH < 6) continue;
    for (const quantity of quantities) {
      // Light and warmth have a day of their own: for them the day before is the better guess.
      const daily = quantity === 'ghiWm2' || quantity === 'tempC';
      const persisted = errors(quantity, ({ dayBefore, byLead }) =>
        daily && leadH <= 24 ? dayBefore : byLead[lead]?.atIssue,
      );
      const forecast = errors(quantity, ({ byLead }) => byLead[lead]?.forecast);
      const skill = 1 - rootMeanSquare(forecast) / rootMeanSquare(persisted);
      expect(skill, `${quantity} ${leadH} h`).toBeGreaterThan(0.1);
    }
  }
});

test('one run differs from the next by little, and comes nearer to the truth', () => {
  const weather = generatedWeather({ seed: 6, site: demoSite });
  const changes: number[] = [];
  const errorsAt24: number[] = [];
  const errorsAt23: number[] = [];
  for (let step = 0; step < 400; step += 1) {
    const validAt = instant(Date.UTC(2026, 1) + step * 17 * hourMs);
    const run = (leadH: number): WeatherForecast =>
      weather.forecastAt({ issuedAt: instant(validAt - leadH * hourMs), validAt });
    const { tempC } = weather.weatherAt(validAt);
    changes.push(run(24).tempC - run(23).tempC);
    errorsAt24.push(run(24).tempC - tempC);
    errorsAt23.push(run(23).tempC - tempC);
  }
  expect(rootMeanSquare(changes)).toBeLessThan(0.25 * rootMeanSquare(errorsAt24));
  expect(correlation(errorsAt24, errorsAt23)).toBeGreaterThan(0.95);
});

test('within one run errors last: an hour that is too warm follows another', () => {
  const weather = generatedWeather({ seed: 7, site: demoSite });
  const now: number[] = [];
  const next: number[] = [];
  for (let run = 0; run < 200; run += 1) {
    const issuedAt = instant(Date.UTC(2026, 0) + run * 41 * hourMs);
    const errorAt = (leadH: number): number => {
      const validAt = instant(issuedAt + leadH * hourMs);
      return weather.forecastAt({ issuedAt, validAt }).tempC - weather.weatherAt(validAt).tempC;
    };
    now.push(errorAt(36));
    next.push(errorAt(37));
  }
  expect(correlation(now, next)).toBeGreaterThan(0.9);
});

test('what is asked for after the fact is said as of its issue, and runs of different seeds differ', () => {
  const at = instant(Date.UTC(2026, 6, 9, 3));
  const one = generatedWeather({ seed: 1, site: demoSite });
  const late = one.forecastAt({ issuedAt: instant(at + 5 * hourMs), validAt: at });
  expect(Math.abs(late.tempC - one.weatherAt(at).tempC)).toBeLessThan(3);
  expect(late.ghiWm2).toBeGreaterThan(0);
  const night = one.forecastAt({ issuedAt: at, validAt: instant(at + 14 * hourMs) });
  expect(night.ghiWm2).toBe(0);
  const other = generatedWeather({ seed: 2, site: demoSite });
  expect(other.forecastAt({ issuedAt: at, validAt: at }).tempC).not.toBe(
    one.forecastAt({ issuedAt: at, validAt: at }).tempC,
  );
});
