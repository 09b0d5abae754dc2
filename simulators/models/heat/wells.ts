import {
  rectangularPositions,
  uniformRateResponse,
} from '../../../src/physics/heat/borehole-field.ts';
import {
  groundModes,
  rememberedTempChangeK,
  stepGround,
} from '../../../src/physics/heat/ground-response.ts';

/** Undisturbed ground below the plain of eastern Henan at half the depth of a borehole (assumption). */
const groundTempC = 16.5;
/** Moist silt and clay (assumption). */
const conductivityWPerMK = 1.9;
/** Between the water and the wall, of a double U-pipe. */
const boreholeKmPerW = 0.08;
const hourS = 3_600;

const timeConstantsS = Array.from({ length: 7 }, (_, place) => 3 * hourS * 5 ** place);

/** A field of 6 by 6 boreholes stands for all: larger ones differ after some years only. */
const field = {
  positions: rectangularPositions({ rows: 6, columns: 6, spacingM: 6 }),
  lengthM: 120,
  buriedDepthM: 2,
  radiusM: 0.075,
  diffusivityM2PerS: 9e-7,
};

const modes = groundModes(
  {
    timesS: timeConstantsS,
    responses: timeConstantsS.map((timeS) => uniformRateResponse(field, timeS)),
  },
  timeConstantsS,
);

export const wellModes = modes.length;

/** Draws that the ground remembers, after a step with `drawWPerM` from each metre of borehole. */
export function stepWells(
  remembered: readonly number[],
  drawWPerM: number,
  hours: number,
): number[] {
  return stepGround(modes, remembered, drawWPerM, hours * hourS);
}

/** Water that comes up from the boreholes, while so much is drawn from a metre. */
export function sourceTempC(remembered: readonly number[], drawWPerM: number): number {
  return (
    groundTempC +
    rememberedTempChangeK(modes, remembered, conductivityWPerMK) -
    boreholeKmPerW * drawWPerM
  );
}
