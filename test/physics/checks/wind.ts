import type { PeerCheck } from '../peer-check.ts';

export const windChecks: readonly PeerCheck[] = [];
