import {
  type DeviceModel,
  type ModelState,
  meteredKwh,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from '../device-model.ts';
import { limitKw } from '../limit.ts';
import { normalAt } from '../noise.ts';
import { wakeFrom } from './farm-wakes.ts';
import { stepTurbine, type TurbineState, type TurbineStep } from './turbine.ts';
import { rotorSpeedRpm, type Turbines, turbinesOf } from './turbine-type.ts';

/** What a standing turbine draws for its control and heating. */
const ownUseRatio = 0.002;

function stateOf(state: ModelState, index: number): TurbineState | null {
  const meanMps = state[`meanMps${index}`];
  if (meanMps === undefined) return null;
  return {
    meanMps,
    isStormStopped: state[`stormStopped${index}`] === 1,
    powerKw: stateValue(state, `turbineKw${index}`),
  };
}

function savedTurbines(steps: readonly TurbineStep[]): ModelState {
  return Object.fromEntries(
    steps.flatMap(({ meanMps, isStormStopped, powerKw }, index) => [
      [`meanMps${index}`, meanMps],
      [`stormStopped${index}`, isStormStopped ? 1 : 0],
      [`turbineKw${index}`, powerKw],
    ]),
  );
}

function stepTurbines(
  device: SimulatedDevice,
  state: ModelState,
  { around, turbines }: { readonly around: Surroundings; readonly turbines: Turbines },
): TurbineStep[] {
  return Array.from({ length: turbines.count }, (_, index) => {
    const rose = device.wakeRoses?.[index] ?? [];
    const wakeShare = wakeFrom(rose, around.weather.windDirectionDeg);
    const turbine = { ...turbines, seed: device.seed ^ (index << 20), wakeShare };
    return stepTurbine(stateOf(state, index), turbine, around);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What flows: what is available below the limit, less the own use where next to nothing is made. */
function flowingKw(
  device: SimulatedDevice,
  state: ModelState,
  { around, availableKw }: { readonly around: Surroundings; readonly availableKw: number },
): number {
  if (around.stuck && state.powerKw !== undefined) return state.powerKw;
  const madeKw = Math.min(availableKw, limitKw(around));
  const ownUseKw = device.ratingKw * ownUseRatio;
  if (madeKw >= ownUseKw) return madeKw;
  return madeKw - ownUseKw * (1 + 0.1 * normalAt(device.seed, around.weather.at));
}

/**
 * A turbine, or a farm of several behind one device: each with its gusts, its place in the wakes of
 * the others, its storms and repairs. A limit pitches all of them alike.
 */
export const windModel: DeviceModel = (device, state, around) => {
  const { weather, hours } = around;
  const turbines = turbinesOf(device.ratingKw);
  const steps = stepTurbines(device, state, { around, turbines });
  const availableKw = sum(steps.map(({ powerKw }) => powerKw));
  const powerKw = flowingKw(device, state, { around, availableKw });
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    hours,
  );
  const rpms = steps.map(({ windSpeedMps, isTurning }) =>
    isTurning ? rotorSpeedRpm(windSpeedMps, turbines.rotorDiameterM) : 0,
  );
  return {
    state: { ...savedTurbines(steps), powerKw, energyTotalKwh },
    values: {
      powerKw,
      availablePowerKw: availableKw,
      energyTotalKwh,
      windSpeedMps: sum(steps.map(({ windSpeedMps }) => windSpeedMps)) / turbines.count,
      windDirectionDeg: weather.windDirectionDeg,
      rotorSpeedRpm: sum(rpms) / turbines.count,
      voltageV: device.nominalV * around.voltagePu,
    },
  };
};
