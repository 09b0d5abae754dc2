import { expect, test } from 'vitest';
import { hourMs } from '../../../../src/domain/instant.ts';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import type { FittedBuilding } from '../../../../src/forecast/physical/fit-building.ts';
import { buildingFrom } from '../../../../src/forecast/recipes/building-fit.ts';
import { demandDayAhead } from '../../../../src/forecast/recipes/demand-day-ahead.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';
import type { Building } from '../../../../src/physics/heat/building.ts';
import { stepZone } from '../../../../src/physics/heat/building.ts';

const hotWaterKw = 40;

/** Autumn to spring in hours: a cold wave every ten days, warm ends, and heat as the law asks for. */
function heated(given: {
  readonly days: number;
  readonly heatKw: (outdoorC: number, slot: number) => number;
  readonly spoil?: (slot: number, heatKw: number) => number;
}): SeriesFrame {
  const random = seededRandom(11);
  const count = 24 * given.days;
  let drift = 0;
  const outdoorC = Float64Array.from({ length: count }, (_, slot) => {
    drift = 0.98 * drift + random() - 0.5;
    const season = -14 * Math.sin((Math.PI * slot) / count);
    return 18 + season + 3 * drift + 3 * Math.sin((2 * Math.PI * (slot - 9)) / 24);
  });
  const target = outdoorC.map((now, slot) => {
    const profile = hotWaterKw * (1 + 0.5 * Math.sin((2 * Math.PI * slot) / 24));
    const heatKw = profile + given.heatKw(now, slot) + 8 * (random() - 0.5);
    return given.spoil?.(slot, heatKw) ?? heatKw;
  });
  return {
    id: 'houses',
    kind: 'heat',
    slots: { from: Date.UTC(2024, 9, 1), slotMs: hourMs, count },
    localOffsetsMs: new Int32Array(count),
    capacity: 600,
    lowest: 0,
    target,
    measured: new Map(),
    foreseen: new Map([['temp', outdoorC]]),
    site: {},
    specialDays: new Map(),
  };
}

/** The law that is fitted, with a lag of its own. */
function law({ lossKwPerK = 20, limitC = 15, inertiaH = 24 } = {}) {
  let felt = Number.NaN;
  return (outdoorC: number): number => {
    const share = inertiaH === 0 ? 1 : 1 - Math.exp(-1 / inertiaH);
    felt = Number.isNaN(felt) ? outdoorC : felt + share * (outdoorC - felt);
    return lossKwPerK * Math.max(0, limitC - felt);
  };
}

function fittedTo(frame: SeriesFrame): FittedBuilding | undefined {
  const view = openView(frame);
  const { count } = frame.slots;
  view.moveTo({ knownThrough: count - 1, start: count, end: count });
  return buildingFrom(view);
}

const hotWaterOf = (fitted: FittedBuilding | undefined): number =>
  fitted?.parameters.find(({ name }) => name === 'hotWater')?.value ?? Number.NaN;

test.each([
  { lossKwPerK: 20, limitC: 15, inertiaH: 24 },
  { lossKwPerK: 6, limitC: 12, inertiaH: 6 },
  { lossKwPerK: 35, limitC: 17, inertiaH: 48 },
])('loss, limit, inertia and hot water are found: $lossKwPerK kW/K', (houses) => {
  const fitted = fittedTo(heated({ days: 200, heatKw: law(houses) }));
  expect(Math.abs((fitted?.lossPerK ?? 0) / houses.lossKwPerK - 1)).toBeLessThan(0.05);
  expect(Math.abs((fitted?.heatingLimitC ?? 0) - houses.limitC)).toBeLessThanOrEqual(1);
  expect(fitted?.inertiaH).toBe(houses.inertiaH);
  expect(Math.abs(hotWaterOf(fitted) / hotWaterKw - 1)).toBeLessThan(0.15);
  expect(fitted?.used).toBe(true);
});

test('gaps and days of a stuck or wild meter change little', () => {
  const spoil = (slot: number, heatKw: number): number => {
    const day = Math.floor(slot / 24);
    if (day % 17 === 4) return Number.NaN;
    if (day % 23 === 8) return 590;
    return day % 29 === 11 ? 0 : heatKw;
  };
  const fitted = fittedTo(heated({ days: 200, heatKw: law(), spoil }));
  expect(Math.abs((fitted?.lossPerK ?? 0) / 20 - 1)).toBeLessThan(0.06);
  expect(Math.abs((fitted?.heatingLimitC ?? 0) - 15)).toBeLessThanOrEqual(1);
});

test('the loss of a house by ISO 13790 that is held at 20 °C is found within 3 %', () => {
  const house: Building = {
    opaqueWPerK: 9_000,
    windowWPerK: 4_000,
    ventilationWPerK: 5_000,
    massToSurfaceWPerK: 150_000,
    surfaceToAirWPerK: 90_000,
    capacityJPerK: 1.2e9,
    massAreaRatio: 0.7,
    innerAreaM2: 26_000,
  };
  let massC = 20;
  const heatKw = (outdoorTempC: number): number => {
    const around = {
      outdoorTempC,
      internalGainsW: 60_000,
      solarGainsW: 0,
      emitter: 'air',
    } as const;
    const [idle, heatedBy1W] = [0, 1].map((powerW) =>
      stepZone(house, massC, { ...around, powerW }, 1),
    );
    const perW = (heatedBy1W?.airTempC ?? 0) - (idle?.airTempC ?? 0);
    const powerW = Math.max(0, (20 - (idle?.airTempC ?? 0)) / perW);
    massC = stepZone(house, massC, { ...around, powerW }, 1).massTempC;
    return powerW / 1_000;
  };
  const fitted = fittedTo(heated({ days: 200, heatKw }));
  const massKwPerK = 1 / (1 / 150 + 1 / 9);
  const steadyKwPerK = 5 + 1 / (1 / 90 + 1 / (4 + massKwPerK));
  expect(Math.abs((fitted?.lossPerK ?? 0) / steadyKwPerK - 1)).toBeLessThan(0.03);
});

test('demand that weather does not move keeps days alike as its plain forecast', () => {
  const random = seededRandom(2);
  const fitted = fittedTo(heated({ days: 100, heatKw: () => 60 * random() }));
  expect(fitted?.used ?? false).toBe(false);
});

test('the plain forecast of a cold day is moved by what the cold asks for', () => {
  const frame = heated({ days: 120, heatKw: law() });
  const view = openView(frame);
  const fitted = fittedTo(frame);
  const origin = { knownThrough: 24 * 118 + 11, start: 24 * 119, end: 24 * 120 };
  const source = demandDayAhead.open(view, fitted);
  const plain = demandDayAhead.open(view);
  view.moveTo(origin);
  const errors = [source, plain].map((each) => {
    const draftOf = openDraft(each, frame);
    let sum = 0;
    for (let slot = origin.start; slot < origin.end; slot += 1) {
      sum += Math.abs(draftOf(origin, slot).base - (frame.target[slot] as number)) / 24;
    }
    return sum;
  });
  expect(errors[0]).toBeLessThan(6);
  expect(errors[1]).toBeGreaterThan(2 * (errors[0] ?? Number.NaN));
});

test('four weeks of history are the least, and only heat is fitted', () => {
  expect(fittedTo(heated({ days: 25, heatKw: law() }))).toBeUndefined();
  const frame = heated({ days: 60, heatKw: law() });
  expect(fittedTo({ ...frame, kind: 'load' })).toBeUndefined();
  expect(fittedTo({ ...frame, foreseen: new Map() })).toBeUndefined();
});
