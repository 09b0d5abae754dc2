import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { DeviceDetail } from '../../../../../src/contract/http.ts';
import type { Insets } from '../../charts/axes.ts';
import { currentPalette } from '../../charts/palette.ts';
import { readingsOption } from '../../charts/readings-option.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { slotMsOf } from '../../curve/range.ts';
import {
  columnExtent,
  drawnReadings,
  type ReadingRecord,
  type Readings,
} from '../../curve/readings.ts';
import { niceScale, type Scale } from '../../curve/scale.ts';
import { indexAt } from '../../curve/stops.ts';
import { columnText, unitDigits } from '../../format/quantity.ts';
import { instantText } from '../../format/time.ts';
import { language, t, wordFor } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { QualityMark } from '../../ui/marks.tsx';
import { kindColor } from '../devices/kinds.ts';
import { reasonsText } from './latest-values.tsx';
import type { ReadingsData } from './use-device.ts';

const insets: Insets = { left: 72, right: 24, top: 24, bottom: 36 };

/** A reading stands for one and a half intervals; after that the line breaks. */
const holdIntervals = 1.5;

/** Powers and shares are read against zero; other quantities against their own spread. */
function scaleOf(records: readonly ReadingRecord[], column: number, unit: string): Scale {
  const extent = columnExtent(records, column) ?? { min: 0, max: 1 };
  const isFree = !['kW', 'kvar', '%', 'W/m²'].includes(unit);
  return niceScale(extent, { divisions: 5, free: isFree });
}

function valueText(value: number | null, unit: string): string {
  return value === null ? '–' : `${columnText(value, unitDigits(unit))} ${unit}`;
}

export interface HistoryChartProps {
  readonly device: DeviceDetail;
  readonly data: ReadingsData;
  readonly readings: Readings;
  readonly point: string;
  readonly onPointing: (isPointing: boolean) => void;
}

export function HistoryChart({
  device,
  data,
  readings,
  point,
  onPointing,
}: HistoryChartProps): VNode {
  const width = useSignal(0);
  const cursorAt = useSignal<number | null>(null);
  const isPointing = cursorAt.value !== null;
  useEffect(() => onPointing(isPointing), [isPointing]);
  const timeZone = countyTimeZone();
  const palette = currentPalette();
  const { records } = readings;
  const column = readings.points.indexOf(point);
  const unit = device.points.find(({ name }) => name === point)?.unit ?? '';
  const { range, resolution } = data;
  const option = useMemo(
    () =>
      readingsOption({
        frame: { from: range.from, to: range.to, timeZone, widthPx: width.value },
        drawn: drawnReadings(records, column, {
          base: range.from,
          holdMs: device.reportIntervalS * 1_000 * holdIntervals,
          slotMs: resolution === 'raw' ? null : slotMsOf[resolution],
        }),
        color: kindColor(device.kind),
        scale: scaleOf(records, column, unit),
        insets,
        palette,
      }),
    [records, column, range, width.value, palette.surface, language.value],
  );
  const starts = useMemo(() => records.map(({ at }) => ({ start: at })), [records]);
  const cursor = cursorAt.value === null ? null : indexAt(starts, cursorAt.value);
  const record = records[cursor ?? records.length - 1];
  return (
    <div class="chart-small">
      <TimeChart
        unit={unit}
        label={t('device.cursor', { name: wordFor('point', point) })}
        option={option}
        insets={insets}
        from={range.from}
        to={range.to}
        widthPx={width.value}
        onWidth={(px) => {
          width.value = px;
        }}
        stops={{
          count: records.length,
          at: (index) => records[index]?.at ?? 0,
          nearest: (at) => indexAt(starts, at),
          words: (index) => recordWords(records[index], column, unit),
        }}
        cursor={cursor}
        onCursor={(index) => {
          cursorAt.value = index === null ? null : (records[index]?.at ?? null);
        }}
      >
        {record !== undefined && (
          <RecordReadout record={record} column={column} unit={unit} isIdle={cursor === null} />
        )}
      </TimeChart>
    </div>
  );
}

function recordWords(record: ReadingRecord | undefined, column: number, unit: string): string {
  if (record === undefined) return '';
  return [
    instantText(record.at, countyTimeZone()),
    valueText(record.values[column] ?? null, unit),
    ...(record.quality === null ? [] : [wordFor('quality', record.quality)]),
    ...record.reasons.map((reason) => wordFor('reason', reason)),
  ].join(t('common.listSeparator'));
}

function RecordReadout(props: {
  record: ReadingRecord;
  column: number;
  unit: string;
  isIdle: boolean;
}): VNode {
  const { record } = props;
  return (
    <div class="readout readout-line" data-idle={props.isIdle} aria-hidden="true">
      <span class="number">{instantText(record.at, countyTimeZone())}</span>
      <strong class="number">{valueText(record.values[props.column] ?? null, props.unit)}</strong>
      {record.quality !== null && <QualityMark quality={record.quality} />}
      {record.reasons.length > 0 && <span class="muted">{reasonsText(record.reasons)}</span>}
    </div>
  );
}
