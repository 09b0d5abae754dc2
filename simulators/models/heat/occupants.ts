import { erf } from '../../../src/physics/heat/error-function.ts';

/** People complain below this temperature. */
const complaintTempC = 18;
/** Homes at the end of a branch or with old windows are colder: standard deviation between homes. */
const homesSpreadK = 0.5;
const dayTempC = 20.5;
const nightTempC = 19.5;
const wakeHour = 6;
const sleepHour = 22;
/** Who is cold calls once in so many hours awake. */
const complaintEveryH = 16;

/** What the thermostats of the homes are set to. */
export function roomSetTempC(hour: number): number {
  return isAwake(hour) ? dayTempC : nightTempC;
}

function isAwake(hour: number): boolean {
  return hour >= wakeHour && hour < sleepHour;
}

/** Homes below the temperature at which people complain, when the mean home has `roomTempC`. */
export function coldHomes(homes: number, roomTempC: number): number {
  const deviation = (complaintTempC - roomTempC) / homesSpreadK;
  return (homes * (1 + erf(deviation / Math.SQRT2))) / 2;
}

/** Calls in a step; a mean, so not a whole number. */
export function complaintsIn(cold: number, hour: number, hours: number): number {
  return isAwake(hour) ? (cold * hours) / complaintEveryH : 0;
}
