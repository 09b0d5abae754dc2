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

/** A stacked area: what feeds the bus above zero, what draws from it below. */
export interface AreaLayer {
  readonly source: Source;
  readonly stack: 'supply' | 'use';
  /** Height of the area from a part's value in kW; below zero in the stack of uses. */
  readonly heightKw: (valueKw: number) => number;
}

function areaLayersOf(source: Source): AreaLayer[] {
  if (source.mark === 'line') return [];
  const supply: AreaLayer = { source, stack: 'supply', heightKw: (value) => Math.max(value, 0) };
  const charge: AreaLayer = { source, stack: 'use', heightKw: (value) => Math.min(value, 0) };
  const use: AreaLayer = { source, stack: 'use', heightKw: (value) => -Math.max(value, 0) };
  if (source.side === 'both') return [supply, charge];
  // A plant's own use at night is kept as a number; as an area it would be thinner than a line.
  return source.side === 'supply' ? [supply] : [use];
}

const areaLayers: readonly AreaLayer[] = sources.flatMap(areaLayersOf);

export const lineSources: readonly Source[] = sources.filter(({ mark }) => mark === 'line');

/** One step of an area: level over its piece, from `lowKw` (nearer to zero) to `highKw`. */
export interface AreaStep {
  readonly start: number;
  readonly end: number;
  readonly lowKw: number;
  readonly highKw: number;
}

export interface Area {
  readonly source: Source;
  /** Steps that follow each other without a gap. */
  readonly runs: readonly (readonly AreaStep[])[];
}

/** Adds a step to the last run, or begins a new run where it does not follow at once. */
export function addStep(runs: AreaStep[][], step: AreaStep): void {
  const run = runs.at(-1);
  if (run !== undefined && run.at(-1)?.end === step.start) run.push(step);
  else runs.push([step]);
}

/** The areas of the shown parts, stacked piece by piece from zero outwards. */
export function stackedAreas(pieces: readonly Slot[], shown: ReadonlySet<Part>): Area[] {
  const shownLayers = areaLayers.filter((layer) => shown.has(layer.source.part));
  const areas = shownLayers.map((layer) => ({ layer, runs: [] as AreaStep[][] }));
  for (const { start, end, values } of pieces) {
    const reached = { supply: 0, use: 0 };
    for (const { layer, runs } of areas) {
      const lowKw = reached[layer.stack];
      const highKw = lowKw + layer.heightKw(values[layer.source.part] ?? 0);
      if (highKw !== lowKw) addStep(runs, { start, end, lowKw, highKw });
      reached[layer.stack] = highKw;
    }
  }
  return areas.map(({ layer, runs }) => ({ source: layer.source, runs }));
}

/** Extent in kW of everything that is drawn of the shown parts; zero is inside. */
export function drawnExtent(
  pieces: readonly Slot[],
  shown: ReadonlySet<Part>,
): { min: number; max: number } {
  const steps = stackedAreas(pieces, shown).flatMap(({ runs }) => runs.flat());
  const lines = lineSources.filter(({ part }) => shown.has(part));
  let min = 0;
  let max = 0;
  const take = (value: number): void => {
    min = Math.min(min, value);
    max = Math.max(max, value);
  };
  for (const { highKw } of steps) take(highKw);
  for (const { values } of pieces) for (const { part } of lines) take(values[part] ?? 0);
  return { min, max };
}

/**
 * Values as steps: each is level from its start to its end, and where the next does not follow at
 * once the line is broken. `x` is ms after `base`.
 */
export function stepPoints<Span extends { readonly start: number; readonly end: number }>(
  spans: readonly Span[],
  kwOf: (span: Span) => number | null,
  base: number,
): [number, number | null][] {
  const points: [number, number | null][] = [];
  for (const [index, span] of spans.entries()) {
    const value = kwOf(span);
    points.push([span.start - base, value], [span.end - base, value]);
    const next = spans[index + 1];
    if (next !== undefined && next.start > span.end) points.push([span.end - base, null]);
  }
  return points;
}

export function linePoints(
  pieces: readonly Slot[],
  part: Part,
  base: number,
): [number, number | null][] {
  return stepPoints(pieces, ({ values }) => values[part], base);
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
