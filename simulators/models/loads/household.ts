import { clamp } from '../clamp.ts';
import { follow, stateValue } from '../device-model.ts';
import { uniformAt } from '../noise.ts';
import { atHour, type Consumer, liveliness } from './consumer.ts';

/**
 * Share of the usual evening peak at each hour, in mild weather: cooking at seven, at noon and at
 * six, television and light until ten (assumption, after load curves of villages in the plain).
 */
const workdayHours = [
  0.24, 0.2, 0.18, 0.17, 0.18, 0.24, 0.44, 0.58, 0.46, 0.37, 0.38, 0.5, 0.6, 0.47, 0.37, 0.35, 0.39,
  0.54, 0.8, 0.98, 1, 0.82, 0.55, 0.35,
] as const;
/** On days off people get up later, and cook and stay in at noon. */
const dayOffHours = [
  0.27, 0.22, 0.19, 0.17, 0.18, 0.22, 0.34, 0.5, 0.56, 0.48, 0.47, 0.61, 0.7, 0.54, 0.44, 0.41,
  0.45, 0.58, 0.81, 0.97, 1, 0.86, 0.62, 0.41,
] as const;
/** Guests, kitchens that hardly rest, and lights through the night. */
const festivalHours = [
  0.42, 0.34, 0.3, 0.28, 0.29, 0.36, 0.52, 0.66, 0.68, 0.66, 0.74, 0.9, 0.92, 0.72, 0.6, 0.58, 0.66,
  0.84, 0.98, 1, 1, 0.92, 0.78, 0.56,
] as const;

const hoursByDay = {
  workday: workdayHours,
  weekend: dayOffHours,
  holiday: dayOffHours,
  spring_festival: festivalHours,
} as const;

/** The usual evening peak as a share of the rating. */
const usualPeakRatio = 0.55;
/** What a house needs more when those who work far away are back. */
const returnedShare = 0.4;

/** Share of air conditioners, and of heaters, that run at each hour of a day that asks for them. */
const coolingHours = [
  0.7, 0.65, 0.6, 0.55, 0.5, 0.42, 0.35, 0.3, 0.32, 0.36, 0.45, 0.6, 0.75, 0.8, 0.75, 0.68, 0.65,
  0.7, 0.8, 0.9, 1, 1, 0.95, 0.82,
] as const;
const heatingHours = [
  0.5, 0.45, 0.42, 0.42, 0.46, 0.6, 0.85, 0.9, 0.7, 0.5, 0.42, 0.45, 0.5, 0.42, 0.4, 0.42, 0.5, 0.7,
  0.92, 1, 1, 0.95, 0.8, 0.62,
] as const;
/** All of them, as a share of the usual peak. */
const coolingRatio = 0.85;
const heatingRatio = 0.55;
/** Walls of brick answer the air after this time. */
const wallTimeH = 5;

/** Air conditioners begin at 26 °C and all run at 36; electric heaters begin at 10 and all run at −6. */
function comfortRatio(wallTempC: number, hour: number): number {
  const cooling = coolingRatio * clamp((wallTempC - 26) / 10, 0, 1) * atHour(coolingHours, hour);
  const heating = heatingRatio * clamp((10 - wallTempC) / 16, 0, 1) * atHour(heatingHours, hour);
  return cooling + heating;
}

/**
 * Some dozen households behind one box: habits of the day and its kind, families who come home for
 * Spring Festival, comfort by the temperature that the walls have taken.
 */
export const household: Consumer = (device, state, { local, weather, hours }) => {
  const wallTempC = follow(
    stateValue(state, 'wallTempC', weather.tempC),
    weather.tempC,
    hours,
    wallTimeH,
  );
  const habit = 0.85 + 0.3 * uniformAt(device.seed, 0);
  const hour = (local.hour + 24.5 - uniformAt(device.seed, 1)) % 24;
  const living = atHour(hoursByDay[local.dayType], hour);
  const people = 1 + returnedShare * local.returnedRatio;
  const level = usualPeakRatio * habit * people * (living + comfortRatio(wallTempC, hour));
  const powerKw = device.ratingKw * clamp(level * liveliness(device, weather.at), 0.003, 1.3);
  return { powerKw, state: { wallTempC } };
};
