import type { KnownColumn, KnownView } from '../frame/known-view.ts';

const unknown: KnownColumn = { at: () => Number.NaN };

/** A view in which the columns that are not believed read as missing. */
export function believedView(view: KnownView, ignored: readonly string[]): KnownView {
  if (ignored.length === 0) return view;
  const believed = (columns: ReadonlyMap<string, KnownColumn>): ReadonlyMap<string, KnownColumn> =>
    new Map(
      [...columns].map(([name, column]) => [name, ignored.includes(name) ? unknown : column]),
    );
  return {
    facts: view.facts,
    target: view.target,
    measured: believed(view.measured),
    foreseen: believed(view.foreseen),
    moveTo: (origin) => view.moveTo(origin),
  };
}
