import type { VNode } from 'preact';
import type { DeviceDetail } from '../../../../../src/contract/http.ts';
import { readDevice } from '../../api/routes.ts';
import { useEvery, useQuery } from '../../api/use-query.ts';
import { rangeOf } from '../../curve/range.ts';
import { nameOf, t } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import { countyTimeZone, devicesRefreshMs, pathTo, topology } from '../../state/county.ts';
import { addressOf, currentQuery } from '../../state/router.ts';
import { StateMark } from '../../ui/marks.tsx';
import { FaultNotice, FaultStrip, Notice } from '../../ui/notice.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { KindMark } from '../devices/device-table.tsx';
import { useRootFollowed } from '../use-root-followed.ts';
import { DeviceFacts } from './device-facts.tsx';
import { History } from './history.tsx';
import { LatestValues } from './latest-values.tsx';
import { useLatest } from './use-device.ts';

export function DevicePage({ id }: { id: string }): VNode {
  useRootFollowed(id);
  const query = useQuery(id, (signal) => readDevice(id, signal));
  useEvery(devicesRefreshMs, query.reload);
  const { value, fault } = query.state.value;
  useTitle(value?.name ?? id);
  if (value === null && fault?.kind === 'not_found') {
    return (
      <Notice title={t('device.notFound', { id })} detail={t('device.notFoundHelp')}>
        <a class="button" href="/devices">
          {t('device.back')}
        </a>
      </Notice>
    );
  }
  return (
    <div class="page">
      {value !== null && fault !== null && (
        <FaultStrip fault={fault} what="device" onRetry={query.reload} />
      )}
      {value === null && fault !== null && (
        <FaultNotice fault={fault} what="device" onRetry={query.reload} />
      )}
      {value === null && fault === null && (
        <div class="card">
          <TableSkeleton rows={10} />
        </div>
      )}
      {value !== null && <DeviceContent device={value} />}
    </div>
  );
}

function Crumbs({ device }: { device: DeviceDetail }): VNode {
  const view = topology.value;
  const path = view === null ? [] : pathTo(view, device.nodeId);
  return (
    <p class="crumbs">
      {path.map((node) => (
        <span key={node.id}>
          <a href={addressOf('/', { node: node.id })}>{nameOf(node)}</a> ›
        </span>
      ))}
    </p>
  );
}

function chosenPoint(device: DeviceDetail): string {
  const wanted = currentQuery.value.get('point');
  const known = device.points.find((point) => point.name === wanted) ?? device.points[0];
  return known?.name ?? '';
}

function DeviceContent({ device }: { device: DeviceDetail }): VNode {
  const { latest } = useLatest(device.id);
  const query = currentQuery.value;
  const range = rangeOf(
    { range: query.get('range'), from: query.get('from'), to: query.get('to') },
    { now: clockNow.value, timeZone: countyTimeZone(), fallback: '1h' },
  );
  const state = latest?.state ?? device.state;
  const point = chosenPoint(device);
  return (
    <>
      <div class="page-head">
        <div class="page-title">
          <Crumbs device={device} />
          <h1>
            {device.name} <span class="muted small">{device.id}</span>
          </h1>
          <p class="device-marks">
            <KindMark kind={device.kind} />
            <StateMark state={state} />
            {device.retiredAt !== null && <span class="mark">{t('device.retired')}</span>}
          </p>
        </div>
      </div>
      <LatestValues device={device} latest={latest} chosen={point} />
      <div class="device-columns">
        <History key={device.id} device={device} range={range} point={point} />
        <DeviceFacts device={device} />
      </div>
    </>
  );
}
