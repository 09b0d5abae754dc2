import type { Scale } from '../curve/scale.ts';
import type { Part } from '../curve/slots.ts';
import { linePoints, lineSources, stackedAreas } from '../curve/sources.ts';
import { type Insets, stepText, timeAxis, valueAxis } from './axes.ts';
import { colorOf } from './colors.ts';
import { areaSeries, lineSeries } from './step-series.ts';
import { type TimeMarks, timeMarkSeries } from './time-marks.ts';

/** The county's stacked curve as an option of ECharts. */

export interface CurveDrawing extends TimeMarks {
  readonly shown: ReadonlySet<Part>;
  readonly scale: Scale;
  readonly insets: Insets;
}

/** Unit of the value axis for a scale in kW: from 1 MW on, MW. */
export function axisUnit(scale: Scale): 'kW' | 'MW' {
  return Math.max(Math.abs(scale.min), Math.abs(scale.max)) >= 2_000 ? 'MW' : 'kW';
}

/** Grid and axes of a chart of powers in kW over time. */
export function powerAxes({
  frame,
  scale,
  insets,
  palette,
}: Pick<CurveDrawing, 'frame' | 'scale' | 'insets' | 'palette'>): object {
  const divisor = axisUnit(scale) === 'MW' ? 1_000 : 1;
  return {
    animation: false,
    grid: { ...insets, containLabel: false, outerBoundsMode: 'none' },
    xAxis: timeAxis(frame, frame.from, palette),
    yAxis: valueAxis(scale, palette, (value) => stepText(value / divisor, scale.step / divisor)),
  };
}

export function curveOption(drawing: CurveDrawing): object {
  const { frame, palette, pieces, shown } = drawing;
  const base = frame.from;
  const lines = lineSources.filter(({ part }) => shown.has(part));
  return {
    ...powerAxes(drawing),
    series: [
      ...stackedAreas(pieces, shown).map(({ source, runs }) =>
        areaSeries(runs, { fill: colorOf(palette, source.color), opacity: 0.85 }, base),
      ),
      ...lines.flatMap(({ part, color }) =>
        lineSeries(linePoints(pieces, part, base), { color: colorOf(palette, color) }, palette),
      ),
      ...timeMarkSeries(drawing, base),
    ],
  };
}
