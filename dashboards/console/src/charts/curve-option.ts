import type { Scale } from '../curve/scale.ts';
import type { Part, Slot } from '../curve/slots.ts';
import { type Layer, layerPoints, layers } from '../curve/sources.ts';
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

function areaSeries(layer: Layer, drawing: CurveDrawing, base: number): object {
  const color = colorOf(drawing.palette, layer.source.color);
  return {
    ...still,
    type: 'line',
    stack: layer.stack,
    // Looks only at layers of the same side, so that one without a value does not take others with it.
    stackStrategy: layer.stack === 'supply' ? 'positive' : 'negative',
    data: layerPoints(drawing.pieces, layer, base),
    lineStyle: { width: 0 },
    areaStyle: { color, opacity: 0.82 },
    z: 2,
  };
}

/** A line over areas has an edge of the ground's colour, so that it is seen on every colour. */
function lineSeries(layer: Layer, drawing: CurveDrawing, base: number): object[] {
  const data = layerPoints(drawing.pieces, layer, base);
  const color = colorOf(drawing.palette, layer.source.color);
  const line = { ...still, type: 'line', data };
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
  const shownLayers = layers.filter((layer) => drawing.shown.has(layer.source.part));
  return {
    animation: false,
    grid: { ...insets, containLabel: false, outerBoundsMode: 'none' },
    xAxis: timeAxis(frame, base, palette),
    yAxis: valueAxis(scale, palette, (value) => stepText(value / divisor, scale.step / divisor)),
    series: [
      ...shownLayers.flatMap((layer) =>
        layer.stack === null
          ? lineSeries(layer, drawing, base)
          : [areaSeries(layer, drawing, base)],
      ),
      zeroLine(drawing, base),
      bandSeries(drawing, base),
      nowSeries(drawing, base),
    ],
  };
}
