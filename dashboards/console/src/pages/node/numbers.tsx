import type { ComponentChildren, VNode } from 'preact';
import type { NodeNow } from '../../../../../src/contract/http.ts';
import type { Part } from '../../curve/slots.ts';
import { flowShares, readingOrder, sourceOf } from '../../curve/sources.ts';
import { countText, quantityText } from '../../format/quantity.ts';
import { agoText, durationText, t } from '../../i18n/translate.ts';
import { clockNow } from '../../state/clock.ts';
import { deviatingState, type Place } from '../../state/county.ts';
import { nodeNow } from '../../state/live.ts';
import { addressOf } from '../../state/router.ts';
import { Figure, Skeleton } from '../../ui/figure.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Swatch } from '../../ui/marks.tsx';
import { type Direction, directionOf } from './direction.ts';
import { FlowBars } from './flow-bars.tsx';

/** Numbers older than this are no longer "now": they are greyed and say their age, in ms. */
const staleAfterMs = 15_000;

function Tile(props: {
  label: ComponentChildren;
  note?: ComponentChildren;
  wide?: boolean;
  children: ComponentChildren;
}): VNode {
  return (
    <li class={props.wide ? 'tile tile-wide' : 'tile'}>
      <div class="tile-label">{props.label}</div>
      <div class="tile-value">{props.children}</div>
      <div class="tile-note">{props.note}</div>
    </li>
  );
}

/** What part of all that is supplied or used this one is. */
function shareText(now: NodeNow, part: Part): string {
  const { supply, use } = flowShares(now);
  for (const [side, shares] of [
    ['supply', supply],
    ['use', use],
  ] as const) {
    const own = shares.find((share) => share.part === part);
    const total = shares.reduce((sum, share) => sum + share.powerKw, 0);
    if (own !== undefined && total > 0) {
      return t(`flow.${side}Share`, { share: quantityText((own.powerKw / total) * 100, '%') });
    }
  }
  return '';
}

const arrows: Partial<Readonly<Record<Direction, IconName>>> = {
  import: 'import',
  export: 'export',
};

function DirectionNote({ direction }: { direction: Direction }): VNode {
  const arrow = arrows[direction];
  return (
    <span class="tile-direction">
      {arrow !== undefined && <Icon name={arrow} size={14} />}
      {t(`direction.${direction}`)}
    </span>
  );
}

function PartTile({ part, now }: { part: Part; now: NodeNow | null }): VNode {
  const source = sourceOf(part);
  const label = (
    <>
      <Swatch source={source} />
      {t(`part.${part}`)}
    </>
  );
  if (now === null) {
    return (
      <Tile label={label}>
        <Skeleton chars={7} />
      </Tile>
    );
  }
  const value = now[part];
  if (value === null) {
    return (
      <Tile label={label} note={t('direction.notMeasured')}>
        <span class="muted">–</span>
      </Tile>
    );
  }
  const direction = directionOf(part, value);
  const note = direction === null ? shareText(now, part) : <DirectionNote direction={direction} />;
  return (
    <Tile label={label} note={note}>
      <Figure value={source.side === 'both' ? Math.abs(value) : value} unit="kW" />
    </Tile>
  );
}

function ResidualTile({ now }: { now: NodeNow | null }): VNode {
  return (
    <Tile label={t('part.residual')} note={t('direction.residualNote')}>
      {now === null ? <Skeleton chars={7} /> : <Figure value={now.residualKw} unit="kW" />}
    </Tile>
  );
}

function FreshnessTile({ now, place }: { now: NodeNow | null; place: Place }): VNode {
  if (now === null) {
    return (
      <Tile label={t('freshness.label')} wide>
        <Skeleton chars={8} />
      </Tile>
    );
  }
  const missing = now.devicesTotal - now.devicesFresh;
  const scope = place.kind === 'cooperative' ? { cooperative: place.id } : { node: place.id };
  const note =
    missing === 0 ? (
      t('freshness.allFresh')
    ) : (
      <a
        class="tile-warning"
        href={addressOf('/devices', { ...scope, state: deviatingState(place) })}
      >
        <svg width="10" height="10" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
          <path d="M6 1l5.2 9.5H.8z" fill="currentColor" />
        </svg>
        {t('freshness.missing', { count: missing })}
      </a>
    );
  return (
    <Tile label={t('freshness.label')} note={note} wide>
      <span class="number">
        {countText(now.devicesFresh)}
        <span class="unit"> / {countText(now.devicesTotal)}</span>
      </span>
    </Tile>
  );
}

/** First line of the page: what the place is doing now. */
export function Numbers({ place, title }: { place: Place; title: string }): VNode {
  const held = nodeNow.value;
  const now = held?.node === place.id ? held : null;
  const ageMs = now === null ? 0 : clockNow.value - Date.parse(now.at);
  const isStale = ageMs > staleAfterMs;
  return (
    <section class={isStale ? 'numbers card numbers-stale' : 'numbers card'} aria-label={title}>
      {isStale && <p class="numbers-age strip">{t('age.dataOld', { age: durationText(ageMs) })}</p>}
      <ul class="tiles">
        {readingOrder.map((part) => (
          <PartTile key={part} part={part} now={now} />
        ))}
        <ResidualTile now={now} />
        <FreshnessTile now={now} place={place} />
      </ul>
      <FlowBars now={now} />
      <span class="hidden-text">{now === null ? t('node.waiting') : agoText(ageMs)}</span>
    </section>
  );
}
