import type { PeerCheck } from '../peer-check.ts';
import { dailyCheck, eventsCheck } from './solar/calendar.ts';
import { clearSkyCheck } from './solar/clear-sky.ts';
import { decompositionCheck, dirintCheck } from './solar/decomposition.ts';
import { positionCheck, refractionCheck, reportCheck } from './solar/position.ts';
import { transpositionCheck } from './solar/transposition.ts';

export const solarChecks: readonly PeerCheck[] = [
  positionCheck,
  refractionCheck,
  reportCheck,
  dailyCheck,
  eventsCheck,
  clearSkyCheck,
  decompositionCheck,
  dirintCheck,
  transpositionCheck,
];
