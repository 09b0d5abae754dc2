import type { DrawnReadings } from '../curve/readings.ts';
import type { Scale } from '../curve/scale.ts';
import { type Insets, stepText, type TimeFrame, timeAxis, valueAxis } from './axes.ts';
import { colorOf, type Palette } from './colors.ts';

/** One point of a device over time as an option of ECharts. */

export interface ReadingsDrawing {
  readonly frame: TimeFrame;
  readonly drawn: DrawnReadings;
  /** Name of the line's colour in `styles/tokens.css`. */
  readonly color: string;
  readonly scale: Scale;
  readonly insets: Insets;
  readonly palette: Palette;
}

/** Up to this many readings each is also drawn as a dot. */
const dotsMax = 150;

const cross = 'path://M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z';

const still = { type: 'line', silent: true, animation: false, emphasis: { disabled: true } };

/** Marks without a line between them. A value off the axis is drawn at its edge. */
function marks(
  points: DrawnReadings['invalid'],
  drawing: ReadingsDrawing,
  mark: { symbol: string; size: number; color: string },
): object {
  const { min, max } = drawing.scale;
  return {
    ...still,
    data: points.map(([x, value]) => [x, Math.min(max, Math.max(min, value ?? min))]),
    lineStyle: { width: 0 },
    symbol: mark.symbol,
    symbolSize: mark.size,
    showAllSymbol: true,
    itemStyle: { color: mark.color },
    z: 5,
  };
}

export function readingsOption(drawing: ReadingsDrawing): object {
  const { frame, drawn, palette, scale, insets } = drawing;
  const color = colorOf(palette, drawing.color);
  return {
    animation: false,
    grid: { ...insets, containLabel: false, outerBoundsMode: 'none' },
    xAxis: timeAxis(frame, frame.from, palette),
    yAxis: valueAxis(scale, palette, (value) => stepText(value, scale.step)),
    series: [
      {
        ...still,
        data: drawn.line,
        lineStyle: { width: 1.5, color },
        itemStyle: { color },
        symbol: 'circle',
        symbolSize: 4,
        showSymbol: drawn.line.length <= dotsMax,
        showAllSymbol: true,
        z: 3,
      },
      marks(drawn.questionable, drawing, { symbol: 'diamond', size: 9, color: palette.warn }),
      marks(drawn.invalid, drawing, { symbol: cross, size: 9, color: palette.bad }),
    ],
  };
}
