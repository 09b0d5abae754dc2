import type { PeerCheck } from '../peer-check.ts';

export const solarChecks: readonly PeerCheck[] = [];
