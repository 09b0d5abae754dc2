import type { TransformerData } from '../../src/physics/grid/branch-parameters.ts';
import { substationTaps } from './voltage-regulator.ts';

/**
 * Transformers of 10/0.4 kV by size: iron and copper loss in kW, as nameplates of the S13 series
 * state them; the series is limited by GB/T 6451-2015.
 */
const villageSizes = [
  { kva: 30, ironKw: 0.08, copperKw: 0.6 },
  { kva: 50, ironKw: 0.1, copperKw: 0.87 },
  { kva: 100, ironKw: 0.15, copperKw: 1.5 },
  { kva: 160, ironKw: 0.2, copperKw: 2.2 },
  { kva: 200, ironKw: 0.24, copperKw: 2.6 },
  { kva: 250, ironKw: 0.29, copperKw: 3.05 },
  { kva: 315, ironKw: 0.34, copperKw: 3.65 },
  { kva: 400, ironKw: 0.41, copperKw: 4.3 },
  { kva: 500, ironKw: 0.48, copperKw: 5.15 },
  { kva: 630, ironKw: 0.57, copperKw: 6.2 },
  { kva: 800, ironKw: 0.7, copperKw: 7.5 },
  { kva: 1_000, ironKw: 0.83, copperKw: 10.3 },
  { kva: 1_250, ironKw: 0.97, copperKw: 12 },
] as const;
const largestVillage = { kva: 1_600, ironKw: 1.17, copperKw: 14.5 } as const;
/** From this size on the short-circuit voltage is higher. */
const stiffFromKva = 630;

/** A distribution transformer of about that size, with its tap changer of ±2 × 2.5 %. */
export function villageTransformer(ratedKva: number, tapPosition: number): TransformerData {
  const size = villageSizes.find(({ kva }) => kva >= ratedKva) ?? largestVillage;
  return {
    ratedKva,
    shortCircuitPct: ratedKva >= stiffFromKva ? 4.5 : 4,
    copperLossPct: (100 * size.copperKw) / size.kva,
    ironLossKw: (size.ironKw * ratedKva) / size.kva,
    noLoadCurrentPct: 0.5,
    tapPosition,
    tapStepPct: 2.5,
  };
}

export const villageTapMax = 2;

/**
 * A transformer of 110/10 kV. Losses fall with the size: 20 MVA lose 18 kW in the iron and 88 kW in
 * the copper, about as GB/T 6451-2015 allows; ten times that size a third less for its size. It is
 * drawn with the tap that gives 10.25 kV at no load.
 */
export function substationTransformer(ratedKva: number): TransformerData {
  const bulk = (ratedKva / 20_000) ** -0.2;
  return {
    ratedKva,
    shortCircuitPct: 10.5,
    copperLossPct: 0.44 * bulk,
    ironLossKw: 0.0009 * ratedKva * bulk,
    noLoadCurrentPct: 0.3,
    tapPosition: substationTaps.usualPosition,
    tapStepPct: 100 * substationTaps.stepRatio,
  };
}
