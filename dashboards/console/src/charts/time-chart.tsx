import type { ComponentChildren, TargetedKeyboardEvent, TargetedPointerEvent, VNode } from 'preact';
import type { Insets } from './axes.ts';
import { ChartCanvas } from './chart-canvas.tsx';

/** Places on the time axis at which a cursor may stand, each with its middle and its words. */
export interface CursorStops {
  readonly count: number;
  /** Where the arrow keys begin; the last stop if left out. */
  readonly resting?: number;
  /** Instant of stop `index`, where the line is drawn. */
  readonly at: (index: number) => number;
  /** Stop nearest to an instant; −1 where there is none. */
  readonly nearest: (at: number) => number;
  readonly words: (index: number) => string;
}

export interface TimeChartProps {
  readonly label: string;
  /** Unit of the values, written above their axis. */
  readonly unit: string;
  readonly option: object;
  readonly insets: Insets;
  readonly from: number;
  readonly to: number;
  readonly widthPx: number;
  readonly onWidth: (widthPx: number) => void;
  readonly stops: CursorStops;
  /** Stop under the cursor; null while nobody points. */
  readonly cursor: number | null;
  readonly onCursor: (index: number | null) => void;
  readonly children?: ComponentChildren;
}

/** Stop that a key leads to; null for keys that mean nothing here. */
function stopOfKey(key: string, current: number, count: number): number | null {
  const places: Readonly<Record<string, number>> = {
    ArrowLeft: current - 1,
    ArrowRight: current + 1,
    PageUp: current - 8,
    PageDown: current + 8,
    Home: 0,
    End: count - 1,
  };
  const place = places[key];
  return place === undefined ? null : Math.min(count - 1, Math.max(0, place));
}

/**
 * A chart over time with a cursor that a pointer, a finger or the arrow keys move. The cursor is a
 * slider to readers of the screen, and its value says the numbers of the slot.
 */
export function TimeChart(props: TimeChartProps): VNode {
  const { insets, stops, cursor, from, to, widthPx } = props;
  const plotPx = Math.max(1, widthPx - insets.left - insets.right);
  const onPointer = (event: TargetedPointerEvent<HTMLElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const index = stops.nearest(from + (x / plotPx) * (to - from));
    props.onCursor(index < 0 ? null : index);
  };
  const shown = cursor ?? stops.resting ?? Math.max(0, stops.count - 1);
  const onKey = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const next = event.key === 'Escape' ? null : stopOfKey(event.key, shown, stops.count);
    if (event.key !== 'Escape' && (next === null || stops.count === 0)) return;
    event.preventDefault();
    props.onCursor(next);
  };
  const cursorPx = cursor === null ? 0 : ((stops.at(cursor) - from) / (to - from)) * plotPx;
  return (
    <div class="time-chart">
      <div class="chart-area">
        <ChartCanvas option={props.option} onWidth={props.onWidth} />
        <div
          class="chart-plot"
          style={{
            left: `${insets.left}px`,
            right: `${insets.right}px`,
            top: `${insets.top}px`,
            bottom: `${insets.bottom}px`,
          }}
          role="slider"
          tabIndex={0}
          aria-label={props.label}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, stops.count - 1)}
          aria-valuenow={shown}
          aria-valuetext={stops.count === 0 ? '' : stops.words(shown)}
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          onPointerLeave={(event) => {
            if (event.pointerType === 'mouse') props.onCursor(null);
          }}
          onKeyDown={onKey}
          onBlur={() => props.onCursor(null)}
        >
          {cursor !== null && <div class="chart-cursor" style={{ left: `${cursorPx}px` }} />}
        </div>
        <span class="chart-unit">{props.unit}</span>
      </div>
      {props.children}
    </div>
  );
}
