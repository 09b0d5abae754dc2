import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stepBattery } from '../../../src/physics/battery.ts';
import {
  heatingCurveTempC,
  heatPumpCopRatio,
  spaceHeatKw,
  stepHeatStore,
} from '../../../src/physics/heat.ts';
import {
  airDensityKgPerM3,
  densityCorrectedCurve,
  type PowerCurve,
  windAtHeightMps,
  windPowerRatio,
} from '../../../src/physics/wind.ts';
import { type CsvRow, numberIn, readCsv, sharedFolder } from '../../support/shared-data.ts';

const shared = sharedFolder('physics');
const rowsOf = (file: string): CsvRow[] => readCsv(join(shared.path, file));

const curve: PowerCurve = { speedsMps: [0, 3, 11, 20], powerRatios: [0, 0, 1, 1] };

test('a turbine gives nothing below cut-in and above cut-out', () => {
  expect(windPowerRatio(curve, 0)).toBe(0);
  expect(windPowerRatio(curve, 7)).toBeCloseTo(0.5, 9);
  expect(windPowerRatio(curve, 20)).toBe(1);
  expect(windPowerRatio(curve, 20.1)).toBe(0);
  expect(windAtHeightMps(5, { fromM: 10, toM: 10, exponent: 0.2 })).toBe(5);
});

test('thin air gives less below the rating', () => {
  const thin = densityCorrectedCurve(curve, 1.0);
  expect(windPowerRatio(thin, 7)).toBeLessThan(windPowerRatio(curve, 7));
  expect(airDensityKgPerM3(1013.25, 15)).toBeCloseTo(1.225, 3);
});

test.skipIf(shared.absent)(shared.title('wind power agrees with the reference'), () => {
  const points = rowsOf('wind/curves.csv').filter((row) => row.kind === 'power_w');
  const curveOf = (turbine: string): PowerCurve => {
    const own = points.filter((row) => row.turbine === turbine);
    return {
      speedsMps: own.map((row) => numberIn(row, 'wind_speed')),
      powerRatios: own.map((row) => numberIn(row, 'value')),
    };
  };
  for (const row of rowsOf('wind/power_grid.csv')) {
    const own = curveOf(row.turbine ?? '');
    const speed = numberIn(row, 'wind_speed_hub');
    const check = (value: number, name: string): void => {
      const wanted = numberIn(row, name);
      if (Number.isNaN(wanted)) return;
      expect(Math.abs(value - wanted)).toBeLessThan(Math.max(0.02, 1e-6 * wanted));
    };
    check(windPowerRatio(own, speed), 'power_curve_w');
    const corrected = densityCorrectedCurve(own, numberIn(row, 'density'));
    check(windPowerRatio(corrected, speed), 'power_curve_density_corrected_w');
  }
  for (const row of rowsOf('wind/height_extrapolation.csv')) {
    if (row.method !== 'hellman' || row.hellman_exponent === '') continue;
    const hub = windAtHeightMps(numberIn(row, 'v_ref'), {
      fromM: numberIn(row, 'h_ref'),
      toM: numberIn(row, 'h_hub'),
      exponent: numberIn(row, 'hellman_exponent'),
    });
    expect(Math.abs(hub - numberIn(row, 'v_hub'))).toBeLessThan(2e-7);
  }
});

const limits = {
  capacityKwh: 100,
  energyKwhMin: 10,
  energyKwhMax: 95,
  powerKwMax: 50,
  chargeRatio: 0.95,
  dischargeRatio: 0.95,
};

test.each([
  { what: 'a wish above the converter is narrowed', energy: 50, wish: 80, hours: 0.1, power: 50 },
  { what: 'charging too', energy: 50, wish: -80, hours: 0.1, power: -50 },
  { what: 'an empty battery gives nothing', energy: 10, wish: 20, hours: 1, power: 0 },
  { what: 'a full one takes nothing', energy: 95, wish: -20, hours: 1, power: 0 },
  { what: 'the last energy is spread over the step', energy: 20, wish: 50, hours: 1, power: 9.5 },
  { what: 'below its minimum it may charge', energy: 5, wish: -10, hours: 1, power: -10 },
  { what: 'below its minimum it may not discharge', energy: 5, wish: 10, hours: 1, power: 0 },
])('battery: $what', ({ energy, wish, hours, power }) => {
  expect(stepBattery(limits, energy, wish, hours).powerKw).toBeCloseTo(power, 9);
});

test('a battery loses energy on the way in and on the way out', () => {
  expect(stepBattery(limits, 50, -20, 1).energyKwh).toBeCloseTo(69, 9);
  expect(stepBattery(limits, 50, 19, 1).energyKwh).toBeCloseTo(30, 9);
});

test('heat demand follows the cold, the heating curve with it', () => {
  const buildings = { designHeatKw: 100, designTempC: -5, limitTempC: 16 };
  expect(spaceHeatKw(buildings, -5)).toBe(100);
  expect(spaceHeatKw(buildings, 20)).toBe(0);
  expect(heatingCurveTempC(buildings, 16, { lowC: 32, designC: 45 })).toBe(32);
  expect(heatingCurveTempC(buildings, -5, { lowC: 32, designC: 45 })).toBe(45);
  expect(heatPumpCopRatio({ qualityRatio: 0.45, sourceTempC: 16, supplyTempC: 42 })).toBeCloseTo(
    5.4545,
    3,
  );
});

test('a heat store neither overflows nor runs below empty', () => {
  const store = { capacityKwh: 100, lossRatioPerH: 0 };
  expect(stepHeatStore(store, 90, -50, 1)).toEqual({ heatKw: -10, energyKwh: 100 });
  expect(stepHeatStore(store, 10, 50, 1)).toEqual({ heatKw: 10, energyKwh: 0 });
  expect(stepHeatStore({ ...store, lossRatioPerH: 0.01 }, 50, 0, 1).energyKwh).toBeLessThan(50);
});

test.skipIf(shared.absent)(shared.title('heat pump COP agrees with the reference'), () => {
  for (const row of rowsOf('heat/cop_carnot_oemof.csv')) {
    if (row.mode !== 'heat_pump') continue;
    const cop = heatPumpCopRatio({
      qualityRatio: numberIn(row, 'quality_grade'),
      sourceTempC: numberIn(row, 'temp_low_c'),
      supplyTempC: numberIn(row, 'temp_high_c'),
    });
    expect(Math.abs(cop - numberIn(row, 'cop'))).toBeLessThan(1e-7);
  }
});
