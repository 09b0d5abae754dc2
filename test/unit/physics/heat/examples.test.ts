import { expect, test } from 'vitest';
import {
  rectangularPositions,
  uniformRateResponse,
} from '../../../../src/physics/heat/borehole-field.ts';
import { stepZone } from '../../../../src/physics/heat/building.ts';
import { stepControlledZone } from '../../../../src/physics/heat/controlled-zone.ts';
import { chillerCopRatio, heatPumpCopRatio } from '../../../../src/physics/heat/cop.ts';
import { erf } from '../../../../src/physics/heat/error-function.ts';
import { genericHeatPump } from '../../../../src/physics/heat/generic-heat-pump.ts';
import { wallTempChangeK } from '../../../../src/physics/heat/ground-response.ts';
import { heatingCurveTempC, spaceHeatKw } from '../../../../src/physics/heat/heating-curve.ts';
import { lineSourceResponse } from '../../../../src/physics/heat/line-source.ts';
import { filledPipe, stepPipe } from '../../../../src/physics/heat/network-pipe.ts';
import { layersOf } from '../../../../src/physics/heat/store-blocks.ts';
import { stepStratifiedStore } from '../../../../src/physics/heat/stratified-store.ts';
import { uniformTemperatureResponse } from '../../../../src/physics/heat/uniform-wall.ts';
import { airControl, frostyHour, house } from '../../../support/example-house.ts';

const well = { lengthM: 100, depthM: 4 };
const field = {
  positions: rectangularPositions({ rows: 1, columns: 1, spacingM: 6 }),
  lengthM: 100,
  buriedDepthM: 4,
  radiusM: 0.075,
  diffusivityM2PerS: 1e-6,
};
const pump = {
  group: 'water_on_off',
  referencePowerKw: 3,
  referenceHeatKw: 10,
  cop: { sourcePerC: 0.1, supplyPerC: -0.1, constant: 8, ambientPerC: 0 },
  power: { sourcePerC: -0.01, supplyPerC: 0.01, constant: 0.4, ambientPerC: -0.02 },
} as const;
const tank = { volumeM3: 10, lossKwPerK: 0.02, mixingKwPerK: 0.01 };
const pipe = { lengthM: 1_200, innerDiameterM: 0.1, lossWPerMK: 0.3 };
const buildings = { designHeatKw: 100, designTempC: -5, limitTempC: 15 };

const examples: Readonly<Record<string, readonly [number, number, number]>> = {
  erf: [erf(1), 0.8427007929497149, 15],
  heatPumpCopRatio: [
    heatPumpCopRatio({ qualityRatio: 0.4, sourceTempC: -5, supplyTempC: 35 }),
    3.0815,
    9,
  ],
  chillerCopRatio: [
    chillerCopRatio({ qualityRatio: 0.4, coldTempC: 5, rejectTempC: 30 }),
    4.4504,
    9,
  ],
  genericHeatPump: [
    genericHeatPump(pump, { sourceTempC: 15, returnTempC: 30, outdoorTempC: 5 }).heatKw,
    9,
    9,
  ],
  spaceHeatKw: [spaceHeatKw(buildings, 5), 50, 9],
  heatingCurveTempC: [heatingCurveTempC(buildings, 5, { lowC: 33, designC: 45 }), 39, 9],
  stepZone: [
    stepZone(house, 19, { ...frostyHour, powerW: 5_000, emitter: 'air' }, 1).airTempC,
    21.7,
    1,
  ],
  stepControlledZone: [stepControlledZone(house, 19, frostyHour, airControl).powerW, 3_422, 0],
  lineSourceResponse: [
    lineSourceResponse({
      source: well,
      receiver: well,
      distanceM: 0.075,
      diffusivityM2PerS: 1e-6,
      timeS: 86_400,
    }),
    1.7759,
    4,
  ],
  uniformRateResponse: [uniformRateResponse(field, 604_800), 2.7365, 4],
  uniformTemperatureResponse: [
    uniformTemperatureResponse(field, [3_600, 86_400, 31_536_000]).at(-1) ?? 0,
    4.645,
    3,
  ],
  wallTempChangeK: [
    wallTempChangeK(
      { timesS: [3_600, 86_400], responses: [0.36, 1.78] },
      [{ fromS: 0, drawWPerM: 30 }],
      { conductivityWPerMK: 2, atS: 86_400 },
    ),
    -4.25,
    2,
  ],
  stepStratifiedStore: [
    stepStratifiedStore(tank, [50, 40], { flowM3PerH: 1, inletTempC: 60, roomTempC: 15 }, 1)
      .tempsC[1] ?? 0,
    41.9,
    1,
  ],
  layersOf: [
    layersOf(
      [
        { share: 0.75, tempC: 60 },
        { share: 0.25, tempC: 40 },
      ],
      2,
    )[1] ?? 0,
    50,
    9,
  ],
  stepPipe: [
    stepPipe(pipe, filledPipe(pipe, 40), { flowKgPerS: 4, inletTempC: 45, groundTempC: 12 }, 1)
      .outletTempC,
    41.3,
    1,
  ],
};

test.each(Object.entries(examples))('the example of %s is true', (_name, [value, told, digits]) => {
  expect(value).toBeCloseTo(told, digits);
});
