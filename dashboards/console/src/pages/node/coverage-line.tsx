import type { VNode } from 'preact';
import { quantityText } from '../../format/quantity.ts';
import { t } from '../../i18n/translate.ts';
import type { Drawn } from './use-drawn.ts';

/** How whole the data under the curve is, with a key to its marks. */
export function CoverageLine({ drawn }: { drawn: Drawn }): VNode {
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
      <span class="coverage-signs muted">{t('curve.signs')}</span>
    </div>
  );
}
