/** A day in April for the made-up county: what each device does at each moment, computed, never random. */
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import {
  curveColumns,
  type DeviceDetail,
  type DeviceView,
  type LatestView,
  type NodeNow,
} from '../../src/contract/http.ts';
import { type Balance, balanceParts, residualKw } from '../../src/domain/balance.ts';
import { type FixtureDevice, fixtureDevices, fixtureMembers } from './console-fixture-county.ts';

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const dayMs = 86_400_000;
const zoneMs = 8 * 3_600_000;

/** A smooth wave between −1 and 1 that looks like weather. */
function wave(hour: number, seed: number): number {
  return (
    0.5 * Math.sin(hour * 0.9 + seed) +
    0.3 * Math.sin(hour * 2.3 + seed * 1.7) +
    0.2 * Math.sin(hour * 7.1 + seed * 2.9)
  );
}

function seedOf(id: string): number {
  let seed = 7;
  for (const char of id) seed = (seed * 31 + char.charCodeAt(0)) % 9_973;
  return seed / 100;
}

function bump(hour: number, at: number, width: number): number {
  return Math.exp(-(((hour - at) / width) ** 2));
}

/** Power of a device without meters, in kW. */
function ownPowerKw(device: FixtureDevice, at: number): number {
  const hour = ((at + zoneMs) % dayMs) / 3_600_000;
  const rating = device.ratingKw ?? 0;
  const seed = seedOf(device.id);
  switch (device.kind) {
    case 'pv': {
      const sun = Math.max(0, Math.sin(((hour - 5.9) / 13) * Math.PI));
      const cloud = 1 - 0.28 * bump(hour, 10.6, 0.35) - 0.16 * bump(hour, 12.4, 0.2);
      return hour > 5.9 && hour < 18.9 ? rating * 0.86 * sun ** 1.3 * cloud : -0.05;
    }
    case 'wind':
      return rating * Math.max(0.02, 0.42 - 0.22 * bump(hour, 13, 5) + 0.16 * wave(hour, seed));
    case 'biogas':
      return rating * (0.72 + 0.04 * wave(hour, seed));
    case 'battery':
      return (
        rating * (0.85 * bump(hour, 19.6, 1.8) - 0.8 * bump(hour, 12.6, 1.7) + 0.02 * wave(hour, 3))
      );
    case 'load':
      return (
        rating *
        (0.22 +
          0.16 * bump(hour, 7.5, 1.4) +
          0.12 * bump(hour, 12, 1.6) +
          0.3 * bump(hour, 19.5, 2.1) +
          0.03 * wave(hour, seed))
      );
    case 'ev_charger':
      return rating * Math.max(0, 0.5 * bump(hour, 12.8, 1.6) + 0.6 * bump(hour, 22, 1.8) - 0.12);
    case 'heat_pump':
      return rating * (0.35 + 0.25 * bump(hour, 5.5, 2) + 0.2 * bump(hour, 13, 1.6));
    default:
      return 0;
  }
}

function isMeter(device: FixtureDevice): boolean {
  return device.kind === 'pcc_meter' || device.kind === 'transformer_meter';
}

/** Parts of a place's balance in kW, with an exchange that leaves a residual as real meters do. */
export function fixtureBalance(placeId: string, at: number): Balance {
  const members = (fixtureMembers(placeId) ?? []).filter((device) => !isMeter(device));
  const sums = new Map<string, number>();
  for (const device of members) {
    const part = kindSpecOf(device.kind).balancePart;
    if (part === null || device.state !== 'online') continue;
    sums.set(part, (sums.get(part) ?? 0) + ownPowerKw(device, at));
  }
  const parts = Object.fromEntries(balanceParts.map((part) => [part, sums.get(part) ?? null]));
  const hasMeter = fixtureDevices.some((device) => device.nodeId === placeId && isMeter(device));
  const net = residualKw({ ...(parts as Balance), pccPowerKw: 0 }) ?? 0;
  const drift = 0.012 * Math.abs(net) * wave(at / 3_600_000, 11);
  return { ...(parts as Balance), pccPowerKw: hasMeter ? -net + drift : null };
}

export function fixturePowerKw(device: FixtureDevice, at: number): number | null {
  if (isMeter(device)) return fixtureBalance(device.nodeId, at).pccPowerKw;
  return kindSpecOf(device.kind).balancePart === null ? null : ownPowerKw(device, at);
}

export function fixtureNodeNow(placeId: string, at: number): NodeNow {
  const balance = fixtureBalance(placeId, at);
  const members = (fixtureMembers(placeId) ?? []).filter(
    (device) => kindSpecOf(device.kind).balancePart !== null,
  );
  return {
    node: placeId,
    at: new Date(at).toISOString(),
    ...balance,
    residualKw: residualKw(balance),
    devicesFresh: members.filter((device) => device.state === 'online').length,
    devicesTotal: members.length,
  };
}

/** How whole each slot of the county's day is; slots that are not here are whole. */
function slotFlaws(start: number): { completeness: number; quality: string } | 'missing' {
  const slot = Math.floor(((start + zoneMs) % dayMs) / quarterMs);
  if (slot === 13 || slot === 14) return 'missing';
  if (slot >= 34 && slot <= 36) return { completeness: 0.62, quality: 'good' };
  if (slot === 45 || slot === 46) return { completeness: 0.991, quality: 'questionable' };
  return { completeness: 0.991, quality: 'good' };
}

const slotLengths: Readonly<Record<string, number>> = {
  '1m': minuteMs,
  '15m': quarterMs,
  '1h': 4 * quarterMs,
  '1d': dayMs,
};

export function fixtureCurve(
  placeId: string,
  query: { from: number; to: number; resolution: string; now: number },
): object {
  const slotMs = slotLengths[query.resolution] ?? quarterMs;
  const rows: unknown[][] = [];
  const first = Math.ceil(query.from / slotMs) * slotMs;
  for (let start = first; start < Math.min(query.to, query.now); start += slotMs) {
    const flaws = slotFlaws(start);
    if (flaws === 'missing') continue;
    const balance = fixtureBalance(placeId, start + slotMs / 2);
    const cells: Record<string, unknown> = {
      ...balance,
      at: new Date(start).toISOString(),
      residualKw: residualKw(balance),
      ...flaws,
    };
    rows.push(curveColumns.map((column) => cells[column] ?? null));
  }
  return { node: placeId, resolution: query.resolution, columns: curveColumns, rows };
}

/** When the device last measured: stale and dead devices some time ago, silent ones never. */
export function lastMeasuredAt(device: FixtureDevice, now: number): number | null {
  const interval = device.reportIntervalS * 1_000;
  const onTime = Math.floor((now - (seedOf(device.id) % 1) * 1_000) / interval) * interval;
  switch (device.state) {
    case 'online':
      return onTime;
    case 'stale':
      return onTime - 7 * minuteMs;
    case 'dead':
      return onTime - 190 * minuteMs;
    case 'silent':
      return null;
  }
}

export function fixtureDeviceView(device: FixtureDevice, now: number): DeviceView {
  const at = lastMeasuredAt(device, now);
  const isDoubtful = device.id === 'taohua-1-pv-2';
  return {
    ...device,
    lastMeasuredAt: at === null ? null : new Date(at).toISOString(),
    powerKw: at === null ? null : fixturePowerKw(device, at),
    quality: at === null ? null : isDoubtful ? 'questionable' : 'good',
  };
}

/** Values of a device's points other than power: near the middle of something plausible. */
const usualValues: Readonly<Record<string, number>> = {
  energyTotalKwh: 128_430,
  voltageV: 231.4,
  frequencyHz: 50.01,
  currentA: 64.2,
  inverterTempC: 41.3,
  socPct: 63.5,
  ghiWm2: 812,
  poaWm2: 866,
  tempC: 19.4,
  windSpeedMps: 3.8,
  humidityPct: 46.2,
  pressureHpa: 1_012.6,
};

function valuesAt(device: FixtureDevice, at: number): Record<string, number> {
  const powerKw = fixturePowerKw(device, at) ?? 0;
  const hour = at / 3_600_000;
  return Object.fromEntries(
    kindSpecOf(device.kind).points.map(({ name, register }) => {
      if (name === 'powerKw')
        return [name, powerKw * (1 + 0.02 * wave(hour * 40, seedOf(device.id)))];
      if (name === 'availablePowerKw') return [name, powerKw * 1.02];
      const usual = usualValues[name] ?? 20;
      if (register === true) return [name, usual + ((at % dayMs) / dayMs) * 300];
      return [name, usual * (1 + 0.01 * wave(hour * 9, seedOf(name)))];
    }),
  );
}

export function fixtureLatest(device: FixtureDevice, now: number): LatestView {
  const at = lastMeasuredAt(device, now);
  const view = fixtureDeviceView(device, now);
  return {
    device: device.id,
    state: device.state,
    measuredAt: view.lastMeasuredAt,
    receivedAt: at === null ? null : new Date(at + 180).toISOString(),
    ageS: at === null ? null : (now - at) / 1_000,
    quality: view.quality,
    reasons: view.quality === 'questionable' ? ['stuck'] : [],
    values: at === null ? {} : valuesAt(device, at),
  };
}

/** A doubtful stretch, a wrong spike and a silence in every hour, so that marks and gaps are seen. */
function recordFlaws(
  at: number,
): { quality: string; reasons: string[]; factor: number } | 'missing' {
  const second = Math.floor((at % 3_600_000) / 1_000);
  if (second >= 1_500 && second < 1_680) return 'missing';
  if (second >= 900 && second < 960)
    return { quality: 'questionable', reasons: ['stuck'], factor: 1 };
  if (second >= 2_000 && second < 2_005)
    return { quality: 'invalid', reasons: ['out_of_range'], factor: 40 };
  return { quality: 'good', reasons: [], factor: 1 };
}

export function fixtureReadings(
  device: FixtureDevice,
  query: { from: number; to: number; resolution: string; now: number },
): object {
  const points = kindSpecOf(device.kind).points.map(({ name }) => name);
  const stepMs = slotLengths[query.resolution] ?? device.reportIntervalS * 1_000;
  const until = lastMeasuredAt(device, query.now);
  const rows: unknown[][] = [];
  const first = Math.ceil(query.from / stepMs) * stepMs;
  for (let at = first; until !== null && at < query.to && at <= until; at += stepMs) {
    const flaws = recordFlaws(at);
    if (flaws === 'missing') continue;
    const values = valuesAt(device, at);
    const power = (values.powerKw ?? 0) * flaws.factor;
    rows.push([
      new Date(at).toISOString(),
      flaws.quality,
      flaws.reasons,
      1,
      ...points.map((name) => (name === 'powerKw' ? power : (values[name] ?? null))),
    ]);
  }
  return {
    device: device.id,
    resolution: query.resolution,
    columns: ['at', 'quality', 'reasons', 'completeness', ...points],
    rows,
  };
}

export function fixtureDetail(device: FixtureDevice, now: number): DeviceDetail {
  return {
    ...fixtureDeviceView(device, now),
    points: kindSpecOf(device.kind).points.map(({ name, unit, meaning, register }) => ({
      name,
      unit,
      meaning,
      register: register === true,
    })),
    birth:
      device.state === 'silent'
        ? null
        : { manufacturer: 'Huanghe', model: 'HN-60', firmware: '2.4.1', phases: 3 },
    seqGaps: 2,
    duplicates: 17,
    hasCredential: true,
  };
}
