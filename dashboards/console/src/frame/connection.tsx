import { computed } from '@preact/signals';
import type { VNode } from 'preact';
import { durationText, t } from '../i18n/translate.ts';
import { clockNow } from '../state/clock.ts';
import { feedState, lastEventAt } from '../state/live.ts';

type Shown = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused';

/** From this attempt on a stream that is still away is called lost. */
const lostFromAttempt = 3;
/** Younger data needs no age, in ms. */
const ageShownFromMs = 3_000;

export const shownConnection = computed<Shown>(() => {
  const state = feedState.value;
  if (state.kind !== 'reconnecting') return state.kind;
  return state.attempt >= lostFromAttempt ? 'offline' : 'reconnecting';
});

const shapes: Readonly<Record<Shown, VNode>> = {
  connecting: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.6" />,
  live: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  reconnecting: <path d="M6 1l5.2 9.5H.8z" fill="currentColor" />,
  offline: <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.4" />,
  refused: <path d="M1 6h10" stroke="currentColor" stroke-width="2.4" />,
};

/** Whether the numbers on screen are the present, and how old they are if not. */
export function Connection(): VNode {
  const shown = shownConnection.value;
  const last = lastEventAt.value;
  const isAway = shown === 'reconnecting' || shown === 'offline';
  return (
    <div class={`connection connection-${shown}`} role="status" aria-label={t('connection.state')}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {shapes[shown]}
      </svg>
      <span>{t(`connection.${shown}`)}</span>
      {isAway && last !== null && clockNow.value - last >= ageShownFromMs && (
        <span class="number small">
          {t('connection.lastData', { age: durationText(clockNow.value - last) })}
        </span>
      )}
    </div>
  );
}
