import type { Scale } from '../curve/scale.ts';
import { timeStep } from '../curve/scale.ts';
import { dayMs, monthDayText, startOfDay, timeText } from '../format/time.ts';
import type { Palette } from './colors.ts';

/** Space around the plot in px; the same numbers place the cursor over it. */
export interface Insets {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width that a label of the time axis needs, in px. */
const timeLabelPx = 64;

export interface TimeFrame {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly widthPx: number;
}

/** Instants of the labels of a time axis: whole steps of the county's day inside the frame. */
export function timeTicks(frame: TimeFrame): number[] {
  const step = timeStep(frame.to - frame.from, Math.max(2, frame.widthPx / timeLabelPx));
  const midnight = startOfDay(frame.from, frame.timeZone);
  const ticks: number[] = [];
  const first = midnight + Math.ceil((frame.from - midnight) / step) * step;
  for (let at = first; at <= frame.to; at += step) ticks.push(at);
  return ticks;
}

/** `13:00`, and the date where a day begins on an axis of several days. */
export function tickText(at: number, frame: TimeFrame): string {
  const isMidnight = at === startOfDay(at, frame.timeZone);
  const isLong = frame.to - frame.from > dayMs;
  if (isMidnight && isLong) return monthDayText(at, frame.timeZone);
  // The end of a day is its last label, not the first of the next.
  if (isMidnight && at === frame.to) return '24:00';
  return timeText(at, frame.timeZone);
}

/** Axis of time: x is ms after `base`, so that the numbers stay small and exact. */
export function timeAxis(frame: TimeFrame, base: number, palette: Palette): object {
  const ticks = timeTicks(frame).map((at) => at - base);
  return {
    type: 'value',
    min: frame.from - base,
    max: frame.to - base,
    axisLine: { show: true, onZero: false, lineStyle: { color: palette['line-strong'] } },
    axisTick: { show: true, customValues: ticks, lineStyle: { color: palette['line-strong'] } },
    splitLine: { show: false },
    axisLabel: {
      customValues: ticks,
      color: palette.muted,
      fontSize: 12,
      margin: 16,
      formatter: (value: number) => tickText(value + base, frame),
    },
  };
}

/** Axis of values in the unit of `format`, with zero a little stronger than the other lines. */
export function valueAxis(
  scale: Scale,
  palette: Palette,
  format: (value: number) => string,
): object {
  return {
    type: 'value',
    min: scale.min,
    max: scale.max,
    interval: scale.step,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: palette.line, width: 1 } },
    axisLabel: { color: palette.muted, fontSize: 12, margin: 8, formatter: format },
  };
}

/** Digits after the point that multiples of a step need: 0.25 needs two, 2.5 one, 500 none. */
function stepDigits(step: number): number {
  for (let digits = 0; digits < 6; digits += 1) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 6;
}

/** Label of an axis whose labels are `step` apart. */
export function stepText(value: number, step: number): string {
  const digits = stepDigits(step);
  const shown = Math.abs(value) < step / 2 ? 0 : value;
  return shown
    .toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace('-', '−');
}
