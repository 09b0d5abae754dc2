import type { PeerCheck } from '../peer-check.ts';
import { bdewCheck } from './heat/bdew.ts';
import { fieldCheck, lineSourceCheck } from './heat/boreholes.ts';
import { buildingCheck } from './heat/building.ts';
import { copCheck, hplibCheck } from './heat/heat-pumps.ts';

export const heatChecks: readonly PeerCheck[] = [
  copCheck,
  hplibCheck,
  buildingCheck,
  lineSourceCheck,
  fieldCheck,
  bdewCheck,
];
