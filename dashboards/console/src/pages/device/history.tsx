import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DeviceDetail } from '../../../../../src/contract/http.ts';
import { measuredPresets, type Range } from '../../curve/range.ts';
import { qualityCounts, type Readings, withLive } from '../../curve/readings.ts';
import { countText } from '../../format/quantity.ts';
import { t, wordFor } from '../../i18n/translate.ts';
import { gaps } from '../../state/live.ts';
import { addressWith, navigate } from '../../state/router.ts';
import { FaultNotice, FaultStrip, Notice } from '../../ui/notice.tsx';
import { RangeBar } from '../../ui/range-bar.tsx';
import { HistoryChart } from './history-chart.tsx';
import { HistoryTable } from './history-table.tsx';
import { type ReadingsData, useLiveRecords, useReadings } from './use-device.ts';

export interface HistoryProps {
  readonly device: DeviceDetail;
  readonly range: Range;
  readonly point: string;
}

/** While somebody points at the chart, its window stands still. */
function useHeldRange(range: Range, isPointing: boolean): Range {
  const held = useRef(range);
  if (!isPointing || range.preset !== held.current.preset) held.current = range;
  return held.current;
}

export function History({ device, range: wanted, point }: HistoryProps): VNode {
  const [isPointing, setPointing] = useState(false);
  const range = useHeldRange(wanted, isPointing);
  const query = useReadings(device, range);
  const { value, fault, pending, valueKey } = query.state.value;
  const live = useLiveRecords(device.id);
  const gapCount = gaps.value;
  const seenGaps = useRef(gapCount);
  useEffect(() => {
    if (seenGaps.current === gapCount) return;
    seenGaps.current = gapCount;
    query.reload();
  }, [gapCount]);
  const readings = useMemo(() => {
    if (value === null) return null;
    return value.resolution === 'raw' ? withLive(value.readings, live) : value.readings;
  }, [value, live]);
  const isOlder = valueKey !== `${device.id} ${range.from} ${range.to}`;
  return (
    <div class="device-main">
      <section class="card curve" aria-label={t('device.chart')} aria-busy={pending}>
        <div class="curve-head">
          <div>
            <h2>{t('device.chart')}</h2>
            <p class="muted small">{value === null ? ' ' : t(`resolution.${value.resolution}`)}</p>
          </div>
          <RangeBar range={range} presets={measuredPresets} />
        </div>
        {fault !== null && value !== null && (
          <FaultStrip fault={fault} what="readings" onRetry={query.reload} />
        )}
        {fault !== null && value === null && (
          <FaultNotice fault={fault} what="readings" onRetry={query.reload} />
        )}
        {fault === null && value === null && <div class="chart-waiting" />}
        {value !== null && readings !== null && (
          <div class={isOlder ? 'curve-body curve-older' : 'curve-body'}>
            <HistoryBody
              device={device}
              data={value}
              readings={readings}
              point={point}
              onPointing={setPointing}
            />
          </div>
        )}
      </section>
      {value !== null && readings !== null && readings.records.length > 0 && (
        <HistoryTable device={device} readings={readings} />
      )}
    </div>
  );
}

interface BodyProps {
  readonly device: DeviceDetail;
  readonly data: ReadingsData;
  readonly readings: Readings;
  readonly point: string;
  readonly onPointing: (isPointing: boolean) => void;
}

function HistoryBody({ device, data, readings, point, onPointing }: BodyProps): VNode {
  if (readings.records.length === 0) {
    return <Notice title={t('device.empty')} detail={t('device.emptyHelp')} />;
  }
  const counts = qualityCounts(readings.records);
  return (
    <>
      <div class="curve-tools">
        <label class="field point-choice">
          {t('device.choosePoint')}
          <select
            value={point}
            onChange={(event) => navigate(addressWith({ point: event.currentTarget.value }))}
          >
            {device.points.map(({ name, unit }) => (
              <option key={name} value={name}>
                {`${wordFor('point', name)} (${unit})`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <HistoryChart
        device={device}
        data={data}
        readings={readings}
        point={point}
        onPointing={onPointing}
      />
      <p class="coverage number">
        {t('device.count', {
          good: countText(counts.good),
          questionable: countText(counts.questionable),
          invalid: countText(counts.invalid),
        })}
      </p>
    </>
  );
}
