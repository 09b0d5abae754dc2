import { expect, test } from 'vitest';
import type { LocalMoment } from '../../../../simulators/models/calendar.ts';
import type {
  ModelState,
  ModelStep,
  SimulatedDevice,
  Surroundings,
} from '../../../../simulators/models/device-model.ts';
import { seedFor } from '../../../../simulators/models/noise.ts';
import { pvModel } from '../../../../simulators/models/pv/pv-model.ts';
import { roofsOf } from '../../../../simulators/models/pv/roof.ts';
import { stringsWorkingRatio } from '../../../../simulators/models/pv/roof-weathering.ts';
import { dayMs, hourMs, type Instant, instant } from '../../../../src/domain/instant.ts';
import { clearSky } from '../../../../src/physics/solar/clear-sky.ts';
import { extraterrestrialWm2 } from '../../../../src/physics/solar/extraterrestrial.ts';
import { sunlitRatio } from '../../../../src/physics/solar/horizon.ts';
import { sunPosition } from '../../../../src/physics/solar/sun.ts';

const place = { latitude: 34.82, longitude: 114.82 };
const site = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 4.2 };
const local: LocalMoment = {
  hour: 12,
  day: 20_000,
  dayOfYear: 120,
  month: 4,
  dayType: 'workday',
  returnedRatio: 0,
};

function device(name: string, ratingKw = 25): SimulatedDevice {
  return {
    id: name,
    kind: 'pv',
    nodeId: 'area-1',
    ratingKw,
    place: { eastM: 0, northM: 0 },
    seed: seedFor(3, name),
    use: 'household',
    nominalV: 230,
  };
}

/** A cloudless moment of spring; 13 h is local noon. */
function clearAt(at: Instant, own: Partial<Surroundings> = {}): Surroundings {
  const sun = sunPosition(at, place);
  const extraWm2 = extraterrestrialWm2(at);
  const clear = clearSky(sun.apparentZenithDeg, extraWm2, site);
  return {
    weather: {
      at,
      sun,
      extraWm2,
      clear,
      cloudRatio: 0,
      cloudMotion: { eastMps: 5, northMps: 0 },
      tempC: 18,
      windSpeedMps: 3,
      windDirectionDeg: 90,
      shearExponent: 0.2,
      humidityPct: 50,
      pressureHpa: 1004.87,
      rainMmPerH: 0,
      snowMmPerH: 0,
    },
    local,
    hours: 0.25,
    skyOver: () => clear,
    voltagePu: 1,
    frequencyHz: 50,
    nodeNetKw: 0,
    order: null,
    stuck: false,
    ...own,
  };
}

const at = (hour: number): Instant =>
  instant(Date.parse('2025-04-20T00:00:00+08:00') + hour * hourMs);
const noon = clearAt(at(12.4));
const night = clearAt(at(1));
const weathered = (around: Surroundings, own: Partial<Surroundings['weather']>): Surroundings => ({
  ...around,
  weather: { ...around.weather, ...own },
});
const powerKwOf = (step: ModelStep): number => step.values.powerKw ?? Number.NaN;
const fleet = Array.from({ length: 60 }, (_, index) => device(`pv-${index}`));

test('roofs differ, each the same in every run', () => {
  const ratios = fleet.map((roof) => powerKwOf(pvModel(roof, {}, noon)) / roof.ratingKw);
  expect(Math.min(...ratios)).toBeGreaterThan(0.45);
  expect(Math.max(...ratios)).toBeLessThanOrEqual(1);
  expect(new Set(ratios.map((ratio) => ratio.toFixed(6))).size).toBeGreaterThan(30);
  expect(fleet.map((roof) => powerKwOf(pvModel({ ...roof }, {}, noon)) / roof.ratingKw)).toEqual(
    ratios,
  );
});

test('an east roof is ahead of a west roof in the morning and behind it in the afternoon', () => {
  const facing = (low: number, high: number): SimulatedDevice => {
    const found = fleet.find((roof) => {
      const { azimuthDeg, tiltDeg } = roofsOf(roof).first.plant.plane;
      return azimuthDeg > low && azimuthDeg < high && tiltDeg > 20;
    });
    if (found === undefined) throw new Error('no such roof in the fleet');
    return found;
  };
  const [east, west] = [facing(60, 120), facing(240, 300)];
  const share = (roof: SimulatedDevice, hour: number): number =>
    powerKwOf(pvModel(roof, {}, clearAt(at(hour)))) / roofsOf(roof).first.plant.array.dcRatingKw;
  expect(share(east, 9)).toBeGreaterThan(share(west, 9) + 0.1);
  expect(share(west, 16)).toBeGreaterThan(share(east, 16) + 0.1);
});

test('a limit narrows what flows and leaves what it could give', () => {
  const roof = device('pv-limited');
  const free = pvModel(roof, {}, noon);
  const limited = pvModel(roof, {}, { ...noon, order: { mode: 'limit', powerKw: 7 } });
  expect(powerKwOf(limited)).toBe(7);
  expect(limited.values.availablePowerKw).toBe(free.values.availablePowerKw);
  expect(free.values.availablePowerKw).toBe(powerKwOf(free));
  const wide = pvModel(roof, {}, { ...noon, order: { mode: 'limit', powerKw: 24.9 } });
  expect(powerKwOf(wide)).toBe(powerKwOf(free));
  const off = pvModel(roof, {}, { ...noon, order: { mode: 'limit', powerKw: -3 } });
  expect(powerKwOf(off)).toBe(0);
});

test('an inverter that hangs keeps its power, and says what it could give', () => {
  const roof = device('pv-stuck');
  const hanging = pvModel(
    roof,
    { powerKw: 11 },
    { ...noon, stuck: true, order: { mode: 'limit', powerKw: 2 } },
  );
  expect(powerKwOf(hanging)).toBe(11);
  expect(hanging.values.availablePowerKw).toBeGreaterThan(11);
});

test('large inverters draw a little at night, small and switched-off ones nothing', () => {
  const large = powerKwOf(pvModel(device('pv-large', 200), {}, night));
  expect(large).toBeLessThan(-0.02);
  expect(large).toBeGreaterThan(-0.25);
  expect(powerKwOf(pvModel(device('pv-small'), {}, night))).toBe(0);
  const off = { ...night, order: { mode: 'limit', powerKw: 0 } } as const;
  expect(powerKwOf(pvModel(device('pv-large', 200), {}, off))).toBe(0);
});

test('dust takes light until rain washes it off', () => {
  const roof = device('pv-dusty');
  let state: ModelState = { soilingRatio: 0.02 };
  const run = (around: Surroundings, days: number): void => {
    for (let step = 0; step < days * 4; step += 1) state = pvModel(roof, state, around).state;
  };
  run({ ...night, hours: 6 }, 30);
  const dusty = powerKwOf(pvModel(roof, state, noon));
  expect(state.soilingRatio).toBeGreaterThan(0.03);
  run(weathered({ ...night, hours: 6 }, { rainMmPerH: 2 }), 1);
  expect(state.soilingRatio).toBeLessThan(0.001);
  expect(powerKwOf(pvModel(roof, state, noon))).toBeGreaterThan(dusty * 1.02);
});

test('snow covers a roof in the night and slides off in the sun', () => {
  const roof = device('pv-snowy');
  const frost = { tempC: -3 };
  const snowing = pvModel(roof, {}, weathered(night, { ...frost, snowMmPerH: 1.5 }));
  expect(snowing.state.snowRatio).toBe(1);
  expect(powerKwOf(pvModel(roof, snowing.state, weathered(noon, frost)))).toBe(0);
  let state = snowing.state;
  for (let step = 0; step < 80; step += 1)
    state = pvModel(roof, state, weathered(noon, frost)).state;
  expect(state.snowRatio).toBe(0);
});

test('some roofs stand behind a tree, and none sees all of the sky', () => {
  const shaded = fleet.filter((roof) => Math.max(...roofsOf(roof).first.horizon) > 15);
  expect(shaded.length).toBeGreaterThan(8);
  expect(shaded.length).toBeLessThan(35);
  expect(Math.max(...fleet.map((roof) => roofsOf(roof).first.openSkyRatio))).toBeLessThan(1);
});

test('while the sun stands behind the tree the beam does not reach the roof', () => {
  const hidden = fleet.flatMap((roof) =>
    Array.from({ length: 72 }, (_, step) => clearAt(at(6 + step / 6))).flatMap((moment) => {
      const { apparentZenithDeg: zenithDeg, azimuthDeg } = moment.weather.sun;
      const sunlit = sunlitRatio(roofsOf(roof).first.horizon, { zenithDeg, azimuthDeg }, 3);
      return zenithDeg < 82 && sunlit === 0 ? [{ roof, moment }] : [];
    }),
  );
  expect(hidden.length).toBeGreaterThan(5);
  for (const { roof, moment } of hidden) {
    const { dhiWm2 } = moment.weather.clear;
    const diffuse = { ghiWm2: dhiWm2, dniWm2: 0, dhiWm2 };
    const shown = powerKwOf(pvModel(roof, {}, moment));
    expect(shown).toBeCloseTo(
      powerKwOf(pvModel(roof, {}, { ...moment, skyOver: () => diffuse })),
      9,
    );
  }
});

test('now and then a string is out, for days, and comes back', () => {
  const roofs = fleet.map((roof) => roofsOf(roof).first);
  let outDays = 0;
  for (const roof of roofs) {
    for (let day = 20_000; day < 20_730; day += 1) {
      const working = stringsWorkingRatio(roof, day);
      if (working < 1) {
        outDays += 1;
        expect(working).toBeCloseTo(1 - 1 / roof.strings, 12);
      }
    }
  }
  const share = outDays / (roofs.length * 730);
  expect(share).toBeGreaterThan(0.003);
  expect(share).toBeLessThan(0.03);
});

test('the heat sink warms over half an hour of load and cools at night', () => {
  const roof = device('pv-warm');
  let step = pvModel(roof, {}, clearAt(at(3)));
  expect(step.values.inverterTempC).toBe(18);
  step = pvModel(roof, step.state, { ...noon, hours: 0.1 });
  const soon = step.values.inverterTempC ?? Number.NaN;
  for (let tick = 0; tick < 30; tick += 1)
    step = pvModel(roof, step.state, { ...noon, hours: 0.1 });
  expect(soon).toBeGreaterThan(20);
  expect(step.values.inverterTempC).toBeGreaterThan(soon + 5);
  expect(step.values.inverterTempC).toBeLessThan(55);
});

test('the register holds the energy of a day, about what a clear spring day gives', () => {
  const roof = device('pv-0');
  let state: ModelState = { energyTotalKwh: 1_000 };
  for (let step = 0; step <= 96; step += 1) {
    const moment = instant(at(0) + (step * dayMs) / 96);
    state = pvModel(roof, state, clearAt(moment, { hours: step === 0 ? 0 : 0.25 })).state;
  }
  const hoursAtPeak =
    ((state.energyTotalKwh ?? 0) - 1_000) / roofsOf(roof).first.plant.array.dcRatingKw;
  expect(hoursAtPeak).toBeGreaterThan(4.5);
  expect(hoursAtPeak).toBeLessThan(6.8);
});
