import type { Part, PartValues, Slot } from './slots.ts';

/** The parts of the balance as they are drawn: one colour and one kind of mark each, on every page. */
export interface Source {
  readonly part: Part;
  /** Name of the colour in `styles/tokens.css`. */
  readonly color: string;
  readonly mark: 'area' | 'line';
  /** Areas: what feeds the bus lies above zero, what draws from it below; a battery does both. */
  readonly side: 'supply' | 'use' | 'both';
}

/** In the order in which areas are stacked, from zero outwards; lines last, so that they lie on top. */
export const sources: readonly Source[] = [
  { part: 'biogasPowerKw', color: 'biogas', mark: 'area', side: 'supply' },
  { part: 'windPowerKw', color: 'wind', mark: 'area', side: 'supply' },
  { part: 'pvPowerKw', color: 'pv', mark: 'area', side: 'supply' },
  { part: 'batteryPowerKw', color: 'storage', mark: 'area', side: 'both' },
  { part: 'heatPumpPowerKw', color: 'heat', mark: 'area', side: 'use' },
  { part: 'evPowerKw', color: 'ev', mark: 'area', side: 'use' },
  { part: 'loadPowerKw', color: 'load', mark: 'line', side: 'use' },
  { part: 'pccPowerKw', color: 'grid', mark: 'line', side: 'both' },
];

/** Order in which numbers and legends name the parts: what generates, what stores, what uses, the exchange. */
export const readingOrder: readonly Part[] = [
  'pvPowerKw',
  'windPowerKw',
  'biogasPowerKw',
  'batteryPowerKw',
  'loadPowerKw',
  'heatPumpPowerKw',
  'evPowerKw',
  'pccPowerKw',
];

export function sourceOf(part: Part): Source {
  const source = sources.find((candidate) => candidate.part === part);
  if (source === undefined) throw new Error(`Invariant broken: ${part} has no colour`);
  return source;
}

/** The parts that any piece has a value for. */
export function measuredParts(pieces: readonly Slot[]): Part[] {
  return readingOrder.filter((part) => pieces.some((piece) => piece.values[part] !== null));
}

/** A layer of the chart: a line, or an area stacked in `stack`. */
export interface Layer {
  readonly source: Source;
  readonly stack: 'supply' | 'use' | null;
  /** Value to draw from a part's value in kW. */
  readonly drawn: (valueKw: number) => number;
}

const same = (valueKw: number): number => valueKw;

function layersOf(source: Source): Layer[] {
  if (source.mark === 'line') return [{ source, stack: null, drawn: same }];
  const supply: Layer = { source, stack: 'supply', drawn: (valueKw) => Math.max(valueKw, 0) };
  const charge: Layer = { source, stack: 'use', drawn: (valueKw) => Math.min(valueKw, 0) };
  const use: Layer = { source, stack: 'use', drawn: (valueKw) => -Math.max(valueKw, 0) };
  if (source.side === 'both') return [supply, charge];
  // A plant's own use at night is kept as a number; as an area it would be thinner than a line.
  return source.side === 'supply' ? [supply] : [use];
}

export const layers: readonly Layer[] = sources.flatMap(layersOf);

/** How far from zero the stacks and lines of one piece come, in kW. */
function reachedBy(piece: Slot, shownLayers: readonly Layer[]): number[] {
  const stacked = { supply: 0, use: 0 };
  const lines: number[] = [];
  for (const layer of shownLayers) {
    const drawn = layer.drawn(piece.values[layer.source.part] ?? 0);
    if (layer.stack === null) lines.push(drawn);
    else stacked[layer.stack] += drawn;
  }
  return [stacked.supply, stacked.use, ...lines];
}

/** Extent in kW of what the layers of `shown` parts draw over the pieces, with the areas stacked. */
export function drawnExtent(
  pieces: readonly Slot[],
  shown: ReadonlySet<Part>,
): { min: number; max: number } {
  const shownLayers = layers.filter((layer) => shown.has(layer.source.part));
  let min = 0;
  let max = 0;
  for (const piece of pieces) {
    const reached = reachedBy(piece, shownLayers);
    min = Math.min(min, ...reached);
    max = Math.max(max, ...reached);
  }
  return { min, max };
}

/** An area without height would leave a hair line of its colour on what lies below it. */
function drawnValue(piece: Slot, layer: Layer): number | null {
  const value = piece.values[layer.source.part];
  const drawn = value === null ? null : layer.drawn(value);
  return drawn === 0 && layer.stack !== null ? null : drawn;
}

/**
 * Points of one layer as steps: each piece is level from its start to its end, and where the next
 * piece does not follow at once the line is broken. `x` is ms after `base`.
 */
export function layerPoints(
  pieces: readonly Slot[],
  layer: Layer,
  base: number,
): [number, number | null][] {
  const points: [number, number | null][] = [];
  for (const [index, piece] of pieces.entries()) {
    const y = drawnValue(piece, layer);
    points.push([piece.start - base, y], [piece.end - base, y]);
    const next = pieces[index + 1];
    if (next !== undefined && next.start > piece.end) points.push([piece.end - base, null]);
  }
  return points;
}

export interface Share {
  readonly part: Part;
  /** Always positive, in kW. */
  readonly powerKw: number;
}

/** What feeds the bus and what draws from it at one moment, each positive, in reading order. */
export function flowShares(values: PartValues): { supply: Share[]; use: Share[] } {
  const supply: Share[] = [];
  const use: Share[] = [];
  for (const part of readingOrder) {
    const value = values[part];
    if (value === null || value === 0) continue;
    const feeds = sourceOf(part).side === 'use' ? value < 0 : value > 0;
    (feeds ? supply : use).push({ part, powerKw: Math.abs(value) });
  }
  return { supply, use };
}
