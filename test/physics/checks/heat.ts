import type { PeerCheck } from '../peer-check.ts';

export const heatChecks: readonly PeerCheck[] = [];
