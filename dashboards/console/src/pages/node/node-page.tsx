import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { quantityText } from '../../format/quantity.ts';
import { nameOf, t } from '../../i18n/translate.ts';
import { loadTopology, type Place, pathTo, topology, topologyFault } from '../../state/county.ts';
import { followedDevice, followedNode } from '../../state/live.ts';
import { remember, remembered } from '../../state/preferences.ts';
import { addressWith, currentQuery } from '../../state/router.ts';
import { TreePanel } from '../../tree/tree-panel.tsx';
import { Skeleton } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FaultNotice, Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { shownPlace } from '../shown-place.ts';
import { CurveCard } from './curve-card.tsx';
import { Numbers } from './numbers.tsx';

/** The range of the page goes along when another node is chosen. */
function keptQuery(): Record<string, string | null> {
  const query = currentQuery.value;
  return {
    range: query.get('range'),
    from: query.get('from'),
    to: query.get('to'),
    hide: query.get('hide'),
    view: query.get('view'),
    forecast: query.get('forecast'),
    horizon: query.get('horizon'),
  };
}

export function NodePage(): VNode {
  const folded = useSignal(remembered('tree') === 'folded');
  const place = shownPlace();
  useTitle(place === null ? null : nameOf(place));
  useEffect(() => {
    followedDevice.value = null;
    if (place !== null) followedNode.value = place.id;
  }, [place?.id]);
  const fold = (isFolded: boolean): void => {
    folded.value = isFolded;
    remember('tree', isFolded ? 'folded' : 'open');
  };
  return (
    <div class={folded.value ? 'overview overview-folded' : 'overview'}>
      <aside class="tree-side" aria-label={t('tree.title')}>
        <div class="tree-side-head">
          {!folded.value && <h2>{t('tree.title')}</h2>}
          <button
            type="button"
            class="icon-button"
            aria-label={t(folded.value ? 'tree.expand' : 'tree.collapse')}
            aria-expanded={!folded.value}
            onClick={() => fold(!folded.value)}
          >
            <Icon name={folded.value ? 'expand' : 'collapse'} />
          </button>
        </div>
        {!folded.value && <TreePanel chosen={place?.id ?? null} keep={keptQuery()} />}
      </aside>
      <div class="page">
        <NodeContent place={place} />
      </div>
    </div>
  );
}

function NodeContent({ place }: { place: Place | null }): VNode {
  if (place !== null) {
    return (
      <>
        <NodeHead place={place} />
        <Numbers place={place} title={t('node.nowOf', { name: nameOf(place) })} />
        <CurveCard key={place.id} place={place} />
      </>
    );
  }
  if (topology.value !== null) {
    return (
      <Notice title={t('fault.notFoundNode')} detail={t('fault.notFoundNodeHelp')}>
        <a class="button" href="/">
          {t('fault.home')}
        </a>
      </Notice>
    );
  }
  if (topologyFault.value !== null) {
    return (
      <FaultNotice
        fault={topologyFault.value}
        what="topology"
        onRetry={() => void loadTopology()}
      />
    );
  }
  return (
    <>
      <div class="page-head">
        <Skeleton chars={16} lines={1.6} />
      </div>
      <div class="card numbers numbers-waiting" />
      <div class="card curve-waiting" />
    </>
  );
}

function NodeHead({ place }: { place: Place }): VNode {
  const isOpen = useSignal(false);
  const view = topology.value;
  const above = view === null ? [] : pathTo(view, place.id).slice(0, -1);
  const here = currentQuery.value.toString();
  useEffect(() => {
    isOpen.value = false;
  }, [here]);
  return (
    <div class="page-head">
      <div class="page-title">
        {above.length > 0 && (
          <p class="crumbs">
            {above.map((node) => (
              <span key={node.id}>
                <a href={addressWith({ node: node.id })}>{nameOf(node)}</a> ›
              </span>
            ))}
          </p>
        )}
        <h1>
          {nameOf(place)} <span class="muted small">{t(`node.${place.kind}`)}</span>
        </h1>
        {place.ratingKva !== null && (
          <p class="muted small">
            {t('node.rating', { value: quantityText(place.ratingKva, 'kVA') })}
          </p>
        )}
      </div>
      <button
        type="button"
        class="button tree-open"
        aria-label={t('node.choose')}
        onClick={() => {
          isOpen.value = true;
        }}
      >
        <Icon name="tree" size={18} />
        {t('tree.title')}
      </button>
      {isOpen.value && (
        <Sheet
          title={t('tree.title')}
          onClose={() => {
            isOpen.value = false;
          }}
        >
          <TreePanel chosen={place.id} keep={keptQuery()} />
        </Sheet>
      )}
    </div>
  );
}
