import type { VNode } from 'preact';
import { readForecastModel, readForecastScore } from '../../api/routes.ts';
import { useQuery } from '../../api/use-query.ts';
import { forecastHorizons, forecastKinds } from '../../curve/forecast.ts';
import { dayMs, startOfDay } from '../../format/time.ts';
import { nameOf, t } from '../../i18n/translate.ts';
import { serviceNow } from '../../state/clock.ts';
import { countyTimeZone, type Place, topology } from '../../state/county.ts';
import { addressOf, addressWith, currentQuery, navigate } from '../../state/router.ts';
import { Segments } from '../../ui/fields.tsx';
import { FaultNotice, Notice } from '../../ui/notice.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { shownPlace } from '../shown-place.ts';
import { useRootFollowed } from '../use-root-followed.ts';
import { ModelList } from './model-list.tsx';
import { RunForecast } from './run-forecast.tsx';
import { ScoreView } from './score-view.tsx';

/** Days up to the last midnight that are judged. */
const periods = ['7', '30', '90'] as const;

interface Wanted {
  readonly kind: (typeof forecastKinds)[number];
  readonly horizon: (typeof forecastHorizons)[number];
  readonly period: (typeof periods)[number];
}

/** What the address asks to be judged. */
function wantedOf(query: URLSearchParams): Wanted {
  return {
    kind: forecastKinds.find((kind) => kind === query.get('kind')) ?? 'load',
    horizon: forecastHorizons.find((horizon) => horizon === query.get('horizon')) ?? 'day_ahead',
    period: periods.find((days) => days === query.get('days')) ?? '30',
  };
}

/** How good the forecasts of a place were, and what they rest on. */
export function ScorePage(): VNode {
  useRootFollowed();
  const place = shownPlace();
  useTitle(place === null ? t('score.title') : t('score.of', { name: nameOf(place) }));
  if (place === null) return <NoPlace />;
  const wanted = wantedOf(currentQuery.value);
  return (
    <div class="page">
      <div class="page-head">
        <div class="page-title">
          <p class="crumbs">
            <a href={addressOf('/', { node: place.id, forecast: wanted.kind })}>{nameOf(place)}</a>
            <span> ›</span>
          </p>
          <h1>{t('score.title')}</h1>
        </div>
        <RunForecast horizon={wanted.horizon} />
      </div>
      <Choices wanted={wanted} />
      <Score place={place} wanted={wanted} />
      <Models place={place} wanted={wanted} />
    </div>
  );
}

function NoPlace(): VNode {
  if (topology.value === null) return <div class="page" role="status" aria-busy="true" />;
  return (
    <Notice title={t('fault.notFoundNode')} detail={t('fault.notFoundNodeHelp')}>
      <a class="button" href="/">
        {t('fault.home')}
      </a>
    </Notice>
  );
}

function Choices({ wanted }: { wanted: Wanted }): VNode {
  const choose = (change: Record<string, string>): void =>
    navigate(addressWith(change), { replace: true });
  return (
    <div class="forecast-choices score-choices">
      <Segments
        label={t('forecast.kind')}
        value={wanted.kind}
        choices={forecastKinds.map((value) => ({ value, label: t(`forecast.kinds.${value}`) }))}
        onChoose={(kind) => choose({ kind })}
      />
      <Segments
        label={t('forecast.horizon')}
        value={wanted.horizon}
        choices={forecastHorizons.map((value) => ({
          value,
          label: t(`forecast.horizons.${value}`),
        }))}
        onChoose={(horizon) => choose({ horizon })}
      />
      <Segments
        label={t('score.period')}
        value={wanted.period}
        choices={periods.map((value) => ({ value, label: t('score.days', { count: value }) }))}
        onChoose={(days) => choose({ days })}
      />
    </div>
  );
}

function Score({ place, wanted }: { place: Place; wanted: Wanted }): VNode {
  const { kind, horizon, period } = wanted;
  const zone = countyTimeZone();
  const to = startOfDay(serviceNow(), zone);
  // Half a day past the midnight is inside the day, also when clocks change.
  const from = startOfDay(to - Number(period) * dayMs + dayMs / 2, zone);
  const query = useQuery(`${place.id} ${kind} ${horizon} ${from} ${to}`, (signal) =>
    readForecastScore(place.id, { kind, horizon, from, to }, signal),
  );
  const { value, fault } = query.state.value;
  if (fault !== null) return <FaultNotice fault={fault} what="score" onRetry={query.reload} />;
  if (value === null) return <TableSkeleton rows={6} />;
  if (value.slots === 0) {
    return (
      <section class="card" aria-label={t('score.title')}>
        <Notice title={t('score.empty')} detail={t('score.emptyHelp')} />
      </section>
    );
  }
  return <ScoreView score={value} />;
}

function Models({ place, wanted }: { place: Place; wanted: Wanted }): VNode | null {
  const { kind, horizon } = wanted;
  const query = useQuery(`${place.id} ${kind} ${horizon}`, (signal) =>
    readForecastModel(place.id, { kind, horizon }, signal),
  );
  const { value, fault } = query.state.value;
  if (fault?.kind === 'not_found') return null;
  if (fault !== null) return <FaultNotice fault={fault} what="model" onRetry={query.reload} />;
  return value === null ? <TableSkeleton rows={4} /> : <ModelList view={value} />;
}
