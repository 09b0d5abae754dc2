import type { ModelStep, SimulatedDevice } from '../models/device-model.ts';
import { phaseCurrentA } from '../models/device-model.ts';
import { drawnPower } from './device-power.ts';

/** What a device shows of its terminals, once the power flow has told their voltage. */
export function atTerminals(
  device: SimulatedDevice,
  step: ModelStep,
  voltagePu: number,
): ModelStep {
  if (step.values.voltageV === undefined) return step;
  const voltageV = device.nominalV * voltagePu;
  const values = { ...step.values, voltageV };
  if (step.values.currentA === undefined) return { state: step.state, values };
  const { kw, kvar } = drawnPower(device.kind, step.values);
  const apparentKva = Math.sign(step.values.powerKw ?? 0) * Math.hypot(kw, kvar);
  const currentA = voltageV > 0 ? phaseCurrentA(apparentKva, voltageV) : 0;
  return { state: step.state, values: { ...values, currentA } };
}
