import type { VNode } from 'preact';
import { formatQuantity } from '../format/quantity.ts';

/** A number with its unit, in tabular figures. */
export function Figure({ value, unit }: { value: number | null | undefined; unit: string }): VNode {
  const shown = formatQuantity(value, unit);
  return (
    <span class="number">
      {shown.number}
      {shown.unit !== '' && <span class="unit"> {shown.unit}</span>}
    </span>
  );
}

/** Stands where something of this length will be. */
export function Skeleton({ chars, lines = 1 }: { chars: number; lines?: number }): VNode {
  return (
    <span
      class="skeleton"
      aria-hidden="true"
      style={{ width: `${chars}ch`, height: `${lines * 1.4}em` }}
    />
  );
}
