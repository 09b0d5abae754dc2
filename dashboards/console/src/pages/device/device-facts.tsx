import type { ComponentChildren, VNode } from 'preact';
import type { DeviceDetail } from '../../../../../src/contract/http.ts';
import { countText, quantityText } from '../../format/quantity.ts';
import { instantText } from '../../format/time.ts';
import { durationText, nameOf, t } from '../../i18n/translate.ts';
import { countyTimeZone, placeOf, topology } from '../../state/county.ts';
import { addressOf } from '../../state/router.ts';

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function PlaceLink({ id }: { id: string | null }): VNode {
  if (id === null) return <>{t('common.none')}</>;
  const place = topology.value === null ? null : placeOf(topology.value, id);
  return <a href={addressOf('/', { node: id })}>{place === null ? id : nameOf(place)}</a>;
}

export function DeviceFacts({ device }: { device: DeviceDetail }): VNode {
  return (
    <aside class="device-side">
      <section class="card" aria-label={t('device.facts')}>
        <div class="card-head">
          <h2>{t('device.facts')}</h2>
        </div>
        <dl class="facts">
          <Fact name={t('device.id')}>
            <span class="mono">{device.id}</span>
          </Fact>
          <Fact name={t('device.node')}>
            <PlaceLink id={device.nodeId} />
          </Fact>
          <Fact name={t('device.cooperative')}>
            <PlaceLink id={device.cooperativeId} />
          </Fact>
          <Fact name={t('device.rating')}>{quantityText(device.ratingKw, 'kW')}</Fact>
          <Fact name={t('device.interval')}>{durationText(device.reportIntervalS * 1_000)}</Fact>
          <Fact name={t('device.profile')}>{device.profile ?? t('device.native')}</Fact>
          <Fact name={t('device.origin')}>{t(`device.${device.origin}`)}</Fact>
          <Fact name={t('device.credential')}>
            {t(device.hasCredential ? 'device.hasCredential' : 'device.noCredential')}
          </Fact>
          {device.retiredAt !== null && (
            <Fact name={t('device.retiredAt')}>
              {instantText(Date.parse(device.retiredAt), countyTimeZone())}
            </Fact>
          )}
        </dl>
      </section>
      <section class="card" aria-label={t('device.counters')}>
        <div class="card-head">
          <h2>{t('device.counters')}</h2>
        </div>
        <dl class="facts">
          <Fact name={t('device.seqGaps')}>
            <span class="number">{countText(device.seqGaps)}</span>
          </Fact>
          <Fact name={t('device.duplicates')}>
            <span class="number">{countText(device.duplicates)}</span>
          </Fact>
        </dl>
      </section>
      <Birth birth={device.birth} />
    </aside>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Birth({ birth }: { birth: DeviceDetail['birth'] }): VNode {
  const entries = Object.entries(birth ?? {});
  return (
    <section class="card" aria-label={t('device.birth')}>
      <div class="card-head">
        <h2>{t('device.birth')}</h2>
      </div>
      {entries.length === 0 ? (
        <p class="facts muted">{t('device.birthEmpty')}</p>
      ) : (
        <dl class="facts">
          {entries.map(([name, value]) => (
            <Fact key={name} name={name}>
              {textOf(value)}
            </Fact>
          ))}
        </dl>
      )}
    </section>
  );
}
