import type { VNode } from 'preact';
import type { DeviceDetail, LatestView } from '../../../../../src/contract/http.ts';
import { instantText } from '../../format/time.ts';
import { agoText, t, wordFor } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import { countyTimeZone } from '../../state/county.ts';
import { addressWith } from '../../state/router.ts';
import { Figure, Skeleton } from '../../ui/figure.tsx';
import { QualityMark } from '../../ui/marks.tsx';
import { Notice } from '../../ui/notice.tsx';

export function reasonsText(reasons: readonly string[]): string {
  return reasons.map((reason) => wordFor('reason', reason)).join(t('common.listSeparator'));
}

/** How old and how good the newest reading is. */
function LatestLine({ latest }: { latest: LatestView }): VNode | null {
  if (latest.measuredAt === null) return null;
  const measuredAt = Date.parse(latest.measuredAt);
  const isAged = latest.state !== 'online';
  return (
    <p class="latest-line">
      <span>
        <span class="muted">{t('device.measuredAt')}</span>{' '}
        <span class="number">{instantText(measuredAt, countyTimeZone())}</span>
      </span>
      <span class={isAged ? 'mark-stale' : undefined}>
        <span class="number">{agoText(clockNow.value - measuredAt)}</span>
      </span>
      {latest.quality !== null && <QualityMark quality={latest.quality} />}
      {latest.reasons.length > 0 && <span class="muted">{reasonsText(latest.reasons)}</span>}
    </p>
  );
}

/** Newest value of every point; choosing one shows its history. */
export function LatestValues(props: {
  device: DeviceDetail;
  latest: LatestView | null;
  chosen: string;
}): VNode {
  const { device, latest, chosen } = props;
  const isSilent = latest !== null && latest.measuredAt === null;
  const isAged = latest !== null && latest.state !== 'online';
  return (
    <section class="card latest" aria-label={t('device.latest')}>
      <div class="card-head">
        <h2>{t('device.latest')}</h2>
        {latest === null ? <Skeleton chars={24} /> : <LatestLine latest={latest} />}
      </div>
      {isSilent ? (
        <Notice title={wordFor('deviceState', 'silent')} detail={t('device.silentHelp')} />
      ) : (
        <ul class={isAged ? 'points points-aged' : 'points'}>
          {device.points.map((point) => (
            <li key={point.name}>
              <a
                class="point"
                href={addressWith({ point: point.name })}
                aria-current={point.name === chosen ? 'true' : undefined}
                title={point.meaning}
              >
                <span class="tile-label">{wordFor('point', point.name)}</span>
                <span class="tile-value">
                  {latest === null ? (
                    <Skeleton chars={6} />
                  ) : (
                    <Figure value={latest.values[point.name]} unit={point.unit} />
                  )}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
