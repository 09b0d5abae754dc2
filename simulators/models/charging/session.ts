import { calendarDay, type DayType } from '../calendar.ts';
import { clamp } from '../clamp.ts';
import type { SimulatedDevice } from '../device-model.ts';
import { normalAt, uniformAt } from '../noise.ts';

/** A vehicle at a charger: when it comes, what it has, what it wants. */
export interface Session {
  /** Grows with every session of the charger. */
  readonly number: number;
  readonly startHour: number;
  /** It leaves after this time, even without all that it wanted. */
  readonly stayH: number;
  readonly packKwh: number;
  readonly arrivalPct: number;
  readonly wantedPct: number;
}

/** Above this rating a charger stands at a road and serves strangers all day. */
const publicFromKw = 25;
const sessionsPerDayMax = 8;

export function isPublic(device: SimulatedDevice): boolean {
  return device.ratingKw >= publicFromKw;
}

/** A household's vehicle is plugged in on three days of five; more when families are back. */
const homeChance = 0.55;
const returnedChance = 0.2;
/** Chance that a road's charger is used in each two hours from six o'clock (assumption). */
const publicChance = [0.2, 0.45, 0.55, 0.6, 0.55, 0.6, 0.65, 0.4] as const;
/** On days off more people are on the road, most of all around Spring Festival. */
const travelFactor: Readonly<Record<DayType, number>> = {
  workday: 1,
  weekend: 1.15,
  holiday: 1.4,
  spring_festival: 1.5,
};

/** The sessions that begin on a day, by the order of their beginning. */
export function sessionsOf(device: SimulatedDevice, day: number): Session[] {
  return isPublic(device) ? publicSessions(device, day) : homeSessions(device, day);
}

function drawsOf(device: SimulatedDevice, number: number): (which: number) => number {
  return (which) => uniformAt(device.seed, number * 8 + which);
}

function homeSessions(device: SimulatedDevice, day: number): Session[] {
  const number = day * sessionsPerDayMax;
  const draw = drawsOf(device, number);
  const { dayType, returnedRatio } = calendarDay(day);
  if (draw(0) > homeChance + returnedChance * returnedRatio) return [];
  const usualHour = dayType === 'workday' ? 18.6 : 17.4;
  const spreadH = dayType === 'workday' ? 1.2 : 2.2;
  const startHour = clamp(usualHour + spreadH * normalAt(device.seed, number), 13, 23.5);
  return [
    {
      number,
      startHour,
      stayH: 31 - startHour,
      packKwh: 18 + 50 * draw(3),
      arrivalPct: 15 + 45 * draw(2),
      wantedPct: 100,
    },
  ];
}

function publicSessions(device: SimulatedDevice, day: number): Session[] {
  const factor = travelFactor[calendarDay(day).dayType];
  return publicChance.flatMap((chance, slot) => {
    const number = day * sessionsPerDayMax + slot;
    const draw = drawsOf(device, number);
    if (draw(0) > chance * factor) return [];
    const arrivalPct = 10 + 45 * draw(2);
    return [
      {
        number,
        startHour: 6 + 2 * slot + 0.7 * draw(1),
        stayH: 1.2,
        packKwh: 30 + 50 * draw(3),
        arrivalPct,
        wantedPct: Math.max(arrivalPct + 10, 70 + 15 * draw(4)),
      },
    ];
  });
}

/** The vehicle that is there; null if there is none, or if it was ended as `endedSession`. */
export function presentSession(
  device: SimulatedDevice,
  local: { readonly day: number; readonly hour: number },
  endedSession: number,
): Session | null {
  for (const daysAgo of [0, 1]) {
    const hour = local.hour + 24 * daysAgo;
    const present = sessionsOf(device, local.day - daysAgo).find(
      ({ number, startHour, stayH }) =>
        number > endedSession && startHour <= hour && hour < startHour + stayH,
    );
    if (present !== undefined) return present;
  }
  return null;
}
