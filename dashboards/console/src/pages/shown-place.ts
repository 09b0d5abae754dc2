import { homePlace, type Place, placeOf, topology } from '../state/county.ts';
import { currentQuery } from '../state/router.ts';
import { session } from '../state/session.ts';

/** The place that the address names, else the one where the account begins; null while the tree is not read. */
export function shownPlace(): Place | null {
  const view = topology.value;
  if (view === null) return null;
  const wanted = currentQuery.value.get('node');
  if (wanted !== null) return placeOf(view, wanted);
  const state = session.value;
  return homePlace(view, state.kind === 'signed_in' ? state.user.cooperativeId : null);
}
