import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { axisUnit } from '../../charts/curve-option.ts';
import { forecastOption } from '../../charts/forecast-option.ts';
import { currentPalette } from '../../charts/palette.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { actualKw, type ForecastStop, forecastExtent } from '../../curve/forecast.ts';
import { indexAt } from '../../curve/stops.ts';
import { language } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { chartInsets, nowText } from './curve-chart.tsx';
import { ForecastReadout } from './forecast-readout.tsx';
import { stopText } from './forecast-words.ts';
import type { CurveData } from './use-curve.ts';
import type { Drawn } from './use-drawn.ts';
import type { ForecastChoice, ForecastData } from './use-forecast.ts';
import { useScale } from './use-scale.ts';

export interface ForecastChartProps {
  readonly label: string;
  readonly choice: ForecastChoice;
  readonly data: CurveData;
  readonly drawn: Drawn;
  readonly forecast: ForecastData;
  readonly stops: readonly ForecastStop[];
  readonly onPointing: (isPointing: boolean) => void;
}

/** Scale and option of the chart at its width. */
function useDrawing(props: ForecastChartProps, widthPx: number) {
  const { choice, data, drawn, forecast } = props;
  const { kind, horizon } = choice;
  const { range, nodeId } = data;
  const actual = drawn.trace.pieces.map(({ values }) => actualKw(kind, values));
  const key = `${nodeId} ${range.preset} ${kind} ${horizon}`;
  const scale = useScale(key, forecastExtent(forecast.slots, actual));
  const palette = currentPalette();
  const timeZone = countyTimeZone();
  const option = useMemo(
    () =>
      forecastOption({
        frame: { from: range.from, to: range.to, timeZone, widthPx },
        ...{ kind, slots: forecast.slots, scale, insets: chartInsets, palette },
        ...{ pieces: drawn.trace.pieces, holes: drawn.holes, now: drawn.now },
        provisionalFrom: drawn.trace.provisionalFrom,
        nowLabel: nowText(drawn.now),
      }),
    [drawn, forecast, kind, scale, widthPx, palette.surface, language.value, timeZone],
  );
  return { scale, option };
}

export function ForecastChart(props: ForecastChartProps): VNode {
  const { data, drawn, stops } = props;
  const { from, to } = data.range;
  const width = useSignal(0);
  const cursorAt = useSignal<number | null>(null);
  const isPointing = cursorAt.value !== null;
  useEffect(() => props.onPointing(isPointing), [isPointing]);
  const { scale, option } = useDrawing(props, width.value);
  const cursor = cursorAt.value === null ? null : indexAt(stops, cursorAt.value);
  const resting = Math.max(0, indexAt(stops, drawn.now ?? to));
  const stop = stops[cursor ?? resting];
  return (
    <TimeChart
      label={props.label}
      unit={axisUnit(scale)}
      option={option}
      insets={chartInsets}
      from={from}
      to={to}
      widthPx={width.value}
      onWidth={(px) => {
        width.value = px;
      }}
      stops={{
        count: stops.length,
        resting,
        at: (index) => ((stops[index]?.start ?? 0) + (stops[index]?.end ?? 0)) / 2,
        nearest: (at) => indexAt(stops, at),
        words: (index) => {
          const named = stops[index];
          return named === undefined ? '' : stopText(named);
        },
      }}
      cursor={cursor}
      onCursor={(index) => {
        cursorAt.value = index === null ? null : (stops[index]?.start ?? null);
      }}
    >
      {stop !== undefined && (
        <ForecastReadout
          stop={stop}
          isIdle={cursor === null}
          isRight={cursor === null || stop.start < (from + to) / 2}
        />
      )}
    </TimeChart>
  );
}
