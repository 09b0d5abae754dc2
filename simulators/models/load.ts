import { type DeviceModel, meteredKwh, phaseCurrentA, stateValue } from './device-model.ts';
import { businesses } from './loads/business.ts';
import type { Consumer } from './loads/consumer.ts';
import { household } from './loads/household.ts';
import { industrialPark } from './loads/industrial-park.ts';
import { irrigation } from './loads/irrigation.ts';

export const loadUses = [
  'household',
  'irrigation',
  'workshop',
  'greenhouse',
  'service',
  'park',
] as const;
export type LoadUse = (typeof loadUses)[number];

const usePatterns: readonly (readonly [RegExp, LoadUse])[] = [
  [/\bpark\b|产业园|园区/i, 'park'],
  [/irrig|pump|well|灌溉|机井|水泵/i, 'irrigation'],
  [/work|factory|mill|wood|plant|instrument|厂|加工|车间|乐器/i, 'workshop'],
  [/green|cold|棚|冷库/i, 'greenhouse'],
  [/school|clinic|shop|office|street|学校|卫生|商|路灯/i, 'service'],
];

/** What a load is used for, as its id or name suggests; a household if they do not. */
export function loadUseOf(words: string): LoadUse {
  return usePatterns.find(([pattern]) => pattern.test(words))?.[1] ?? 'household';
}

const consumers: Readonly<Record<LoadUse, Consumer>> = {
  household,
  irrigation,
  ...businesses,
  park: industrialPark,
};

const powerFactors: Readonly<Record<LoadUse, number>> = {
  household: 0.96,
  irrigation: 0.82,
  workshop: 0.87,
  greenhouse: 0.92,
  service: 0.94,
  park: 0.93,
};

export const loadModel: DeviceModel = (device, state, around) => {
  const { powerKw, state: own } = consumers[device.use](device, state, around);
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    around.hours,
  );
  const powerFactor = powerFactors[device.use];
  const voltageV = device.nominalV * around.voltagePu;
  return {
    state: { ...own, powerKw, energyTotalKwh },
    values: {
      powerKw,
      reactivePowerKvar: powerKw * Math.tan(Math.acos(powerFactor)),
      energyTotalKwh,
      voltageV,
      currentA: phaseCurrentA(powerKw, voltageV, powerFactor),
      frequencyHz: around.frequencyHz,
    },
  };
};
