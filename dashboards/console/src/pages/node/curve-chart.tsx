import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Insets } from '../../charts/axes.ts';
import { axisUnit, curveOption } from '../../charts/curve-option.ts';
import { currentPalette } from '../../charts/palette.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import type { Part } from '../../curve/slots.ts';
import { drawnExtent } from '../../curve/sources.ts';
import { indexAt, stopsOf } from '../../curve/stops.ts';
import { timeText } from '../../format/time.ts';
import { language, t } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { CurveReadout, stopWords } from './curve-readout.tsx';
import type { CurveData } from './use-curve.ts';
import type { Drawn } from './use-drawn.ts';
import { useScale } from './use-scale.ts';

export const chartInsets: Insets = { left: 52, right: 24, top: 28, bottom: 40 };

/** `now 13:42` at the line of the present. */
export function nowText(now: number | null): string {
  return now === null ? '' : `${t('curve.now')} ${timeText(now, countyTimeZone())}`;
}

export interface CurveChartProps {
  readonly name: string;
  readonly data: CurveData;
  readonly drawn: Drawn;
  readonly measured: readonly Part[];
  readonly shown: ReadonlySet<Part>;
  readonly onPointing: (isPointing: boolean) => void;
}

export function CurveChart({
  name,
  data,
  drawn,
  measured,
  shown,
  onPointing,
}: CurveChartProps): VNode {
  const width = useSignal(0);
  const cursorAt = useSignal<number | null>(null);
  const isPointing = cursorAt.value !== null;
  useEffect(() => onPointing(isPointing), [isPointing]);
  const palette = currentPalette();
  const timeZone = countyTimeZone();
  const shownKey = [...shown].join();
  const scaleKey = `${data.nodeId} ${data.range.preset} ${data.resolution} ${shownKey}`;
  const scale = useScale(scaleKey, drawnExtent(drawn.trace.pieces, shown));
  const option = useMemo(
    () =>
      curveOption({
        frame: { from: data.range.from, to: data.range.to, timeZone, widthPx: width.value },
        pieces: drawn.trace.pieces,
        holes: drawn.holes,
        provisionalFrom: drawn.trace.provisionalFrom,
        now: drawn.now,
        nowLabel: nowText(drawn.now),
        shown,
        scale,
        insets: chartInsets,
        palette,
      }),
    [drawn, shownKey, scale, width.value, palette.surface, language.value, timeZone],
  );
  const stops = useMemo(() => stopsOf(drawn.trace, drawn.holes), [drawn]);
  const cursor = cursorAt.value === null ? null : indexAt(stops, cursorAt.value);
  const stop = stops[cursor ?? stops.length - 1];
  return (
    <TimeChart
      label={t('curve.cursor', { name })}
      unit={axisUnit(scale)}
      option={option}
      insets={chartInsets}
      from={data.range.from}
      to={data.range.to}
      widthPx={width.value}
      onWidth={(px) => {
        width.value = px;
      }}
      stops={{
        count: stops.length,
        at: (index) => ((stops[index]?.start ?? 0) + (stops[index]?.end ?? 0)) / 2,
        nearest: (at) => indexAt(stops, at),
        words: (index) => {
          const named = stops[index];
          return named === undefined ? '' : stopWords(named, measured);
        },
      }}
      cursor={cursor}
      onCursor={(index) => {
        cursorAt.value = index === null ? null : (stops[index]?.start ?? null);
      }}
    >
      {stop !== undefined && (
        <CurveReadout
          stop={stop}
          parts={measured}
          isIdle={cursor === null}
          isRight={cursor === null || stop.start < (data.range.from + data.range.to) / 2}
        />
      )}
    </TimeChart>
  );
}
