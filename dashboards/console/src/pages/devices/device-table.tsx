import type { VNode } from 'preact';
import type { DeviceView } from '../../../../../src/contract/http.ts';
import { agoText, nameOf, t, wordFor } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import { placeOf, topology } from '../../state/county.ts';
import { addressOf } from '../../state/router.ts';
import { Figure } from '../../ui/figure.tsx';
import { QualityMark, StateMark } from '../../ui/marks.tsx';
import { kindColor } from './kinds.ts';

export function KindMark({ kind }: { kind: DeviceView['kind'] }): VNode {
  return (
    <span class="mark">
      <span class="swatch" style={{ '--swatch': `var(--${kindColor(kind)})` }} aria-hidden="true" />
      {wordFor('kind', kind)}
    </span>
  );
}

function nodeName(id: string): string {
  const place = topology.value === null ? null : placeOf(topology.value, id);
  return place === null ? id : nameOf(place);
}

function Row({ device }: { device: DeviceView }): VNode {
  const measuredAt = device.lastMeasuredAt === null ? null : Date.parse(device.lastMeasuredAt);
  const isAged = device.state !== 'online';
  return (
    <tr>
      <td class="cell-state">
        <StateMark state={device.state} />
      </td>
      <th scope="row" class="cell-device">
        <a href={`/devices/${encodeURIComponent(device.id)}`}>{device.name}</a>
        <span class="muted small">{device.id}</span>
      </th>
      <td class="cell-kind">
        <KindMark kind={device.kind} />
      </td>
      <td class="cell-node">
        <a href={addressOf('/', { node: device.nodeId })}>{nodeName(device.nodeId)}</a>
      </td>
      <td class={isAged ? 'cell-power right aged' : 'cell-power right'}>
        <Figure value={device.powerKw} unit="kW" />
      </td>
      <td class="cell-quality">
        {device.quality !== null && device.quality !== 'good' && (
          <QualityMark quality={device.quality} />
        )}
      </td>
      <td class="cell-age right number">
        {measuredAt === null ? t('devices.never') : agoText(clockNow.value - measuredAt)}
      </td>
    </tr>
  );
}

export function DeviceTable({ items }: { items: readonly DeviceView[] }): VNode {
  return (
    <div class="table-scroll">
      <table class="table device-table">
        <thead>
          <tr>
            <th scope="col">{t('devices.state')}</th>
            <th scope="col">{t('devices.device')}</th>
            <th scope="col">{t('devices.kind')}</th>
            <th scope="col">{t('devices.node')}</th>
            <th scope="col" class="right">
              {t('devices.power')}
            </th>
            <th scope="col">{t('device.quality')}</th>
            <th scope="col" class="right">
              {t('devices.lastMeasured')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((device) => (
            <Row key={device.id} device={device} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
