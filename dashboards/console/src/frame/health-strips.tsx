import type { VNode } from 'preact';
import type { Readiness } from '../../../../src/contract/http-health.ts';
import { countText } from '../format/quantity.ts';
import { instantText } from '../format/time.ts';
import { durationText, t } from '../i18n/translate.ts';
import { clockNow } from '../state/clock.ts';
import { countyTimeZone } from '../state/county.ts';
import { health } from '../state/health.ts';
import { mayDo } from '../state/session.ts';

type Part = Readiness['parts'][number];
type Store = Readiness['store'];
type Ailing = Part & { readonly condition: Exclude<Part['condition'], 'working'> };

/** A store that is level in less is not worth a word, in s. */
const drainShownFromS = 5;

function isAiling(part: Part): part is Ailing {
  return part.condition !== 'working';
}

function waitingText({ backlogMessages, drainS }: Store): string {
  const count = countText(backlogMessages);
  if (drainS === null) return t('health.waiting', { count });
  return t('health.waitingFor', { count, drain: durationText(drainS * 1_000) });
}

/** How long the store has been away, and what waits for it. */
function StoreAway({ store }: { store: Store }): VNode | null {
  if (store.awaySince === null) return null;
  const since = Date.parse(store.awaySince);
  const at = instantText(since, countyTimeZone());
  const age = durationText(Math.max(0, clockNow.value - since));
  return (
    <span>
      {t('health.since', { at, age })} {waitingText(store)}
    </span>
  );
}

/** One part that does not do its work: what that means, and for those who can mend it, what to do. */
function PartStrip({ part, store }: { part: Ailing; store: Store }): VNode {
  return (
    <div class={part.ok ? 'strip' : 'strip strip-bad'}>
      <strong>{t(`health.title.${part.condition}`)}</strong>
      <span>{t(`health.meaning.${part.condition}`)}</span>
      {part.name === 'store' && <StoreAway store={store} />}
      {mayDo('seeRemedies') && (
        <details class="strip-more">
          <summary>{t('health.whatToDo')}</summary>
          <p>{t(`health.remedy.${part.condition}`)}</p>
          <p class="mono small">{part.detail}</p>
        </details>
      )}
    </div>
  );
}

/** What is wrong with the service, above every page; nothing while all is well. */
export function HealthStrips(): VNode | null {
  const known = health.value;
  if (known === null) return null;
  const { parts, store } = known;
  const ailing = parts.filter(isAiling);
  const isDraining = store.awaySince === null && (store.drainS ?? 0) >= drainShownFromS;
  return (
    <div class="health" role="status" aria-label={t('health.label')}>
      {ailing.map((part) => (
        <PartStrip key={part.name} part={part} store={store} />
      ))}
      {isDraining && (
        <div class="strip">
          <strong>{t('health.draining')}</strong>
          <span>{waitingText(store)}</span>
          <span>{t('health.newestFirst')}</span>
        </div>
      )}
    </div>
  );
}
