import type { PeerCheck } from '../peer-check.ts';

export const gridChecks: readonly PeerCheck[] = [];
