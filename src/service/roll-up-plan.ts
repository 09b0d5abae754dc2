import { type DeviceKind, holdMsOf } from '../domain/device.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs, secondMs } from '../domain/instant.ts';
import type { Directory } from './directory.ts';
import type { DirtySlot } from './ports.ts';

/** Readings held at one time, as far as report intervals tell. */
const readingsPerReadMax = 50_000;
/** Dirty slots of a device further apart than this are read separately. */
const gapMsMax = 6 * hourMs;
/** The longest span of one read. */
const spanMsMax = 2 * dayMs;

/** Slots of devices of one kind that cover the same span, to be read and rolled up together. */
export interface RollUpWork {
  readonly kind: DeviceKind;
  readonly deviceKeys: readonly number[];
  readonly from: Instant;
  readonly to: Instant;
  /** The longest time that a value of one of the devices stands for, in ms. */
  readonly holdMs: number;
  readonly slots: readonly DirtySlot[];
}

interface Span {
  readonly from: Instant;
  to: Instant;
  readonly slots: DirtySlot[];
}

interface DeviceSpan extends Span {
  readonly deviceKey: number;
}

/** Puts together what can be read together. */
export function planOf(slots: readonly DirtySlot[], directory: Directory): RollUpWork[] {
  const spans = Array.from(
    Map.groupBy(slots, ({ deviceKey }) => deviceKey),
    ([deviceKey, own]) => spansOf(own).map((span): DeviceSpan => ({ ...span, deviceKey })),
  ).flat();
  const alike = Map.groupBy(spans, ({ deviceKey, from, to }) => {
    return `${directory.deviceByKey(deviceKey).kind} ${from} ${to}`;
  });
  return [...alike.values()].flatMap((group) =>
    portionsOf(group, directory).map((portion) => workOf(portion, directory)),
  );
}

/** The work of either half of the devices; none where there is but one device. */
export function halvesOf(work: RollUpWork, directory: Directory): RollUpWork[] {
  if (work.deviceKeys.length < 2) return [];
  const { from, to } = work;
  const middle = work.deviceKeys.length / 2;
  const own = Map.groupBy(work.slots, ({ deviceKey }) => deviceKey);
  return [work.deviceKeys.slice(0, middle), work.deviceKeys.slice(middle)].map((keys) =>
    workOf(
      keys.map((deviceKey) => ({ deviceKey, from, to, slots: own.get(deviceKey) ?? [] })),
      directory,
    ),
  );
}

/** Runs of slots without long gaps, as half-open ranges. */
function spansOf(slots: readonly DirtySlot[]): Span[] {
  const spans: Span[] = [];
  for (const slot of slots.toSorted((a, b) => a.slotStart - b.slotStart)) {
    const last = spans.at(-1);
    const to = instant(slot.slotStart + quarterMs);
    const apart = last === undefined || slot.slotStart - last.to > gapMsMax;
    if (apart || to - last.from > spanMsMax) {
      spans.push({ from: slot.slotStart, to, slots: [slot] });
    } else {
      last.to = to;
      last.slots.push(slot);
    }
  }
  return spans;
}

/** Cuts spans that are alike into portions of about as many readings as may be held. */
function portionsOf(spans: readonly DeviceSpan[], directory: Directory): DeviceSpan[][] {
  const portions: DeviceSpan[][] = [];
  let room = 0;
  for (const span of spans) {
    const { reportIntervalS } = directory.deviceByKey(span.deviceKey);
    const expected = (span.to - span.from) / (reportIntervalS * secondMs);
    if (expected > room) {
      portions.push([]);
      room = readingsPerReadMax;
    }
    portions.at(-1)?.push(span);
    room -= expected;
  }
  return portions;
}

function workOf(spans: readonly DeviceSpan[], directory: Directory): RollUpWork {
  const [{ deviceKey, from, to }] = spans as readonly [DeviceSpan];
  const devices = spans.map((span) => directory.deviceByKey(span.deviceKey));
  return {
    kind: directory.deviceByKey(deviceKey).kind,
    deviceKeys: devices.map(({ key }) => key),
    from,
    to,
    holdMs: Math.max(...devices.map(holdMsOf)),
    slots: spans.flatMap(({ slots }) => slots),
  };
}
