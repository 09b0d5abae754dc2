import { useComputed } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  curveResolution,
  forecastPresets,
  forecastRange,
  measuredPresets,
  type Range,
  rangeOf,
} from '../../curve/range.ts';
import type { Part } from '../../curve/slots.ts';
import { measuredParts, sources } from '../../curve/sources.ts';
import { nameOf, t } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import { countyTimeZone, type Place } from '../../state/county.ts';
import { addressWith, currentQuery, navigate } from '../../state/router.ts';
import { FaultNotice, FaultStrip, Notice } from '../../ui/notice.tsx';
import { RangeBar } from '../../ui/range-bar.tsx';
import { CoverageLine } from './coverage-line.tsx';
import { CurveChart } from './curve-chart.tsx';
import { CurveLegend } from './curve-legend.tsx';
import { CurveTable } from './curve-table.tsx';
import { ForecastChoices, ForecastSwitch } from './forecast-choices.tsx';
import { ForecastView } from './forecast-view.tsx';
import { type CurveData, curveKey, useCurve } from './use-curve.ts';
import { type Drawn, useDrawn } from './use-drawn.ts';
import { type ForecastChoice, forecastChoice } from './use-forecast.ts';

/** Parts that the address hides, by the name of their colour. */
function hiddenParts(): Set<Part> {
  const names = new Set((currentQuery.value.get('hide') ?? '').split(','));
  return new Set(sources.filter((source) => names.has(source.color)).map((source) => source.part));
}

function toggleHidden(part: Part): void {
  const hidden = hiddenParts();
  if (!hidden.delete(part)) hidden.add(part);
  const names = sources.filter((source) => hidden.has(source.part)).map((source) => source.color);
  navigate(addressWith({ hide: names.join(',') }), { replace: true });
}

/** The range of the address at this moment; while somebody points at the chart it stands still. */
function useRange(isForecast: boolean, isPointing: boolean): Range {
  const held = useRef<{ address: string; range: Range } | null>(null);
  const query = currentQuery.value;
  const [now, timeZone] = [clockNow.value, countyTimeZone()];
  const asked = rangeOf(
    { range: query.get('range'), from: query.get('from'), to: query.get('to') },
    { now, timeZone, fallback: isForecast ? '2d' : 'today' },
  );
  const range = isForecast ? forecastRange(asked, now, timeZone) : asked;
  const address = query.toString();
  if (!isPointing || held.current?.address !== address) held.current = { address, range };
  return held.current.range;
}

export function CurveCard({ place }: { place: Place }): VNode {
  const [isPointing, setPointing] = useState(false);
  const choice = forecastChoice();
  const range = useRange(choice !== null, isPointing);
  // Forecasts are of quarter hours, and are compared with these.
  const resolution = choice === null ? curveResolution(range) : '15m';
  const wanted = { nodeId: place.id, range, resolution };
  const query = useCurve(wanted);
  const view = useComputed(() => (currentQuery.value.get('view') === 'table' ? 'table' : 'chart'));
  const { value, fault, pending, valueKey } = query.state.value;
  const drawn = useDrawn(value);
  const isOlder = valueKey !== curveKey(wanted);
  return (
    <section class="curve card" aria-label={t('curve.title')} aria-busy={pending}>
      <div class="curve-head">
        <div class="curve-title">
          <div>
            <h2>{t('curve.title')}</h2>
            <p class="muted small">{value === null ? ' ' : t(`resolution.${value.resolution}`)}</p>
          </div>
          <div class="curve-buttons">
            <ForecastSwitch isOn={choice !== null} />
            <ViewButton view={view.value} />
          </div>
        </div>
        <RangeBar range={range} presets={choice === null ? measuredPresets : forecastPresets} />
      </div>
      {choice !== null && <ForecastChoices choice={choice} />}
      {fault !== null && value !== null && (
        <FaultStrip fault={fault} what="curve" onRetry={query.reload} />
      )}
      {fault !== null && value === null && (
        <FaultNotice fault={fault} what="curve" onRetry={query.reload} />
      )}
      {fault === null && value === null && <div class="chart-waiting" />}
      {value !== null && drawn !== null && (
        <div class={isOlder ? 'curve-body curve-older' : 'curve-body'}>
          <Body
            {...{ place, choice, drawn, data: value, view: view.value, onPointing: setPointing }}
          />
        </div>
      )}
    </section>
  );
}

/** Changes between the curve and its numbers. */
function ViewButton({ view }: { view: 'chart' | 'table' }): VNode {
  const isTable = view === 'table';
  return (
    <button
      type="button"
      class="button"
      onClick={() => navigate(addressWith({ view: isTable ? null : 'table' }), { replace: true })}
    >
      {t(isTable ? 'curve.showChart' : 'curve.showTable')}
    </button>
  );
}

interface BodyProps {
  readonly place: Place;
  readonly data: CurveData;
  readonly drawn: Drawn;
  readonly view: 'chart' | 'table';
  readonly onPointing: (isPointing: boolean) => void;
}

function Body({ choice, ...body }: BodyProps & { choice: ForecastChoice | null }): VNode {
  // While the curve is read for quarter hours, the one that is still there cannot stand beside them.
  if (choice === null) return <CurveBody {...body} />;
  if (body.data.resolution !== '15m') return <div class="chart-waiting" />;
  return <ForecastView {...body} choice={choice} />;
}

function CurveBody({ place, data, drawn, view, onPointing }: BodyProps): VNode {
  useEffect(() => () => onPointing(false), []);
  const measured = measuredParts(drawn.trace.pieces);
  const hidden = hiddenParts();
  const shown = new Set(measured.filter((part) => !hidden.has(part)));
  if (measured.length === 0) {
    return <Notice title={t('curve.empty')} detail={t('curve.emptyHelp')} />;
  }
  const isTable = view === 'table';
  return (
    <>
      <CurveLegend measured={measured} hidden={hidden} onToggle={toggleHidden} />
      {isTable ? (
        <CurveTable place={place} data={data} parts={measured} />
      ) : (
        <CurveChart
          name={nameOf(place)}
          data={data}
          drawn={drawn}
          measured={measured}
          shown={shown}
          onPointing={onPointing}
        />
      )}
      <CoverageLine drawn={drawn} note={t('curve.signs')} />
    </>
  );
}
