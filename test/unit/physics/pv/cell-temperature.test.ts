import { expect, test } from 'vitest';
import {
  faimanCellTempC,
  type ModuleAir,
  pvsystCellTempC,
  pvsystMountings,
  rossCellTempC,
} from '../../../../src/physics/pv/cell-temperature.ts';
import { freeNoctMounting, noctCellTempC } from '../../../../src/physics/pv/noct-temperature.ts';
import {
  sapmCellTempC,
  sapmModuleTempC,
  sapmMountings,
} from '../../../../src/physics/pv/sapm-temperature.ts';

const bright: ModuleAir = { poaWm2: 1_000, airTempC: 20, windSpeedMps: 3 };
const models: readonly (readonly [string, (air: ModuleAir) => number])[] = [
  ['Faiman', faimanCellTempC],
  ['PVsyst', (air) => pvsystCellTempC(air, pvsystMountings.freestanding)],
  ['SAPM', (air) => sapmCellTempC(air, sapmMountings.openRackGlassGlass)],
  ['NOCT', (air) => noctCellTempC(air, freeNoctMounting)],
  ['Ross', (air) => rossCellTempC(air, 0.0208)],
];

test.each(models)('%s: a cell in the dark is as warm as the air', (_, cellTempC) => {
  expect(cellTempC({ ...bright, poaWm2: 0 })).toBe(20);
});

test.each(models)('%s: a cell in the sun is 20 to 35 K above it, less in wind', (_, cellTempC) => {
  expect(cellTempC(bright)).toBeGreaterThan(37);
  expect(cellTempC(bright)).toBeLessThan(55);
  expect(cellTempC({ ...bright, windSpeedMps: 8 })).toBeLessThanOrEqual(cellTempC(bright));
});

test('values computed by hand from the equations', () => {
  expect(faimanCellTempC({ poaWm2: 800, airTempC: 30, windSpeedMps: 1 })).toBeCloseTo(
    30 + 800 / 31.84,
    12,
  );
  expect(pvsystCellTempC(bright, pvsystMountings.freestanding)).toBeCloseTo(20 + 810 / 29, 12);
  expect(sapmModuleTempC(bright, sapmMountings.openRackGlassGlass)).toBeCloseTo(
    20 + 1_000 * Math.exp(-3.6482),
    12,
  );
  expect(sapmCellTempC(bright, sapmMountings.insulatedBackGlassPolymer)).toBe(
    sapmModuleTempC(bright, sapmMountings.insulatedBackGlassPolymer),
  );
  expect(rossCellTempC(bright, 0.03)).toBe(50);
});

test('under its own conditions a module reaches its nominal temperature, less what leaves as power', () => {
  const nominal = { poaWm2: 800, airTempC: 20, windSpeedMps: 1 / 0.51 };
  expect(noctCellTempC(nominal, freeNoctMounting)).toBeCloseTo(20 + 25 * (7 / 9), 9);
  expect(noctCellTempC(nominal, { ...freeNoctMounting, gapMm: 25 })).toBeCloseTo(
    20 + 36 * (7 / 9),
    9,
  );
  expect(noctCellTempC(nominal, { ...freeNoctMounting, storeys: 2 })).toBeLessThan(
    noctCellTempC(nominal, freeNoctMounting),
  );
});
