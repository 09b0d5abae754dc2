import type { VNode } from 'preact';
import type { DeviceState } from '../../../../src/contract/http.ts';
import type { SlotQuality } from '../curve/slots.ts';
import type { Source } from '../curve/sources.ts';
import { wordFor } from '../i18n/translate.ts';

/** States and qualities have a shape each, so that they are told apart without colour. */
const shapes: Readonly<Record<DeviceState | SlotQuality, VNode>> = {
  online: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  stale: <path d="M6 1l5.2 9.5H.8z" fill="currentColor" />,
  dead: <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.4" />,
  silent: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" />,
  good: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  questionable: <path d="M6 .8L11.2 6 6 11.2.8 6z" fill="currentColor" />,
  invalid: <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.4" />,
};

function Shape({ of }: { of: DeviceState | SlotQuality }): VNode {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {shapes[of]}
    </svg>
  );
}

export function StateMark({ state, quiet }: { state: DeviceState; quiet?: boolean }): VNode {
  const word = wordFor('deviceState', state);
  return (
    <span class={`mark mark-${state}`} title={quiet ? word : undefined}>
      <Shape of={state} />
      <span class={quiet ? 'hidden-text' : undefined}>{word}</span>
    </span>
  );
}

export function QualityMark({ quality }: { quality: SlotQuality }): VNode {
  return (
    <span class={`mark mark-${quality}`}>
      <Shape of={quality} />
      <span>{wordFor('quality', quality)}</span>
    </span>
  );
}

/** The colour of a source, as a square for an area and a bar for a line. */
export function Swatch({ source }: { source: Source }): VNode {
  return (
    <span
      class={source.mark === 'line' ? 'swatch swatch-line' : 'swatch'}
      style={{ '--swatch': `var(--${source.color})` }}
      aria-hidden="true"
    />
  );
}
