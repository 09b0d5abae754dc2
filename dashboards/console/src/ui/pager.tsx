import type { VNode } from 'preact';
import { countText } from '../format/quantity.ts';
import { t } from '../i18n/translate.ts';

/** Steps through pages; the place in the list is in the address. */
export function Pager(props: {
  offset: number;
  shown: number;
  total: number;
  pageSize: number;
  addressOf: (offset: number) => string;
}): VNode | null {
  const { offset, shown, total, pageSize } = props;
  if (total === 0) return null;
  const previous = Math.max(0, offset - pageSize);
  const next = offset + pageSize;
  return (
    <nav class="pager" aria-label={t('common.pages')}>
      <span class="number muted">
        {t('common.pageOf', {
          from: countText(offset + 1),
          to: countText(offset + shown),
          total: countText(total),
        })}
      </span>
      <PageLink
        href={offset > 0 ? props.addressOf(previous) : null}
        word={t('common.previousPage')}
      />
      <PageLink href={next < total ? props.addressOf(next) : null} word={t('common.nextPage')} />
    </nav>
  );
}

/** A link to another page of a list, or the place where it would be. */
export function PageLink({ href, word }: { href: string | null; word: string }): VNode {
  if (href === null) {
    return (
      <span class="button" aria-disabled="true">
        {word}
      </span>
    );
  }
  return (
    <a class="button" href={href}>
      {word}
    </a>
  );
}
