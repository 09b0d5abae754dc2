import type { VNode } from 'preact';
import type { DeviceState } from '../../../../../src/contract/http.ts';
import { nameOf, t, wordFor } from '../../i18n/translate.ts';
import { placeOf, topology } from '../../state/county.ts';
import { addressOf, addressWith, currentQuery, navigate } from '../../state/router.ts';
import { ChoiceField, SearchField } from '../../ui/fields.tsx';
import { deviceKinds } from './kinds.ts';

const states: readonly DeviceState[] = ['online', 'stale', 'dead', 'silent'];

/** A changed filter begins at the first page again. */
function filterBy(name: 'search' | 'kind' | 'state', value: string): void {
  navigate(addressWith({ [name]: value, offset: null }), { replace: name === 'search' });
}

export function DeviceFilters(): VNode {
  const query = currentQuery.value;
  const scope = query.get('node') ?? query.get('cooperative');
  const place = topology.value === null || scope === null ? null : placeOf(topology.value, scope);
  const isFiltered = ['search', 'kind', 'state', 'node', 'cooperative'].some((name) =>
    query.has(name),
  );
  return (
    <search class="filters" aria-label={t('devices.filters')}>
      <div class="filters-search">
        <SearchField
          label={t('common.search')}
          hint={t('devices.search')}
          value={query.get('search') ?? ''}
          onSearch={(text) => filterBy('search', text)}
        />
      </div>
      <ChoiceField
        label={t('devices.kind')}
        value={query.get('kind') ?? ''}
        choices={deviceKinds.map((value) => ({ value, label: wordFor('kind', value) }))}
        onChoose={(kind) => filterBy('kind', kind)}
      />
      <ChoiceField
        label={t('devices.state')}
        value={query.get('state') ?? ''}
        choices={states.map((value) => ({ value, label: wordFor('deviceState', value) }))}
        onChoose={(state) => filterBy('state', state)}
      />
      {scope !== null && (
        <a
          class="button filters-scope"
          href={addressWith({ node: null, cooperative: null, offset: null })}
        >
          {t('devices.onlyBelow', { name: place === null ? scope : nameOf(place) })}
          <span aria-hidden="true">×</span>
        </a>
      )}
      {isFiltered && (
        <a class="filters-clear" href={addressOf('/devices')}>
          {t('devices.clear')}
        </a>
      )}
    </search>
  );
}
