import type { Building } from '../../src/physics/heat/building.ts';

/** A house as tests of heat have it, neither old nor new (assumptions). */
export const house: Building = {
  opaqueWPerK: 150,
  windowWPerK: 40,
  ventilationWPerK: 80,
  massToSurfaceWPerK: 2_500,
  surfaceToAirWPerK: 1_400,
  capacityJPerK: 1.6e7,
  massAreaRatio: 0.7,
  innerAreaM2: 400,
};
