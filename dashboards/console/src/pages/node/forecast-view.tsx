import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { forecastSource, forecastStops, isForecastStale } from '../../curve/forecast.ts';
import { durationText, nameOf, t } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import type { Place } from '../../state/county.ts';
import { FaultNotice, FaultStrip, Notice } from '../../ui/notice.tsx';
import { CoverageLine } from './coverage-line.tsx';
import { ForecastChart } from './forecast-chart.tsx';
import { ForecastTable } from './forecast-table.tsx';
import { modelText, noteText, runText } from './forecast-words.ts';
import type { CurveData } from './use-curve.ts';
import type { Drawn } from './use-drawn.ts';
import { type ForecastChoice, type ForecastData, useForecast } from './use-forecast.ts';

interface ViewProps {
  readonly place: Place;
  readonly choice: ForecastChoice;
  readonly data: CurveData;
  readonly drawn: Drawn;
  readonly view: 'chart' | 'table';
  readonly onPointing: (isPointing: boolean) => void;
}

/** A kind's forecast beside what was measured. */
export function ForecastView(props: ViewProps): VNode {
  const { place, choice, data } = props;
  useEffect(() => () => props.onPointing(false), []);
  const query = useForecast({ nodeId: place.id, range: data.range, ...choice });
  const { value, fault } = query.state.value;
  const notice = { what: 'forecast', onRetry: query.reload } as const;
  if (value === null) {
    return fault === null ? (
      <div class="chart-waiting" />
    ) : (
      <FaultNotice fault={fault} {...notice} />
    );
  }
  return (
    <>
      {fault !== null && <FaultStrip fault={fault} {...notice} />}
      {value.run === null ? (
        <NoForecast {...props} />
      ) : (
        <Forecast {...props} forecast={value} run={value.run} />
      )}
    </>
  );
}

/** Why there is none, and what can be done. */
function NoForecast({ choice, data, drawn }: ViewProps): VNode {
  const kind = t(`forecast.kinds.${choice.kind}`);
  const { part } = forecastSource(choice.kind);
  const { pieces } = drawn.trace;
  if (drawn.now === null && data.range.to <= clockNow.value) {
    return <Notice title={t('forecast.noneThen')} detail={t('forecast.noneThenHelp')} />;
  }
  if (pieces.length > 0 && pieces.every(({ values }) => values[part] === null)) {
    const detail = t('forecast.notMeasuredHelp', { kind });
    return <Notice title={t('forecast.notMeasured', { kind })} detail={detail} />;
  }
  return <Notice title={t('forecast.noneYet')} detail={t('forecast.noneYetHelp')} />;
}

function Forecast(
  props: ViewProps & { forecast: ForecastData; run: NonNullable<ForecastData['run']> },
): VNode {
  const { place, choice, drawn, forecast, run } = props;
  const words = { name: nameOf(place), kind: t(`forecast.kinds.${choice.kind}`) };
  const stops = useMemo(
    () => forecastStops(choice.kind, forecast.slots, drawn.trace),
    [choice.kind, forecast, drawn],
  );
  const issuedAt = Date.parse(run.issuedAt);
  const isStale = drawn.now !== null && isForecastStale(choice.horizon, issuedAt, drawn.now);
  const table = { ...words, forecast: t(`forecast.names.${choice.horizon}`) };
  return (
    <>
      {isStale && (
        <p class="strip">
          {t('forecast.stale', { age: durationText((drawn.now ?? issuedAt) - issuedAt) })}
        </p>
      )}
      <p class="forecast-caption">
        <strong>{runText(run)}</strong>
        <span class="muted">{t('forecast.model', { model: modelText(forecast.model) })}</span>
      </p>
      <ForecastKey color={forecastSource(choice.kind).color} />
      {props.view === 'table' ? (
        <ForecastTable caption={t('forecast.tableCaption', table)} stops={stops} />
      ) : (
        <ForecastChart {...props} label={t('forecast.cursor', words)} stops={stops} />
      )}
      <CoverageLine drawn={drawn} note={noteText(choice.kind)} />
    </>
  );
}

/** What solid line, dashed line and band are. */
function ForecastKey({ color }: { color: string }): VNode {
  const marks = [
    ['actual', 'forecast.actual'],
    ['median', 'forecast.median'],
    ['band', 'forecast.band'],
  ] as const;
  return (
    <ul
      class="forecast-key"
      aria-label={t('curve.legend')}
      style={{ '--swatch': `var(--${color})` }}
    >
      {marks.map(([mark, word]) => (
        <li key={mark}>
          <span class={`forecast-mark forecast-mark-${mark}`} aria-hidden="true" />
          {t(word)}
        </li>
      ))}
    </ul>
  );
}
