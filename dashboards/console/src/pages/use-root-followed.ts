import { useEffect } from 'preact/hooks';
import { homePlace, topology } from '../state/county.ts';
import { followedDevice, followedNode } from '../state/live.ts';
import { session } from '../state/session.ts';

/**
 * Pages without a live value of their own go on following the place that was shown, or the one
 * where the account begins, so that the connection state in the top bar stays true.
 */
export function useRootFollowed(deviceId: string | null = null): void {
  const view = topology.value;
  const state = session.value;
  const cooperativeId = state.kind === 'signed_in' ? state.user.cooperativeId : null;
  useEffect(() => {
    followedDevice.value = deviceId;
    if (followedNode.peek() === null && view !== null) {
      followedNode.value = homePlace(view, cooperativeId)?.id ?? null;
    }
  }, [view, cooperativeId, deviceId]);
}
