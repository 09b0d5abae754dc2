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

/** An hour of frost with people in the house, and no sun. */
export const frostyHour = { outdoorTempC: -5, internalGainsW: 200, solarGainsW: 0 } as const;

/** Settings that hold the house between 20 °C and 26 °C. */
export const airControl = {
  heatingTempC: 20,
  coolingTempC: 26,
  heatingWMax: 20_000,
  coolingWMin: -5_000,
  emitter: 'air',
} as const;
