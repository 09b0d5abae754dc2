import { type Instant, quarterMs } from '../../domain/instant.ts';
import type { SlotGrid } from '../../domain/slot-grid.ts';
import type { Topology } from '../../domain/topology.ts';
import type { SeriesFrame, SiteFacts, SpecialDays } from '../../forecast/frame/series-frame.ts';
import { localOffsets } from './horizons.ts';
import type { DeviceGroup } from './node-series.ts';

/** More than this share of their capacity plants do not use themselves: it is a meter the wrong way round. */
const ownUseShareMax = 0.02;

/** What all frames of a run share. */
export type CommonFrame = Pick<
  SeriesFrame,
  'slots' | 'localOffsetsMs' | 'measured' | 'foreseen' | 'specialDays'
>;

/** Slots from the first past one to the end of the horizon, with what is foreseen for them. */
export function commonFrame(
  { from, to }: { from: number; to: Instant },
  foreseen: ReadonlyMap<string, Float64Array>,
  { timeZone, specialDays }: { timeZone: string; specialDays: SpecialDays },
): CommonFrame {
  const slots: SlotGrid = { from, slotMs: quarterMs, count: Math.round((to - from) / quarterMs) };
  const localOffsetsMs = localOffsets(slots, timeZone);
  return { slots, localOffsetsMs, measured: new Map(), foreseen, specialDays };
}

/** A group as its history tells; what is not over yet is missing. */
export function frameOf(
  { id, kind, capacityKw }: DeviceGroup,
  { powerKw, site }: { powerKw: Float64Array; site: SiteFacts },
  common: CommonFrame,
): SeriesFrame {
  const target = new Float64Array(common.slots.count).fill(Number.NaN);
  target.set(powerKw);
  const lowest = kind === 'pv' || kind === 'wind' ? -ownUseKw(powerKw, capacityKw) : 0;
  return { ...common, id, kind, capacity: capacityKw, lowest, target, site };
}

/** What plants draw when they give nothing, as their history shows it. */
function ownUseKw(powerKw: Float64Array, capacityKw: number): number {
  const drawn = powerKw.reduce((most, kw) => (kw < -most ? -kw : most), 0);
  return Math.min(drawn, ownUseShareMax * capacityKw);
}

/** All groups of one kind of device as one: in each slot as if those unknown had done as the others. */
export function neighboursOf(frames: readonly SeriesFrame[], common: CommonFrame): SeriesFrame {
  const [first] = frames;
  const capacity = frames.reduce((sum, frame) => sum + frame.capacity, 0);
  const lowest = frames.reduce((sum, frame) => sum + frame.lowest, 0);
  const target = new Float64Array(common.slots.count).fill(Number.NaN);
  for (let slot = 0; slot < target.length; slot += 1) {
    let [sum, known] = [0, 0];
    for (const frame of frames) {
      const value = frame.target[slot] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      known += frame.capacity;
    }
    if (known > 0) target[slot] = (sum * capacity) / known;
  }
  const facts = { id: 'neighbours', kind: first?.kind ?? 'load', capacity, lowest, site: {} };
  return { ...common, ...facts, target };
}

/** Where a node is, or the nearest one above it that says so. */
export function siteOf({ nodes }: Topology, nodeId: string): SiteFacts {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (
    let node = byId.get(nodeId);
    node !== undefined;
    node = node.parentId === null ? undefined : byId.get(node.parentId)
  ) {
    const { latitude, longitude } = node;
    if (latitude !== null && longitude !== null) return { latDeg: latitude, lonDeg: longitude };
  }
  return {};
}
