import { signal, useComputed } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { countText } from '../format/quantity.ts';
import { nameOf, t } from '../i18n/translate.ts';
import {
  pathTo,
  topology,
  topologyFault,
  treeDevices,
  treeDevicesFault,
  treeDevicesMax,
  treeDevicesTotal,
} from '../state/county.ts';
import { addressOf, currentPath } from '../state/router.ts';
import { SearchField } from '../ui/fields.tsx';
import { Skeleton } from '../ui/figure.tsx';
import { TreeList } from './tree-list.tsx';
import { treeRows } from './tree-rows.ts';

/** Which nodes are unfolded; kept while the console is open, on whichever page the tree is shown. */
const open = signal<ReadonlySet<string>>(new Set());
const search = signal('');

/** Unfolds the way to a place, and the first levels at the beginning. */
function unfoldTo(id: string | null): void {
  const view = topology.value;
  if (view === null) return;
  const next = new Set(open.peek());
  const isFirst = next.size === 0;
  for (const node of view.nodes) {
    if (isFirst && (node.kind === 'county' || node.kind === 'substation')) next.add(node.id);
  }
  if (id !== null) for (const above of pathTo(view, id)) next.add(above.id);
  if (next.size !== open.peek().size) open.value = next;
}

export interface TreePanelProps {
  /** Id of the node or device that the page shows. */
  readonly chosen: string | null;
  readonly keep: Readonly<Record<string, string | null>>;
}

export function TreePanel({ chosen, keep }: TreePanelProps): VNode {
  const view = topology.value;
  useEffect(() => unfoldTo(chosen), [chosen, view]);
  const rows = useComputed(() =>
    treeRows({
      nodes: topology.value?.nodes ?? [],
      devices: treeDevices.value ?? [],
      open: open.value,
      search: search.value,
    }),
  );
  return (
    <div class="tree">
      <div class="tree-search">
        <SearchField
          label={t('tree.search')}
          hint={t('tree.searchHint')}
          value={search.value}
          onSearch={(text) => {
            search.value = text;
          }}
        />
      </div>
      <div class="tree-scroll">
        {view === null && topologyFault.value === null && <TreeSkeleton />}
        {view === null && topologyFault.value !== null && (
          <p class="tree-note">{t('fault.title', { what: t('fault.what.topology') })}</p>
        )}
        {view !== null && rows.value.length === 0 && (
          <p class="tree-note">{t('tree.noMatch', { text: search.value })}</p>
        )}
        {rows.value.length > 0 && (
          <TreeList rows={rows.value} chosen={chosen} open={open} keep={keep} />
        )}
        <TreeNotes />
        <CooperativeList chosen={chosen} keep={keep} />
      </div>
    </div>
  );
}

function TreeSkeleton(): VNode {
  return (
    <div class="tree-note">
      {[14, 10, 12, 12, 10, 12].map((chars, index) => (
        <p key={`${index}-${chars}`}>
          <Skeleton chars={chars} />
        </p>
      ))}
    </div>
  );
}

function TreeNotes(): VNode | null {
  if (treeDevicesFault.value !== null) {
    return <p class="tree-note">{t('tree.devicesFailed')}</p>;
  }
  if (treeDevicesTotal.value > treeDevicesMax) {
    return <p class="tree-note">{t('tree.truncated', { count: countText(treeDevicesMax) })}</p>;
  }
  return null;
}

function CooperativeList({ chosen, keep }: TreePanelProps): VNode | null {
  const cooperatives = topology.value?.cooperatives ?? [];
  if (cooperatives.length === 0 || search.value !== '') return null;
  const isHere = (id: string): boolean => currentPath.value === '/' && id === chosen;
  return (
    <section class="tree-cooperatives">
      <h3>{t('tree.cooperatives')}</h3>
      <ul>
        {cooperatives.map((cooperative) => (
          <li key={cooperative.id}>
            <a
              class="tree-row"
              href={addressOf('/', { node: cooperative.id, ...keep })}
              aria-current={isHere(cooperative.id) ? 'page' : undefined}
            >
              <span class="tree-name">{nameOf(cooperative)}</span>
              <span class="number muted small">{cooperative.deviceCount}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
