import type { VNode } from 'preact';
import { readDevices } from '../../api/routes.ts';
import { useEvery, useQuery } from '../../api/use-query.ts';
import { countText } from '../../format/quantity.ts';
import { t } from '../../i18n/translate.ts';
import { devicesRefreshMs } from '../../state/county.ts';
import { addressOf, addressWith, currentQuery } from '../../state/router.ts';
import { FaultNotice, FaultStrip, Notice } from '../../ui/notice.tsx';
import { Pager } from '../../ui/pager.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useRootFollowed } from '../use-root-followed.ts';
import { DeviceFilters } from './device-filters.tsx';
import { DeviceTable } from './device-table.tsx';

const pageSize = 50;

function offsetOf(text: string | null): number {
  const offset = Number(text ?? 0);
  return Number.isInteger(offset) && offset > 0 ? offset : 0;
}

export function DevicesPage(): VNode {
  useRootFollowed();
  useTitle(t('devices.title'));
  const query = currentQuery.value;
  const offset = offsetOf(query.get('offset'));
  const list = useQuery(
    query.toString(),
    (signal) =>
      readDevices(
        {
          search: query.get('search'),
          kind: query.get('kind'),
          state: query.get('state'),
          node: query.get('node'),
          cooperative: query.get('cooperative'),
          offset,
          limit: pageSize,
        },
        signal,
      ),
    { keep: true },
  );
  useEvery(devicesRefreshMs, list.reload);
  const { value, fault, pending } = list.state.value;
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('devices.title')}</h1>
        <p class="muted number" role="status">
          {value === null ? '' : t('devices.count', { count: countText(value.total) })}
        </p>
      </div>
      <DeviceFilters />
      {fault !== null && value !== null && (
        <FaultStrip fault={fault} what="devices" onRetry={list.reload} />
      )}
      <section class="card" aria-label={t('devices.title')} aria-busy={pending}>
        {value === null && fault === null && <TableSkeleton rows={12} />}
        {value === null && fault !== null && (
          <FaultNotice fault={fault} what="devices" onRetry={list.reload} />
        )}
        {value !== null && value.items.length === 0 && (
          <Notice title={t('devices.empty')} detail={t('devices.emptyHelp')}>
            <a class="button" href={addressOf('/devices')}>
              {t('devices.clear')}
            </a>
          </Notice>
        )}
        {value !== null && value.items.length > 0 && (
          <>
            <DeviceTable items={value.items} />
            <Pager
              offset={offset}
              shown={value.items.length}
              total={value.total}
              pageSize={pageSize}
              addressOf={(next) => addressWith({ offset: next === 0 ? null : String(next) })}
            />
          </>
        )}
      </section>
    </div>
  );
}
