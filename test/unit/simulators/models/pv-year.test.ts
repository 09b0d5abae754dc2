import { expect, test } from 'vitest';
import { localMoment } from '../../../../simulators/models/calendar.ts';
import type { ModelState, SimulatedDevice } from '../../../../simulators/models/device-model.ts';
import { seedFor } from '../../../../simulators/models/noise.ts';
import { pvModel } from '../../../../simulators/models/pv/pv-model.ts';
import { roofsOf } from '../../../../simulators/models/pv/roof.ts';
import { generatedWeather } from '../../../../simulators/weather/generator.ts';
import { hourMs, instant } from '../../../../src/domain/instant.ts';

const timeZone = 'Asia/Shanghai';
const begin = Date.parse('2025-01-01T00:30:00+08:00');
const hoursInYear = 8_760;
/** Each hour stands for as many as lie up to the next, of all hours of the day alike. */
const stepH = 5;

const fleet = Array.from(
  { length: 24 },
  (_, index): SimulatedDevice => ({
    id: `pv-${index}`,
    kind: 'pv',
    nodeId: 'area-1',
    ratingKw: 25,
    place: { eastM: 700 * index, northM: 400 * index },
    seed: seedFor(11, `pv-${index}`),
    use: 'household',
    nominalV: 230,
  }),
);

/** Energy by month in kWh for each kW of modules, device by device. */
function yearOfFleet(): number[][] {
  const weather = generatedWeather({ seed: 5, site: { latitude: 34.82, longitude: 114.82 } });
  const months = fleet.map(() => new Array<number>(12).fill(0));
  const states: ModelState[] = fleet.map(() => ({}));
  for (let hour = 0; hour < hoursInYear; hour += stepH) {
    const at = instant(begin + hour * hourMs);
    const now = weather.weatherAt(at);
    const skyOver = weather.skyAt(now);
    const local = localMoment(at, timeZone);
    for (const [index, device] of fleet.entries()) {
      const step = pvModel(device, states[index] ?? {}, {
        weather: now,
        local,
        hours: stepH,
        skyOver,
        voltagePu: 1,
        frequencyHz: 50,
        nodeNetKw: 0,
        order: null,
        stuck: false,
      });
      states[index] = step.state;
      const kwhPerKw =
        (stepH * (step.values.powerKw ?? Number.NaN)) /
        roofsOf(device).first.plant.array.dcRatingKw;
      const own = months[index];
      if (own !== undefined) own[local.month - 1] = (own[local.month - 1] ?? 0) + kwhPerKw;
    }
  }
  return months;
}

test('a year gives what roofs of the plain give, and each another', () => {
  const months = yearOfFleet();
  const years = months.map((own) => own.reduce((sum, kwh) => sum + kwh));
  const mean = years.reduce((sum, kwh) => sum + kwh) / years.length;
  // 1,410 kWh/m² a year on the level, some more on a slope, of which plants keep 75 to 85 %.
  expect(mean).toBeGreaterThan(1_080);
  expect(mean).toBeLessThan(1_300);
  expect(Math.min(...years)).toBeGreaterThan(800);
  expect(Math.max(...years)).toBeLessThan(1_450);
  expect(Math.max(...years) / Math.min(...years)).toBeGreaterThan(1.2);
  const season = (from: number, to: number): number =>
    months.reduce((sum, own) => sum + own.slice(from, to).reduce((a, b) => a + b), 0);
  expect(season(3, 8)).toBeGreaterThan(1.3 * (season(0, 2) + season(9, 12)));
});
