import type { Part } from '../../curve/slots.ts';

/** Below this a battery rests and an exchange is even, in kW. */
const idleKw = 0.05;

export type Direction =
  | 'discharge'
  | 'charge'
  | 'idle'
  | 'import'
  | 'export'
  | 'balanced'
  | 'ownUse';

/** The word that goes with a value's sign; null where the sign needs none. */
export function directionOf(part: Part, powerKw: number): Direction | null {
  const isIdle = Math.abs(powerKw) < idleKw;
  switch (part) {
    case 'batteryPowerKw':
      if (isIdle) return 'idle';
      return powerKw > 0 ? 'discharge' : 'charge';
    case 'pccPowerKw':
      if (isIdle) return 'balanced';
      return powerKw > 0 ? 'import' : 'export';
    case 'pvPowerKw':
    case 'windPowerKw':
    case 'biogasPowerKw':
      return powerKw < -idleKw ? 'ownUse' : null;
    default:
      return null;
  }
}
