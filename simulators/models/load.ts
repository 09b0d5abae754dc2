import { minuteMs, secondMs } from '../../src/domain/instant.ts';
import type { DayType, LocalMoment } from './calendar.ts';
import { clamp } from './clamp.ts';
import {
  type DeviceModel,
  meteredKwh,
  phaseCurrentA,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';
import { smoothNoise, uniformAt } from './noise.ts';

export const loadUses = ['household', 'irrigation', 'workshop', 'greenhouse', 'service'] as const;
export type LoadUse = (typeof loadUses)[number];

const usePatterns: readonly (readonly [RegExp, LoadUse])[] = [
  [/irrig|pump|well|灌溉|机井|水泵/i, 'irrigation'],
  [/work|factory|mill|wood|plant|instrument|厂|加工|车间|乐器/i, 'workshop'],
  [/green|cold|棚|冷库/i, 'greenhouse'],
  [/school|clinic|shop|office|street|学校|卫生|商|路灯/i, 'service'],
];

/** What a load is used for, as its id or name suggests; a household if they do not. */
export function loadUseOf(words: string): LoadUse {
  return usePatterns.find(([pattern]) => pattern.test(words))?.[1] ?? 'household';
}

/** Share of the usual peak at each hour (assumptions, after rural load curves of the plain). */
const hourShapes: Readonly<Record<Exclude<LoadUse, 'irrigation'>, readonly number[]>> = {
  household: [
    0.24, 0.2, 0.18, 0.17, 0.18, 0.24, 0.44, 0.58, 0.46, 0.37, 0.38, 0.5, 0.6, 0.47, 0.37, 0.35,
    0.39, 0.54, 0.8, 0.98, 1, 0.82, 0.55, 0.35,
  ],
  workshop: [
    0.12, 0.12, 0.12, 0.12, 0.12, 0.13, 0.18, 0.45, 0.92, 1, 0.98, 0.85, 0.42, 0.6, 0.95, 1, 0.96,
    0.82, 0.4, 0.22, 0.16, 0.14, 0.13, 0.12,
  ],
  greenhouse: [
    0.7, 0.72, 0.74, 0.76, 0.76, 0.72, 0.6, 0.45, 0.4, 0.45, 0.5, 0.52, 0.5, 0.48, 0.45, 0.42, 0.45,
    0.55, 0.68, 0.76, 0.8, 0.78, 0.75, 0.72,
  ],
  service: [
    0.16, 0.15, 0.15, 0.15, 0.16, 0.2, 0.35, 0.6, 0.85, 0.95, 1, 0.95, 0.78, 0.7, 0.85, 0.92, 0.9,
    0.75, 0.62, 0.55, 0.45, 0.3, 0.2, 0.17,
  ],
};

const dayFactors: Readonly<Record<LoadUse, Readonly<Record<DayType, number>>>> = {
  household: { workday: 1, weekend: 1.07, holiday: 1.12, spring_festival: 1.4 },
  irrigation: { workday: 1, weekend: 1, holiday: 1, spring_festival: 0 },
  workshop: { workday: 1, weekend: 0.55, holiday: 0.25, spring_festival: 0.12 },
  greenhouse: { workday: 1, weekend: 1, holiday: 1, spring_festival: 1 },
  service: { workday: 1, weekend: 0.6, holiday: 0.5, spring_festival: 0.45 },
};

/** The usual peak as a share of the rating. */
const usualPeakRatio = 0.55;

function shapeAt(shape: readonly number[], hour: number): number {
  const before = Math.floor(hour) % 24;
  const left = shape[before] ?? 0;
  const right = shape[(before + 1) % 24] ?? 0;
  return left + (hour - Math.floor(hour)) * (right - left);
}

/** Electric heaters in the cold, air conditioners in the heat. */
function comfortFactor(use: LoadUse, tempC: number): number {
  if (use === 'irrigation' || use === 'workshop') return 1;
  return 1 + 0.018 * clamp(8 - tempC, 0, 20) + 0.05 * clamp(tempC - 26, 0, 14);
}

/** Chance of a dry spell's day on which a well pump runs, by month from January. */
const irrigationChance = [0, 0.05, 0.35, 0.4, 0.35, 0.45, 0.2, 0.2, 0.25, 0.2, 0.1, 0] as const;

function irrigationRatio(device: SimulatedDevice, local: LocalMoment): number {
  const chance = irrigationChance[local.month - 1] ?? 0;
  if (uniformAt(device.seed, local.day) >= chance) return 0;
  const late = 1.5 * uniformAt(device.seed, -local.day);
  const morning = local.hour > 5.5 + late && local.hour < 10 + late;
  const afternoon = local.hour > 15 + late && local.hour < 18.5 + late;
  return morning || afternoon ? 0.85 : 0;
}

/** A few people are restless, many together are steady: noise shrinks with the size of the load. */
function liveliness(device: SimulatedDevice, atMs: number): number {
  const size = clamp(Math.sqrt(25 / device.ratingKw), 0.25, 1.6);
  const swing =
    0.2 * smoothNoise(device.seed, atMs / (23 * minuteMs)) +
    0.12 * smoothNoise(device.seed ^ 1, atMs / (3 * minuteMs)) +
    0.07 * smoothNoise(device.seed ^ 2, atMs / (20 * secondMs));
  return Math.max(0.15, 1 + size * swing);
}

function powerOf(device: SimulatedDevice, around: Surroundings): number {
  const { local, weather } = around;
  const { use, ratingKw } = device;
  const lively = liveliness(device, weather.at);
  if (use === 'irrigation') {
    const running = irrigationRatio(device, local) * dayFactors.irrigation[local.dayType];
    return ratingKw * running * (0.97 + 0.03 * lively);
  }
  const habit = 0.85 + 0.3 * uniformAt(device.seed, 0);
  const late = uniformAt(device.seed, 1) - 0.5;
  const shape = shapeAt(hourShapes[use], (local.hour - late + 24) % 24);
  const level = usualPeakRatio * habit * shape * dayFactors[use][local.dayType];
  return ratingKw * clamp(level * comfortFactor(use, weather.tempC) * lively, 0.003, 1.3);
}

export const loadModel: DeviceModel = (device, state, around) => {
  const powerKw = powerOf(device, around);
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    around.hours,
  );
  const powerFactor = device.use === 'household' ? 0.96 : 0.87;
  const voltageV = device.nominalV * around.voltagePu;
  return {
    state: { powerKw, energyTotalKwh },
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
