import type { BalancePart } from '../domain/balance.ts';
import type { DeviceKind } from '../domain/device.ts';
import type { PointSpec } from '../domain/point.ts';
import { kindSpecs } from './kind-specs.ts';

export interface KindSpec {
  readonly kind: DeviceKind;
  readonly meaning: string;
  /** The part of a node's balance that `powerKw` is added to; null for kinds outside it. */
  readonly balancePart: BalancePart | null;
  readonly points: readonly PointSpec[];
}

const specByKind = new Map(kindSpecs.map((spec) => [spec.kind, spec]));

export function kindSpecOf(kind: DeviceKind): KindSpec {
  const spec = specByKind.get(kind);
  if (spec === undefined) throw new Error(`Invariant broken: no points table for kind ${kind}`);
  return spec;
}

/** Meters measure what passes a node, so the node's transformer rates them. */
export function isMeter(kind: DeviceKind): boolean {
  return kind === 'pcc_meter' || kind === 'transformer_meter';
}

/** Kinds whose plausible power is told in multiples of the rating cannot do without one. */
export function needsRating(kind: DeviceKind): boolean {
  return kindSpecOf(kind).points.some((point) => point.ratingRange !== undefined);
}

export function hasPower(kind: DeviceKind): boolean {
  return kindSpecOf(kind).points.some((point) => point.unit === 'kW');
}

const indexByKind = new Map(
  kindSpecs.map((spec) => [
    spec.kind,
    new Map(spec.points.map((point, index) => [point.name, index])),
  ]),
);

/** Point name to its place in `Reading.values`. */
export function pointIndexesOf(kind: DeviceKind): ReadonlyMap<string, number> {
  return indexByKind.get(kind) ?? new Map();
}
