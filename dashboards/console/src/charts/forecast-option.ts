import {
  actualKw,
  type ForecastKind,
  type ForecastSlot,
  forecastBand,
  forecastSource,
} from '../curve/forecast.ts';
import type { Scale } from '../curve/scale.ts';
import { stepPoints } from '../curve/sources.ts';
import type { Insets } from './axes.ts';
import { colorOf } from './colors.ts';
import { powerAxes } from './curve-option.ts';
import { areaSeries, lineSeries, still } from './step-series.ts';
import { type TimeMarks, timeMarkSeries } from './time-marks.ts';

/** One kind's forecast beside what was measured, as an option of ECharts. */

export interface ForecastDrawing extends TimeMarks {
  readonly kind: ForecastKind;
  readonly slots: readonly ForecastSlot[];
  readonly scale: Scale;
  readonly insets: Insets;
}

/** Opacity of the band; its edges are drawn stronger, so that it is seen at its ends. */
const bandOpacity = 0.18;
const edgeOpacity = 0.55;

function edgeSeries(drawing: ForecastDrawing, edge: 'p10' | 'p90', color: string): object {
  return {
    ...still,
    type: 'line',
    data: stepPoints(drawing.slots, (slot) => slot[edge], drawing.frame.from),
    lineStyle: { width: 1, color, opacity: edgeOpacity },
    z: 2,
  };
}

/** Forecast and actual share one hue: the band is pale, its median dashed, the actual line solid. */
export function forecastOption(drawing: ForecastDrawing): object {
  const { frame, palette, kind, slots, pieces } = drawing;
  const base = frame.from;
  const color = colorOf(palette, forecastSource(kind).color);
  const median = stepPoints(slots, ({ p50 }) => p50, base);
  const actual = stepPoints(pieces, ({ values }) => actualKw(kind, values), base);
  return {
    ...powerAxes(drawing),
    series: [
      areaSeries(forecastBand(slots), { fill: color, opacity: bandOpacity }, base),
      edgeSeries(drawing, 'p10', color),
      edgeSeries(drawing, 'p90', color),
      ...lineSeries(median, { color, dashed: true }, palette),
      ...lineSeries(actual, { color }, palette),
      ...timeMarkSeries(drawing, base),
    ],
  };
}
