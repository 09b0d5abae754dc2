import type { PeerCheck } from '../peer-check.ts';

export const batteryChecks: readonly PeerCheck[] = [];
