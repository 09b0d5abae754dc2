import {
  follow,
  type ModelState,
  type ModelStep,
  meteredKwh,
  type SimulatedDevice,
  stateValue,
} from '../models/device-model.ts';
import type { NodeFlow } from './node-flow.ts';

/** One moment as a meter finds it. */
export interface MeterSurroundings {
  readonly flow: NodeFlow;
  readonly hours: number;
  readonly tempC: number;
  /** Null where there is no voltage that could have one. */
  readonly frequencyHz: number | null;
}

/** What a meter measures is the power flow's: its state holds registers and temperatures only. */
export type MeterModel = (
  device: SimulatedDevice,
  state: ModelState,
  around: MeterSurroundings,
) => ModelStep;

function registers(
  state: ModelState,
  powerKw: number,
  hours: number,
): { readonly importTotalKwh: number; readonly exportTotalKwh: number } {
  const lastKw = stateValue(state, 'powerKw', powerKw);
  return {
    importTotalKwh: meteredKwh(stateValue(state, 'importTotalKwh'), lastKw, powerKw, hours),
    exportTotalKwh: meteredKwh(stateValue(state, 'exportTotalKwh'), -lastKw, -powerKw, hours),
  };
}

export const pccMeterModel: MeterModel = (device, state, { flow, hours, frequencyHz }) => {
  const powerKw = flow.meterKw;
  const totals = registers(state, powerKw, hours);
  return {
    state: { powerKw, ...totals },
    values: {
      powerKw,
      reactivePowerKvar: flow.meterKvar,
      ...totals,
      voltageV: device.nominalV * flow.voltagePu,
      ...(frequencyHz === null ? {} : { frequencyHz }),
    },
  };
};

/** Warming of the top oil at full load, and the time it takes: IEC 60076-7 (2018), ONAN, medium. */
const oilRiseC = 52;
const oilTimeH = 3;
const noLoadLossShare = 1 / 6;

function steadyOilC(loadingRatio: number, tempC: number): number {
  const losses = (loadingRatio ** 2 + noLoadLossShare) / (1 + noLoadLossShare);
  return tempC + oilRiseC * losses ** 0.8;
}

export const transformerMeterModel: MeterModel = (device, state, { flow, hours, tempC }) => {
  const powerKw = flow.meterKw;
  const totals = registers(state, powerKw, hours);
  const loadingRatio = flow.loadingRatio ?? Math.hypot(powerKw, flow.meterKvar) / device.ratingKw;
  const steadyC = steadyOilC(loadingRatio, tempC);
  const oilTempC = follow(stateValue(state, 'oilTempC', steadyC), steadyC, hours, oilTimeH);
  return {
    state: { powerKw, oilTempC, ...totals },
    values: {
      powerKw,
      reactivePowerKvar: flow.meterKvar,
      ...totals,
      voltageV: device.nominalV * flow.voltagePu,
      oilTempC,
    },
  };
};
