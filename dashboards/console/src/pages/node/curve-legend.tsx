import type { VNode } from 'preact';
import type { Part } from '../../curve/slots.ts';
import { sourceOf } from '../../curve/sources.ts';
import { t } from '../../i18n/translate.ts';
import { Swatch } from '../../ui/marks.tsx';

/** Names of what is drawn; each can be hidden. */
export function CurveLegend(props: {
  measured: readonly Part[];
  hidden: ReadonlySet<Part>;
  onToggle: (part: Part) => void;
}): VNode {
  return (
    <ul class="legend" aria-label={t('curve.legend')}>
      {props.measured.map((part) => {
        const isShown = !props.hidden.has(part);
        return (
          <li key={part}>
            <button
              type="button"
              class="legend-entry"
              aria-pressed={isShown}
              title={t(isShown ? 'curve.hide' : 'curve.show', { name: t(`part.${part}`) })}
              onClick={() => props.onToggle(part)}
            >
              <Swatch source={sourceOf(part)} />
              {t(`part.${part}`)}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
