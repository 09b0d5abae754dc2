import type { VNode } from 'preact';
import { t } from '../i18n/translate.ts';
import { Skeleton } from './figure.tsx';

/** Rows of a table that is on its way. */
export function TableSkeleton({ rows }: { rows: number }): VNode {
  return (
    <div class="table-waiting" role="status">
      <span class="hidden-text">{t('common.loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div class="table-waiting-row" key={index}>
          <Skeleton chars={8} />
          <Skeleton chars={18} />
          <Skeleton chars={10} />
        </div>
      ))}
    </div>
  );
}
