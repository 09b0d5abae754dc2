import type { Scale } from '../curve/scale.ts';
import type { Part, Slot } from '../curve/slots.ts';
import {
  type Area,
  type AreaStep,
  linePoints,
  lineSources,
  type Source,
  stackedAreas,
} from '../curve/sources.ts';
import { type Hole, isPartial } from '../curve/trace.ts';
import { type Insets, stepText, type TimeFrame, timeAxis, valueAxis } from './axes.ts';
import { hatch } from './hatch.ts';
import { colorOf, type Palette } from './palette.ts';

/** The county's stacked curve as an option of ECharts. */

export interface CurveDrawing {
  readonly frame: TimeFrame;
  readonly pieces: readonly Slot[];
  readonly holes: readonly Hole[];
  readonly provisionalFrom: number | null;
  /** Where the line of the present stands; null outside the range. */
  readonly now: number | null;
  readonly nowLabel: string;
  readonly shown: ReadonlySet<Part>;
  readonly scale: Scale;
  readonly insets: Insets;
  readonly palette: Palette;
}

const still = { silent: true, animation: false, symbol: 'none', emphasis: { disabled: true } };

interface RenderContext {
  readonly dataIndex: number;
  readonly coordSys: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}
interface RenderApi {
  coord(point: readonly [number, number]): [number, number];
}

/** Outline of steps that follow each other: along the far side, and back along the near side. */
function outlineOf(steps: readonly AreaStep[], base: number, api: RenderApi): [number, number][] {
  const side = (step: AreaStep, kw: number): [number, number][] => [
    api.coord([step.start - base, kw]),
    api.coord([step.end - base, kw]),
  ];
  const far = steps.flatMap((step) => side(step, step.highKw));
  const near = steps.flatMap((step) => side(step, step.lowKw));
  return [...far, ...near.reverse()];
}

/** Areas are drawn as outlines of their own: stacked lines would not close on each other at steps. */
function areaSeries(area: Area, drawing: CurveDrawing, base: number): object {
  const fill = colorOf(drawing.palette, area.source.color);
  return {
    ...still,
    type: 'custom',
    clip: true,
    z: 2,
    data: area.runs.length === 0 ? [] : [[0, 0]],
    renderItem: (_: RenderContext, api: RenderApi) => ({
      type: 'group',
      children: area.runs.map((run) => ({
        type: 'polygon',
        shape: { points: outlineOf(run, base, api) },
        style: { fill, opacity: 0.85 },
      })),
    }),
  };
}

/** A line over areas has an edge of the ground's colour, so that it is seen on every colour. */
function lineSeries(source: Source, drawing: CurveDrawing, base: number): object[] {
  const color = colorOf(drawing.palette, source.color);
  const line = { ...still, type: 'line', data: linePoints(drawing.pieces, source.part, base) };
  return [
    { ...line, lineStyle: { width: 5, color: drawing.palette.surface, opacity: 0.75 }, z: 3 },
    { ...line, lineStyle: { width: 2, color }, z: 4 },
  ];
}

interface Band {
  readonly start: number;
  readonly end: number;
  readonly fill: unknown;
  readonly opacity: number;
  /** Height below the plot in px, or null for the plot's own height. */
  readonly strip: boolean;
}

/** Height and distance of the strip of completeness under the plot, in px. */
const stripPx = 6;
const stripGapPx = 4;

function qualityFill(slot: Slot, palette: Palette): unknown {
  if (slot.quality === 'invalid') return palette.bad;
  if (isPartial(slot)) return hatch(palette.warn);
  return slot.quality === 'questionable' ? palette.warn : palette['line-strong'];
}

/** Partial slots and holes are hatched over the plot's height; the strip below tells of every slot. */
function bandsOf(drawing: CurveDrawing): Band[] {
  const { palette, pieces } = drawing;
  const holes = drawing.holes.map((hole) => ({
    ...hole,
    fill: hatch(palette['line-strong']),
    opacity: 0.5,
    strip: false,
  }));
  const partial = pieces.filter(isPartial).map(({ start, end }) => ({
    start,
    end,
    fill: hatch(palette.warn),
    opacity: 0.8,
    strip: false,
  }));
  const strip = pieces.map((piece) => ({
    start: piece.start,
    end: piece.end,
    fill: qualityFill(piece, palette),
    opacity: piece.quality === 'good' || piece.quality === null ? 0.55 : 1,
    strip: true,
  }));
  return [...holes, ...partial, ...strip];
}

function bandSeries(drawing: CurveDrawing, base: number): object {
  const bands = bandsOf(drawing);
  return {
    ...still,
    type: 'custom',
    clip: false,
    z: 3,
    data: bands.map((band) => [band.start - base, band.end - base]),
    encode: { x: [0, 1], y: [] },
    renderItem: ({ dataIndex, coordSys }: RenderContext, api: RenderApi) => {
      const band = bands[dataIndex];
      if (band === undefined) return null;
      const left = Math.max(coordSys.x, api.coord([band.start - base, 0])[0]);
      const right = Math.min(coordSys.x + coordSys.width, api.coord([band.end - base, 0])[0]);
      if (right <= left) return null;
      const bottom = coordSys.y + coordSys.height;
      const shape = band.strip
        ? { y: bottom + stripGapPx, height: stripPx }
        : { y: coordSys.y, height: coordSys.height };
      return {
        type: 'rect',
        shape: { x: left, width: right - left, ...shape },
        style: { fill: band.fill, opacity: band.opacity },
      };
    },
  };
}

/** The line of the present, and a veil over what is still provisional. */
function nowSeries(drawing: CurveDrawing, base: number): object {
  const { now, palette, provisionalFrom } = drawing;
  return {
    ...still,
    type: 'custom',
    clip: false,
    z: 6,
    data: now === null ? [] : [[now - base]],
    encode: { x: 0, y: [] },
    renderItem: ({ coordSys }: RenderContext, api: RenderApi) => {
      const x = api.coord([(now ?? 0) - base, 0])[0];
      const from = api.coord([(provisionalFrom ?? now ?? 0) - base, 0])[0];
      const left = Math.max(coordSys.x, from);
      const isNearEnd = x > coordSys.x + coordSys.width - 60;
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: {
              x: left,
              y: coordSys.y,
              width: Math.max(0, x - left),
              height: coordSys.height,
            },
            style: { fill: palette.surface, opacity: 0.35 },
          },
          {
            type: 'line',
            shape: { x1: x, y1: coordSys.y - 4, x2: x, y2: coordSys.y + coordSys.height },
            style: { stroke: palette.ink, lineWidth: 1 },
          },
          {
            type: 'text',
            style: {
              text: drawing.nowLabel,
              x: isNearEnd ? x + 2 : x,
              y: coordSys.y - 6,
              fill: palette.ink,
              font: '12px system-ui, sans-serif',
              align: isNearEnd ? 'right' : 'center',
              verticalAlign: 'bottom',
            },
          },
        ],
      };
    },
  };
}

/** Unit of the value axis for a scale in kW: from 1 MW on, MW. */
export function axisUnit(scale: Scale): 'kW' | 'MW' {
  return Math.max(Math.abs(scale.min), Math.abs(scale.max)) >= 2_000 ? 'MW' : 'kW';
}

function zeroLine(drawing: CurveDrawing, base: number): object {
  const { frame, palette } = drawing;
  return {
    ...still,
    type: 'line',
    data: [
      [frame.from - base, 0],
      [frame.to - base, 0],
    ],
    lineStyle: { width: 1, color: palette['line-strong'] },
    z: 5,
  };
}

export function curveOption(drawing: CurveDrawing): object {
  const { frame, palette, scale, insets } = drawing;
  const base = frame.from;
  const divisor = axisUnit(scale) === 'MW' ? 1_000 : 1;
  const lines = lineSources.filter(({ part }) => drawing.shown.has(part));
  return {
    animation: false,
    grid: { ...insets, containLabel: false, outerBoundsMode: 'none' },
    xAxis: timeAxis(frame, base, palette),
    yAxis: valueAxis(scale, palette, (value) => stepText(value / divisor, scale.step / divisor)),
    series: [
      ...stackedAreas(drawing.pieces, drawing.shown).map((area) => areaSeries(area, drawing, base)),
      ...lines.flatMap((source) => lineSeries(source, drawing, base)),
      zeroLine(drawing, base),
      bandSeries(drawing, base),
      nowSeries(drawing, base),
    ],
  };
}
