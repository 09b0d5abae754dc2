import type { Slot } from '../curve/slots.ts';
import { type Hole, isPartial } from '../curve/trace.ts';
import type { TimeFrame } from './axes.ts';
import type { Palette } from './colors.ts';
import { hatch } from './hatch.ts';
import { type RenderApi, type RenderContext, still } from './step-series.ts';

/** What every chart of a node says of time and of its data: now, what is missing, what is in doubt. */
export interface TimeMarks {
  readonly frame: TimeFrame;
  readonly pieces: readonly Slot[];
  readonly holes: readonly Hole[];
  readonly provisionalFrom: number | null;
  /** Where the line of the present stands; null outside the range. */
  readonly now: number | null;
  readonly nowLabel: string;
  readonly palette: Palette;
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
function bandsOf(drawing: TimeMarks): Band[] {
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

function qualitySeries(drawing: TimeMarks, base: number): object {
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
function nowSeries(drawing: TimeMarks, base: number): object {
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

function zeroLine(drawing: TimeMarks, base: number): object {
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

/** All of them, for the end of a chart's series. */
export function timeMarkSeries(drawing: TimeMarks, base: number): object[] {
  return [zeroLine(drawing, base), qualitySeries(drawing, base), nowSeries(drawing, base)];
}
