import type { Signal } from '@preact/signals';
import type { TargetedKeyboardEvent, TargetedMouseEvent, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { nameOf, t, wordFor } from '../i18n/translate.ts';
import { nodeNow } from '../state/live.ts';
import { addressOf, navigate } from '../state/router.ts';
import { Figure } from '../ui/figure.tsx';
import { Icon } from '../ui/icon.tsx';
import { StateMark } from '../ui/marks.tsx';
import { type DeviceRow, type NodeRow, nextRow, type TreeRow } from './tree-rows.ts';

/** Address of what a row stands for. The time range of the page is carried along. */
function addressOfRow(row: TreeRow, keep: Readonly<Record<string, string | null>>): string {
  return row.type === 'node'
    ? addressOf('/', { node: row.id, ...keep })
    : addressOf(`/devices/${encodeURIComponent(row.device.id)}`);
}

/** What the node draws from above: live for the node that the page follows, as its headline says. */
function powerOf(row: NodeRow): number | null {
  if (row.powerKw === null) return null;
  const now = nodeNow.value;
  return now?.node === row.id ? (now.pccPowerKw ?? row.powerKw) : row.powerKw;
}

function NodeLine({ row }: { row: NodeRow }): VNode {
  const powerKw = powerOf(row);
  return (
    <>
      <span class="tree-name" title={row.id}>
        {nameOf(row.node)}
        <span class="hidden-text"> {t(`node.${row.node.kind}`)}</span>
      </span>
      {row.deviating > 0 && (
        <span class="tree-deviating" title={t('tree.deviating', { count: row.deviating })}>
          <svg width="10" height="10" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <path d="M6 1l5.2 9.5H.8z" fill="currentColor" />
          </svg>
          <span aria-hidden="true">{row.deviating}</span>
          <span class="hidden-text">{t('tree.deviating', { count: row.deviating })}</span>
        </span>
      )}
      {powerKw !== null && <Figure value={powerKw} unit="kW" />}
    </>
  );
}

function DeviceLine({ row }: { row: DeviceRow }): VNode {
  const { device } = row;
  return (
    <>
      <span class="tree-state">
        <StateMark state={device.state} quiet />
      </span>
      <span class="tree-name" title={device.id}>
        {device.name}
        <span class="hidden-text"> {wordFor('kind', device.kind)}</span>
      </span>
      {device.powerKw !== null && (
        <span class={device.state === 'online' ? undefined : 'aged'}>
          <Figure value={device.powerKw} unit="kW" />
        </span>
      )}
    </>
  );
}

/** Whether a key unfolds (true) or folds (false) a row; null for keys and rows that do neither. */
function foldByKey(row: TreeRow, key: string): boolean | null {
  if (row.type === 'device' || !row.canOpen) return null;
  if (key === 'ArrowRight') return row.isOpen ? null : true;
  return key === 'ArrowLeft' && row.isOpen ? false : null;
}

export interface TreeListProps {
  readonly rows: readonly TreeRow[];
  /** Row id of what the page shows. */
  readonly chosen: string | null;
  readonly open: Signal<ReadonlySet<string>>;
  readonly keep: Readonly<Record<string, string | null>>;
}

export function TreeList({ rows, chosen, open, keep }: TreeListProps): VNode {
  const list = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const has = (id: string | null): boolean => rows.some((row) => row.id === id);
  const stop = [focused, chosen].find((id) => id !== null && has(id)) ?? rows[0]?.id;

  const setOpen = (id: string, isOpen: boolean): void => {
    const next = new Set(open.value);
    if (isOpen) next.add(id);
    else next.delete(id);
    open.value = next;
  };
  const focusRow = (row: TreeRow): void => {
    setFocused(row.id);
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus();
  };
  const onKey = (event: TargetedKeyboardEvent<HTMLElement>, row: TreeRow): void => {
    const fold = foldByKey(row, event.key);
    const next = fold === null ? nextRow(rows, row.id, event.key) : null;
    if (fold === null && next === null && event.key !== ' ') return;
    event.preventDefault();
    if (fold !== null) setOpen(row.id, fold);
    else if (next !== null) focusRow(next);
    else navigate(addressOfRow(row, keep));
  };
  const onClick = (event: TargetedMouseEvent<HTMLElement>, row: TreeRow): void => {
    const pressed = event.target instanceof Element ? event.target : null;
    if (row.type === 'device' || !pressed?.closest('[data-toggle]')) return;
    event.preventDefault();
    setOpen(row.id, !row.isOpen);
  };
  return (
    <div class="tree-list" role="tree" aria-label={t('tree.title')} ref={list}>
      {rows.map((row) => (
        <a
          key={row.id}
          href={addressOfRow(row, keep)}
          role="treeitem"
          class={`tree-row tree-${row.type}`}
          data-row={row.id}
          aria-level={row.level}
          aria-expanded={row.type === 'node' && row.canOpen ? row.isOpen : undefined}
          aria-selected={row.id === chosen}
          tabIndex={row.id === stop ? 0 : -1}
          style={{ '--level': row.level - 1 }}
          onKeyDown={(event) => onKey(event, row)}
          onClick={(event) => onClick(event, row)}
          onFocus={() => setFocused(row.id)}
        >
          <Toggle row={row} />
          {row.type === 'node' ? <NodeLine row={row} /> : <DeviceLine row={row} />}
        </a>
      ))}
    </div>
  );
}

/** The arrow of a row. A press on it unfolds the row; the keyboard does so with the arrow keys. */
function Toggle({ row }: { row: TreeRow }): VNode | null {
  if (row.type === 'device') return null;
  if (!row.canOpen) return <span class="tree-toggle" />;
  return (
    <span class={row.isOpen ? 'tree-toggle tree-toggle-open' : 'tree-toggle'} data-toggle="true">
      <Icon name="chevron" size={14} />
    </span>
  );
}
