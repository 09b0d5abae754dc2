import type { VNode } from 'preact';
import { type QuarantineList, readQuarantine } from '../../api/routes.ts';
import { useQuery } from '../../api/use-query.ts';
import { countText } from '../../format/quantity.ts';
import { t, wordFor } from '../../i18n/translate.ts';
import { zh } from '../../i18n/zh.ts';
import { addressWith, currentQuery, navigate } from '../../state/router.ts';
import { allowedRoles } from '../../state/session.ts';
import { ChoiceField } from '../../ui/fields.tsx';
import { FaultNotice, FaultStrip, ForbiddenNotice, Notice } from '../../ui/notice.tsx';
import { PageLink } from '../../ui/pager.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useRootFollowed } from '../use-root-followed.ts';
import { EntryList } from './entry-list.tsx';

const pageSize = 25;

export function QuarantinePage(): VNode {
  useRootFollowed();
  useTitle(t('quarantine.title'));
  const query = currentQuery.value;
  const list = useQuery(
    query.toString(),
    (signal) =>
      readQuarantine(
        { before: query.get('before'), code: query.get('code'), limit: pageSize },
        signal,
      ),
    { keep: true },
  );
  const { value, fault, pending } = list.state.value;
  if (fault?.kind === 'forbidden') return <ForbiddenNotice roles={allowedRoles.seeQuarantine} />;
  return (
    <div class="page">
      <div class="page-head">
        <div class="page-title">
          <h1>{t('quarantine.title')}</h1>
          <p class="muted">{t('quarantine.lead')}</p>
        </div>
        {value !== null && <Counts list={value} />}
      </div>
      <div class="filters">
        <ChoiceField
          label={t('quarantine.filter')}
          value={query.get('code') ?? ''}
          choices={Object.keys(zh.code).map((code) => ({
            value: code,
            label: wordFor('code', code),
          }))}
          onChoose={(code) => navigate(addressWith({ code, before: null }))}
        />
        <button type="button" class="button" onClick={list.reload}>
          {t('common.refresh')}
        </button>
      </div>
      {fault !== null && value !== null && (
        <FaultStrip fault={fault} what="quarantine" onRetry={list.reload} />
      )}
      <section class="card" aria-label={t('quarantine.title')} aria-busy={pending}>
        {value === null && fault === null && <TableSkeleton rows={8} />}
        {value === null && fault !== null && (
          <FaultNotice fault={fault} what="quarantine" onRetry={list.reload} />
        )}
        {value !== null && <Entries list={value} onReplayed={list.reload} />}
      </section>
    </div>
  );
}

function Counts({ list }: { list: QuarantineList }): VNode {
  return (
    <dl class="counts">
      {(['kept', 'added', 'dropped'] as const).map((name) => (
        <div key={name}>
          <dt>{t(`quarantine.${name}`)}</dt>
          <dd class="number">{countText(list[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Entries({ list, onReplayed }: { list: QuarantineList; onReplayed: () => void }): VNode {
  const query = currentQuery.value;
  const isFirst = query.get('before') === null;
  const last = list.items.at(-1);
  if (last === undefined && isFirst) {
    return query.get('code') === null ? (
      <Notice title={t('quarantine.empty')} detail={t('quarantine.emptyHelp')} />
    ) : (
      <Notice title={t('quarantine.emptyFiltered')} />
    );
  }
  const hasOlder = last !== undefined && list.items.length === pageSize;
  return (
    <>
      <EntryList items={list.items} onReplayed={onReplayed} />
      <nav class="pager" aria-label={t('common.pages')}>
        <PageLink href={isFirst ? null : addressWith({ before: null })} word={t('common.newest')} />
        <PageLink
          href={hasOlder ? addressWith({ before: String(last.id) }) : null}
          word={t('common.older')}
        />
      </nav>
    </>
  );
}
