import type { PeerCheck } from '../peer-check.ts';

export const pvChecks: readonly PeerCheck[] = [];
