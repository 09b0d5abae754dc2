import type { VNode } from 'preact';
import { quantityText } from '../../format/quantity.ts';
import { t } from '../../i18n/translate.ts';
import type { Drawn } from './use-drawn.ts';

/** How whole the data under the curve is, with a key to its marks and a note on reading it. */
export function CoverageLine({ drawn, note }: { drawn: Drawn; note: string | null }): VNode {
  const { completeness, partialSlots, questionableSlots, holes } = drawn.coverage;
  const share = completeness === null ? null : Math.floor(completeness * 1_000) / 10;
  return (
    <div class="coverage">
      <span>
        {t('curve.completeness')} <strong class="number">{quantityText(share, '%')}</strong>
      </span>
      {partialSlots > 0 && (
        <span class="coverage-item">
          <span class="key key-partial" aria-hidden="true" />
          {t('curve.partialCount', { count: partialSlots })}
        </span>
      )}
      {holes > 0 && (
        <span class="coverage-item">
          <span class="key key-hole" aria-hidden="true" />
          {t('curve.holeCount', { count: holes })}
        </span>
      )}
      {questionableSlots > 0 && (
        <span class="coverage-item">
          <span class="key key-questionable" aria-hidden="true" />
          {t('curve.questionableCount', { count: questionableSlots })}
        </span>
      )}
      {drawn.trace.provisionalFrom !== null && (
        <span class="coverage-item muted">{t('curve.provisionalNote')}</span>
      )}
      {note !== null && <span class="coverage-signs muted">{note}</span>}
    </div>
  );
}
