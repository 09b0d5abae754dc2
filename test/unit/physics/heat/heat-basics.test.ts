import { expect, test } from 'vitest';
import { chillerCopRatio, heatPumpCopRatio } from '../../../../src/physics/heat/cop.ts';
import { stepHeatStore } from '../../../../src/physics/heat/heat-store.ts';
import { heatingCurveTempC, spaceHeatKw } from '../../../../src/physics/heat/heating-curve.ts';

test('a heat pump gives a share of what Carnot allows', () => {
  const pump = { qualityRatio: 0.4, sourceTempC: -5, supplyTempC: 35 };
  expect(heatPumpCopRatio(pump)).toBeCloseTo((0.4 * 308.15) / 40, 12);
  expect(heatPumpCopRatio({ ...pump, icing: { belowTempC: 2, factorRatio: 0.8 } })).toBeCloseTo(
    (0.8 * 0.4 * 308.15) / 40,
    12,
  );
  expect(heatPumpCopRatio({ ...pump, icing: { belowTempC: -5, factorRatio: 0.8 } })).toBe(
    heatPumpCopRatio(pump),
  );
  expect(chillerCopRatio({ qualityRatio: 0.4, coldTempC: 5, rejectTempC: 30 })).toBeCloseTo(
    (0.4 * 278.15) / 25,
    12,
  );
});

test('heat demand follows the cold, the heating curve with it', () => {
  const buildings = { designHeatKw: 100, designTempC: -5, limitTempC: 16 };
  expect(spaceHeatKw(buildings, -5)).toBe(100);
  expect(spaceHeatKw(buildings, 20)).toBe(0);
  expect(heatingCurveTempC(buildings, 16, { lowC: 32, designC: 45 })).toBe(32);
  expect(heatingCurveTempC(buildings, -5, { lowC: 32, designC: 45 })).toBe(45);
});

test('a heat store neither overflows nor runs below empty', () => {
  const store = { capacityKwh: 100, lossRatioPerH: 0 };
  expect(stepHeatStore(store, 90, -50, 1)).toEqual({ heatKw: -10, energyKwh: 100, lossKwh: 0 });
  expect(stepHeatStore(store, 10, 50, 1)).toEqual({ heatKw: 10, energyKwh: 0, lossKwh: 0 });
  const lossy = stepHeatStore({ ...store, lossRatioPerH: 0.01 }, 50, 0, 1);
  expect(lossy.energyKwh + lossy.lossKwh).toBeCloseTo(50, 12);
  expect(lossy.lossKwh).toBeCloseTo(50 * (1 - Math.exp(-0.01)), 12);
});
