import { type ModelStep, phaseCurrentA, type SimulatedDevice } from '../models/device-model.ts';
import { drawnPower } from './device-power.ts';

export interface TerminalSupply {
  readonly voltagePu: number;
  /** What loads get of the power that they wish. */
  readonly servedRatio: number;
  /** Where an island has a frequency of its own. */
  readonly islandHz?: number | undefined;
}

/** What a device shows of its terminals, once the power flow has told their voltage and supply. */
export function atTerminals(
  device: SimulatedDevice,
  step: ModelStep,
  { voltagePu, servedRatio, islandHz }: TerminalSupply,
): ModelStep {
  const { kw, kvar } = drawnPower(device.kind, step.values);
  const served = kw > 0 ? servedRatio : 1;
  const scaled = served === 1 ? step.values : scaledPower(step.values, served);
  const { frequencyHz } = scaled;
  const isOther = frequencyHz !== undefined && islandHz !== undefined;
  const values = isOther ? { ...scaled, frequencyHz: islandHz } : scaled;
  if (values.voltageV === undefined) return { state: step.state, values };
  const voltageV = device.nominalV * voltagePu;
  if (values.currentA === undefined) return { state: step.state, values: { ...values, voltageV } };
  const apparentKva = Math.sign(values.powerKw ?? 0) * served * Math.hypot(kw, kvar);
  const currentA = voltageV > 0 ? phaseCurrentA(apparentKva, voltageV) : 0;
  return { state: step.state, values: { ...values, voltageV, currentA } };
}

function scaledPower(values: ModelStep['values'], ratio: number): Readonly<Record<string, number>> {
  const { powerKw = 0, reactivePowerKvar } = values;
  const scaled = { ...values, powerKw: ratio * powerKw };
  return reactivePowerKvar === undefined
    ? scaled
    : { ...scaled, reactivePowerKvar: ratio * reactivePowerKvar };
}
