import { kindSpecOf } from '../contract/device-kinds.ts';
import type { DeviceDetail, DeviceView, LatestView, NodeNow } from '../contract/http.ts';
import { type Balance, balanceParts, residualKw } from '../domain/balance.ts';
import type { Device } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import { qualityLevels, reasonsOf } from '../domain/reading.ts';
import { type CurveMembers, membersAt } from './directory.ts';
import type { LiveState } from './live-state.ts';

export function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : isoOf(at);
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

export function deviceView(device: Device, live: LiveState, now: Instant): DeviceView {
  const { measuredAt, values, quality } = live.of(device);
  const powerIndex = kindSpecOf(device.kind).points.findIndex(({ name }) => name === 'powerKw');
  const { key: _, retiredAt, ...facts } = device;
  return {
    ...facts,
    retiredAt: isoOrNull(retiredAt),
    state: live.stateOf(device, now),
    lastMeasuredAt: isoOrNull(measuredAt),
    powerKw: numberOrNull(values?.[powerIndex]),
    quality: measuredAt === null ? null : qualityLevels[quality],
  };
}

export function deviceDetail(
  device: Device,
  live: LiveState,
  facts: { now: Instant; hasCredential: boolean },
): DeviceDetail {
  const { birth, seqGaps, duplicates } = live.of(device);
  return {
    ...deviceView(device, live, facts.now),
    points: kindSpecOf(device.kind).points.map(({ name, unit, meaning, register }) => ({
      name,
      unit,
      meaning,
      register: register === true,
    })),
    birth: birth === null ? null : { ...birth },
    seqGaps,
    duplicates,
    hasCredential: facts.hasCredential,
  };
}

export function latestView(device: Device, live: LiveState, now: Instant): LatestView {
  const { measuredAt, receivedAt, values, quality, reasons } = live.of(device);
  return {
    device: device.id,
    state: live.stateOf(device, now),
    measuredAt: isoOrNull(measuredAt),
    receivedAt: isoOrNull(receivedAt),
    ageS: measuredAt === null ? null : (now - measuredAt) / 1_000,
    quality: measuredAt === null ? null : qualityLevels[quality],
    reasons: measuredAt === null ? [] : reasonsOf(reasons),
    values: Object.fromEntries(
      kindSpecOf(device.kind).points.map(({ name }, index) => [
        name,
        numberOrNull(values?.[index]),
      ]),
    ),
  };
}

/** Adds up what the members of a node do now. Devices that are stale, dead or invalid do not count. */
export function nodeNow(id: string, members: CurveMembers, live: LiveState, now: Instant): NodeNow {
  const balance = Object.fromEntries(balanceParts.map((part) => [part, null])) as {
    -readonly [Part in keyof Balance]: number | null;
  };
  const inService = membersAt(members, now);
  let devicesFresh = 0;
  for (const device of inService) {
    const part = kindSpecOf(device.kind).balancePart;
    const powerKw = live.powerNowKw(device, now);
    if (part === null || powerKw === null) continue;
    balance[part] = (balance[part] ?? 0) + powerKw;
    devicesFresh += 1;
  }
  return {
    node: id,
    at: isoOf(now),
    ...balance,
    residualKw: residualKw(balance),
    devicesFresh,
    devicesTotal: inService.length,
  };
}
