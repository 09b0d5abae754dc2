import type { DayType, LocalMoment } from '../calendar.ts';
import { stateValue } from '../device-model.ts';
import { limitKw } from '../limit.ts';
import { atHour, type Consumer, liveliness } from './consumer.ts';

/** Shares of the rating (assumptions for a park of light industry). */
const essentialRatio = 0.1;
const servicesRatio = 0.2;
const linesRatio = 0.34;
/** Kilns, ice and pulp: work that may wait. */
const processesRatio = 0.36;

/** Two shifts, with a break between them. */
const lineHours = [
  0.15, 0.15, 0.15, 0.15, 0.15, 0.2, 0.45, 0.85, 1, 1, 0.98, 0.9, 0.7, 0.9, 1, 1, 0.98, 0.92, 0.85,
  0.8, 0.75, 0.6, 0.3, 0.18,
] as const;
const lineDays: Readonly<Record<DayType, number>> = {
  workday: 1,
  weekend: 0.7,
  holiday: 0.35,
  spring_festival: 0.1,
};

/** Work for the processes comes in evenly: hours at their full power, a day. */
const ordersHPerDay: Readonly<Record<DayType, number>> = {
  workday: 9,
  weekend: 6,
  holiday: 3,
  spring_festival: 0,
};
/** Hours of work at full power that wait at most; what comes then goes to others. */
const waitingHMax = 24;
/** From here on work is done at night too, and from here on at any hour. */
const nightFromH = 3;
const anyHourFromH = 8;
const sunHours = { from: 9, to: 16 } as const;
const nightTariffHours = { from: 0, to: 6 } as const;

function isWithin(hour: number, { from, to }: { readonly from: number; readonly to: number }) {
  return hour >= from && hour < to;
}

function mayRun(waitingH: number, { hour }: LocalMoment): boolean {
  if (waitingH >= anyHourFromH || isWithin(hour, sunHours)) return true;
  return waitingH >= nightFromH && isWithin(hour, nightTariffHours);
}

/**
 * A park that lives on green power: services and two shifts that go on by the clock, and processes
 * that wait for the sun, then for the cheap night. A limit stops processes first, and their work
 * waits; then it stops lines. What keeps the park alive is not cut off.
 */
export const industrialPark: Consumer = (device, state, around) => {
  const { local, hours, weather } = around;
  const { ratingKw } = device;
  const lines = linesRatio * lineDays[local.dayType] * atHour(lineHours, local.hour);
  const steadyKw = ratingKw * (servicesRatio + lines) * liveliness(device, weather.at);
  const fullKw = processesRatio * ratingKw;
  const arrivedH = (ordersHPerDay[local.dayType] / 24) * hours;
  const waitingH = Math.min(waitingHMax, stateValue(state, 'waitingH', 4) + arrivedH);
  const wishKw = mayRun(waitingH, local) ? fullKw : 0;
  const workKw = hours > 0 ? (waitingH * fullKw) / hours : fullKw;
  const keptKw = Math.max(limitKw(around), essentialRatio * ratingKw);
  const processKw = Math.max(0, Math.min(wishKw, workKw, keptKw - steadyKw));
  return {
    powerKw: Math.min(steadyKw, keptKw) + processKw,
    state: { waitingH: waitingH - (processKw * hours) / fullKw },
  };
};
