import type { DayType } from '../calendar.ts';
import { clamp } from '../clamp.ts';
import { limitKw } from '../limit.ts';
import { uniformAt } from '../noise.ts';
import { atHour, type Consumer, liveliness } from './consumer.ts';

interface Business {
  /** Share of the usual peak at each hour (assumptions, after rural load curves of the plain). */
  readonly hours: readonly number[];
  readonly days: Readonly<Record<DayType, number>>;
  /** More in the cold and in the heat. */
  readonly minding: boolean;
}

const workshop: Business = {
  hours: [
    0.12, 0.12, 0.12, 0.12, 0.12, 0.13, 0.18, 0.45, 0.92, 1, 0.98, 0.85, 0.42, 0.6, 0.95, 1, 0.96,
    0.82, 0.4, 0.22, 0.16, 0.14, 0.13, 0.12,
  ],
  days: { workday: 1, weekend: 0.55, holiday: 0.25, spring_festival: 0.12 },
  minding: false,
};

/** Lamps and pumps by night, cold rooms all day. */
const greenhouse: Business = {
  hours: [
    0.7, 0.72, 0.74, 0.76, 0.76, 0.72, 0.6, 0.45, 0.4, 0.45, 0.5, 0.52, 0.5, 0.48, 0.45, 0.42, 0.45,
    0.55, 0.68, 0.76, 0.8, 0.78, 0.75, 0.72,
  ],
  days: { workday: 1, weekend: 1, holiday: 1, spring_festival: 1 },
  minding: true,
};

/** Schools, clinics and shops. */
const service: Business = {
  hours: [
    0.16, 0.15, 0.15, 0.15, 0.16, 0.2, 0.35, 0.6, 0.85, 0.95, 1, 0.95, 0.78, 0.7, 0.85, 0.92, 0.9,
    0.75, 0.62, 0.55, 0.45, 0.3, 0.2, 0.17,
  ],
  days: { workday: 1, weekend: 0.6, holiday: 0.5, spring_festival: 0.45 },
  minding: true,
};

/** The usual peak as a share of the rating. */
const usualPeakRatio = 0.55;

function comfortFactor(tempC: number): number {
  return 1 + 0.018 * clamp(8 - tempC, 0, 20) + 0.05 * clamp(tempC - 26, 0, 14);
}

/** A load that follows the hours of work; a limit cuts off what is above it. */
function businessConsumer({ hours, days, minding }: Business): Consumer {
  return (device, _state, around) => {
    const { local, weather } = around;
    const habit = 0.85 + 0.3 * uniformAt(device.seed, 0);
    const hour = (local.hour + 24.5 - uniformAt(device.seed, 1)) % 24;
    const level = usualPeakRatio * habit * atHour(hours, hour) * days[local.dayType];
    const comfort = minding ? comfortFactor(weather.tempC) : 1;
    const wishRatio = clamp(level * comfort * liveliness(device, weather.at), 0.003, 1.3);
    return { powerKw: Math.min(limitKw(around), device.ratingKw * wishRatio) };
  };
}

export const businesses = {
  workshop: businessConsumer(workshop),
  greenhouse: businessConsumer(greenhouse),
  service: businessConsumer(service),
} as const;
