import { describe, expect, test } from 'vitest';
import type { ScenarioKind } from '../../../../simulators/faults/fault-kinds.ts';
import { festiveCalendar } from '../../../../simulators/scenarios/festival.ts';
import { scenarioWeather } from '../../../../simulators/scenarios/scenario-weather.ts';
import type { TimedScenario } from '../../../../simulators/scenarios/timed-scenario.ts';
import type { WeatherSource } from '../../../../simulators/weather/county-weather.ts';
import { generatedWeather } from '../../../../simulators/weather/generator.ts';
import { hourMs, type Instant, instant, minuteMs } from '../../../../src/domain/instant.ts';
import type { Irradiance } from '../../../../src/physics/solar/irradiance.ts';

const site = { latitude: 34.82, longitude: 114.82 };
const usual = generatedWeather({ seed: 3, site });
const centre = { eastM: 0, northM: 0 };

function at(local: string): Instant {
  return instant(Date.parse(`${local}:00+08:00`));
}

function scenario(kind: ScenarioKind, from: string, to: string, strength = 1): TimedScenario {
  return { kind, nodes: null, from: at(from), to: at(to), strength };
}

function withOne(one: TimedScenario): WeatherSource {
  return scenarioWeather(usual, [one]);
}

function skyOver(source: WeatherSource, when: Instant, place = centre): Irradiance {
  return source.skyAt(source.weatherAt(when))(place);
}

describe('a storm day', () => {
  const stormy = withOne(scenario('storm_day', '2026-06-10T06:00', '2026-06-11T00:00'));

  test('blows harder than turbines may run in, under cloud and rain', () => {
    const { windSpeedMps, cloudRatio, rainMmPerH } = stormy.weatherAt(at('2026-06-10T15:00'));
    expect(windSpeedMps).toBeGreaterThanOrEqual(18);
    expect(cloudRatio).toBeGreaterThanOrEqual(0.95);
    expect(rainMmPerH).toBeGreaterThanOrEqual(8);
  });

  test('rises over hours, and leaves the days before and after alone', () => {
    for (const day of ['2026-06-10T05:59', '2026-06-11T00:00', '2026-06-12T15:00']) {
      expect(stormy.weatherAt(at(day))).toEqual(usual.weatherAt(at(day)));
    }
    const winds = Array.from(
      { length: 19 },
      (_, hour) => stormy.weatherAt(instant(at('2026-06-10T06:00') + hour * hourMs)).windSpeedMps,
    );
    const jumps = winds.slice(1).map((speed, hour) => Math.abs(speed - (winds[hour] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThan(9);
  });

  test('is seen coming by the forecast', () => {
    const times = { issuedAt: at('2026-06-09T12:00'), validAt: at('2026-06-10T15:00') };
    expect(stormy.forecastAt(times).windSpeedMps).toBeGreaterThanOrEqual(18);
  });
});

test('a cold spell is ten degrees colder at its height, half of that at half strength', () => {
  const noon = at('2026-01-12T12:00');
  for (const strength of [1, 0.5]) {
    const spell = scenario('cold_spell', '2026-01-10T00:00', '2026-01-15T00:00', strength);
    const cold = usual.weatherAt(noon).tempC - withOne(spell).weatherAt(noon).tempC;
    expect(cold).toBeCloseTo(10 * strength, 6);
  }
});

describe('a cloud front', () => {
  const front = scenario('cloud_front', '2026-06-20T11:00', '2026-06-20T12:00');
  const fronted = withOne(front);

  test('takes most of the light and all of the beam', () => {
    const when = at('2026-06-20T11:30');
    const before = skyOver(usual, when);
    const under = skyOver(fronted, when);
    expect(under.ghiWm2).toBeCloseTo(0.2 * before.ghiWm2, 6);
    expect(under.dniWm2).toBe(0);
    expect(under.dhiWm2).toBeCloseTo(under.ghiWm2, 6);
  });

  test('reaches places downwind later, and the shares of light always add up', () => {
    const { cloudMotion } = usual.weatherAt(front.from);
    const speedMps = Math.hypot(cloudMotion.eastMps, cloudMotion.northMps);
    const far = {
      eastM: (10_000 * cloudMotion.eastMps) / speedMps,
      northM: (10_000 * cloudMotion.northMps) / speedMps,
    };
    const darkFrom = (place: typeof centre): number => {
      for (let when = front.from - hourMs; ; when += minuteMs / 4) {
        const sky = skyOver(fronted, instant(when), place);
        if (sky.ghiWm2 < 0.5 * skyOver(usual, instant(when), place).ghiWm2) return when;
      }
    };
    const lateS = (darkFrom(far) - darkFrom(centre)) / 1_000;
    expect(lateS).toBeGreaterThan(0.8 * Math.min(10_000 / 6, 10_000 / speedMps));
    expect(lateS).toBeLessThan(1.25 * (10_000 / Math.max(6, speedMps)) + 30);
  });
});

test('a Spring Festival by script is one for the people, at any time of the year', () => {
  const festival = scenario('spring_festival', '2026-06-10T00:00', '2026-06-12T00:00');
  const calendar = festiveCalendar('Asia/Shanghai', [festival]);
  expect(calendar(at('2026-06-10T08:30'))).toMatchObject({
    ...{ dayType: 'spring_festival', hour: 8.5, month: 6, dayOfYear: 161 },
  });
  expect(calendar(at('2026-06-12T08:30')).dayType).toBe('workday');
});
