import type { LocalMoment } from '../calendar.ts';
import { type SimulatedDevice, stateValue } from '../device-model.ts';
import { limitKw } from '../limit.ts';
import { uniformAt } from '../noise.ts';
import { type Consumer, liveliness } from './consumer.ts';

/**
 * Chance of a dry day on which a well pump is wanted, by month from January: wheat turns green in
 * March and fills in May, maize is sown in June (assumption, after the crops of eastern Henan).
 */
const wantedChance = [0, 0.05, 0.35, 0.4, 0.4, 0.45, 0.2, 0.25, 0.15, 0.2, 0.1, 0.02] as const;
/** Share of the runs that wait for the cheap hours of the night. */
const nightShare = 0.65;
/** Rain that is still in the ground keeps a field from water; it is gone after some days. */
const enoughMm = 8;
const dryingTimeH = 5 * 24;
/** What a pump of a deep well draws when it runs, as a share of its rating. */
const runningRatio = 0.85;

interface Run {
  readonly fromHour: number;
  readonly toHour: number;
}

/** The run that begins on a day, if there is one. Beyond 24 it goes on into the next. */
function runOf(device: SimulatedDevice, day: number, month: number): Run | null {
  const draw = (which: number): number => uniformAt(device.seed, 4 * day + which);
  if (draw(0) >= (wantedChance[month - 1] ?? 0)) return null;
  if (draw(1) < nightShare) {
    const fromHour = 22 + 1.5 * draw(2);
    return { fromHour, toHour: fromHour + 5 + 3 * draw(3) };
  }
  const fromHour = 6 + 9 * draw(2);
  return { fromHour, toHour: fromHour + 3 + 2.5 * draw(3) };
}

function isWanted(device: SimulatedDevice, local: LocalMoment): boolean {
  return [0, 1].some((daysAgo) => {
    const run = runOf(device, local.day - daysAgo, local.month);
    const hour = local.hour + 24 * daysAgo;
    return run !== null && hour >= run.fromHour && hour < run.toHour;
  });
}

/**
 * A well pump of a field: on or off, in the season of the crops, mostly at the night's tariff, not
 * when it has rained. Below the power that it needs, a limit switches it off.
 */
export const irrigation: Consumer = (device, state, around) => {
  const { local, weather, hours } = around;
  const wetMm =
    stateValue(state, 'wetMm') * Math.exp(-hours / dryingTimeH) + weather.rainMmPerH * hours;
  const neededKw = device.ratingKw * runningRatio * (0.97 + 0.03 * liveliness(device, weather.at));
  const isFestival = local.dayType === 'spring_festival';
  const runs = !isFestival && wetMm < enoughMm && isWanted(device, local);
  const powerKw = runs && neededKw <= limitKw(around) ? neededKw : 0;
  return { powerKw, state: { wetMm } };
};
