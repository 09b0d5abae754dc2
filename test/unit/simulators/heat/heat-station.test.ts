import { expect, test } from 'vitest';
import { drawnKwh, type StationMoment, spells, stationMoments } from './heat-bench.ts';

const minuteH = 1 / 60;
const winter = (hour: number): number => 4 * Math.cos((2 * Math.PI * (hour - 15)) / 24);
const coldSpell = (hour: number): number => winter(hour) - (hour >= 24 ? 12 : 0);
const last = (moments: readonly StationMoment[]): Readonly<Record<string, number>> =>
  moments.at(-1)?.pumps[0] ?? {};

test('the longer the steps, the same station: energy, rooms and store stay as they were', () => {
  const runs = [minuteH, 0.25, 1].map((stepH) => {
    const moments = stationMoments({ stepH, hours: 30, tempC: winter });
    const { roomTempC, coldHomeHours } = last(moments);
    const energyKwh = moments.at(-1)?.store.energyKwh ?? 0;
    return { drawn: drawnKwh(moments, stepH), roomTempC, coldHomeHours, energyKwh };
  });
  const [fine] = runs;
  for (const run of runs) {
    expect(Math.abs(run.drawn / (fine?.drawn ?? 0) - 1)).toBeLessThan(0.02);
    expect(run.roomTempC).toBeCloseTo(fine?.roomTempC ?? 0, 1);
    expect(run.coldHomeHours).toBeCloseTo(fine?.coldHomeHours ?? 0, 1);
    expect(Math.abs(run.energyKwh / (fine?.energyKwh ?? 0) - 1)).toBeLessThan(0.05);
  }
});

test('heat of the pumps and the store is what the network takes, less losses what homes get', () => {
  const moments = stationMoments({ stepH: 0.25, hours: 24, tempC: winter });
  let gotKwh = 0;
  let lostKwh = 0;
  let pumpedKwh = 0;
  for (const { pumps, store } of moments.slice(1)) {
    const heatKw = pumps.reduce((sum, pump) => sum + (pump.heatKw ?? 0), 0);
    const [lead = {}] = pumps;
    expect(heatKw + (store.heatKw ?? 0)).toBeCloseTo(lead.networkHeatKw ?? 0, 6);
    pumpedKwh += heatKw / 4;
    gotKwh += (lead.homesHeatKw ?? 0) / 4;
    lostKwh += (lead.heatLossKw ?? 0) / 4;
  }
  expect(lostKwh / pumpedKwh).toBeGreaterThan(0.02);
  expect(lostKwh / pumpedKwh).toBeLessThan(0.12);
  // Tank and pipes end about as warm as they began.
  expect((gotKwh + lostKwh) / pumpedKwh).toBeCloseTo(1, 1);
});

test('registers hold the energy of the powers shown', () => {
  const moments = stationMoments({ stepH: 0.25, hours: 12, tempC: winter });
  for (const pump of [0, 1]) {
    const [begin, end] = [moments[0]?.pumps[pump], moments.at(-1)?.pumps[pump]];
    const sum = (name: string): number =>
      moments.slice(1).reduce((total, { pumps }) => total + (pumps[pump]?.[name] ?? 0) / 4, 0);
    expect((end?.energyTotalKwh ?? 0) - (begin?.energyTotalKwh ?? 0)).toBeCloseTo(
      sum('powerKw'),
      6,
    );
    expect((end?.heatTotalKwh ?? 0) - (begin?.heatTotalKwh ?? 0)).toBeCloseTo(sum('heatKw'), 6);
  }
});

test('in mild weather pumps come and go, and keep their least times and least power', () => {
  const moments = stationMoments({
    stepH: minuteH,
    hours: 48,
    tempC: (hour) => 13.5 + winter(hour),
  });
  const both = [0, 1].map((pump) => spells(moments, pump, minuteH));
  const onH = both.flatMap((pump) => pump.onH);
  const offH = both.flatMap((pump) => pump.offH);
  expect(onH.length + offH.length).toBeGreaterThan(0);
  expect(Math.min(...onH, 24)).toBeGreaterThanOrEqual(10 * minuteH - 1e-9);
  expect(Math.min(...offH, 24)).toBeGreaterThanOrEqual(5 * minuteH - 1e-9);
  const settledKw = moments.flatMap(({ pumps }) => pumps.map(({ powerKw }) => powerKw ?? 0));
  expect(settledKw.filter((powerKw) => powerKw > 0 && powerKw < 0.25 * 80 - 1).length).toBeLessThan(
    8 * (onH.length + 2),
  );
});

test('the colder the supply has to be warmed, the lower the COP', () => {
  const cop = (tempC: number): number => {
    const { heatKw = 0, powerKw = 0 } = last(
      stationMoments({ stepH: 0.25, hours: 6, tempC: () => tempC }),
    );
    return heatKw / powerKw;
  };
  const [mild, cold] = [cop(8), cop(-6)];
  expect(cold).toBeGreaterThan(2.8);
  expect(cold).toBeLessThan(mild - 0.3);
  expect(mild).toBeLessThan(6.5);
});

test('the ground cools while heat is drawn, and comes back when the pumps stand', () => {
  const moments = stationMoments({
    stepH: 1,
    hours: 24 * 40,
    tempC: (hour) => (hour < 24 * 20 ? -4 : 26),
  });
  const at = (hour: number): number => moments[hour]?.pumps[0]?.sourceTempC ?? Number.NaN;
  expect(at(24 * 19)).toBeLessThan(at(1) - 2);
  expect(at(24 * 39)).toBeGreaterThan(at(24 * 19) + 3);
  expect(last(moments).powerKw).toBe(0);
});

test('a limit is kept at once, a target is met, zero stops a pump after its least time', () => {
  const limit = stationMoments({
    stepH: minuteH,
    hours: 3,
    tempC: () => -4,
    order: (hour) => (hour > 1 ? { mode: 'limit', powerKw: 30 } : null),
    otherOrder: (hour) => (hour > 1 ? { mode: 'target', powerKw: 55 } : null),
  });
  for (const { hour, pumps } of limit.filter((moment) => moment.hour > 1 + minuteH)) {
    expect(pumps[0]?.powerKw, `at ${hour}`).toBeLessThanOrEqual(30 + 1e-9);
    expect(pumps[1]?.powerKw, `at ${hour}`).toBeCloseTo(55, 9);
  }
  const stopped = stationMoments({
    stepH: minuteH,
    hours: 2,
    tempC: () => -4,
    order: (hour) => (hour > 1 && hour < 1.5 ? { mode: 'target', powerKw: 0 } : null),
    otherOrder: () => ({ mode: 'target', powerKw: 0 }),
  });
  const powersAt = (from: number, to: number): number[] =>
    stopped
      .filter(({ hour }) => hour > from && hour < to)
      .map(({ pumps }) => pumps[0]?.powerKw ?? Number.NaN);
  expect(Math.max(...powersAt(1.2, 1.5))).toBe(0);
  expect(Math.min(...powersAt(1.6, 2))).toBeGreaterThanOrEqual(20 - 1e-9);
});

test('a target too small to run on stops the pump, one too large is its rating', () => {
  const told = (powerKw: number): number =>
    last(
      stationMoments({
        stepH: minuteH,
        hours: 1,
        tempC: () => -4,
        order: () => ({ mode: 'target', powerKw }),
      }),
    ).powerKw ?? Number.NaN;
  expect(told(10)).toBe(0);
  expect(told(500)).toBe(80);
});

test('a full tank stops a pump whatever it is told', () => {
  const moments = stationMoments({
    stepH: 0.25,
    hours: 48,
    tempC: () => 14,
    order: () => ({ mode: 'target', powerKw: 80 }),
  });
  const hottest = Math.max(...moments.map(({ store }) => store.topTempC ?? 0));
  expect(hottest).toBeLessThan(65);
  expect(moments.some(({ pumps }) => pumps[0]?.powerKw === 0)).toBe(true);
});

test('people are content in a usual winter, and call when pumps fail in a cold spell', () => {
  const usual = last(stationMoments({ stepH: 0.25, hours: 48, tempC: winter }));
  expect(usual.coldHomes).toBeLessThan(0.02 * (usual.homes ?? 0));
  expect(usual.complaints).toBeLessThan(1);
  const broken = () => ({ mode: 'limit', powerKw: 0 }) as const;
  const half = last(stationMoments({ stepH: 0.25, hours: 48, tempC: coldSpell, order: broken }));
  const all = last(
    stationMoments({
      stepH: 0.25,
      hours: 48,
      tempC: coldSpell,
      order: broken,
      otherOrder: broken,
    }),
  );
  expect(half.complaints).toBeGreaterThan(1);
  expect(all.complaints).toBeGreaterThan(half.complaints ?? 0);
  expect(all.roomTempC).toBeLessThan(half.roomTempC ?? 0);
  expect(all.coldHomes).toBeCloseTo(all.homes ?? 0, 0);
});

test('the same station in the same weather is the same to the last bit', () => {
  const run = () => stationMoments({ stepH: 0.25, hours: 12, tempC: coldSpell });
  expect(run()).toEqual(run());
});
