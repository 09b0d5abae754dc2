import { dayMs, type Instant, instant } from '../../domain/instant.ts';
import { wrap180 } from '../angle.ts';
import { type GeoPosition, observerAt, topocentricSun } from './sun.ts';
import { type SunTrack, sunTrack } from './sun-track.ts';

/** A local calendar day, from midnight to midnight. */
export interface LocalDay {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * What the sun does on a day: on a `polar_day` it stays above the horizon, in a `polar_night` below.
 * An event that the day does not have is null.
 */
export interface SunEvents {
  readonly state: 'normal' | 'polar_day' | 'polar_night';
  readonly sunriseAt: Instant | null;
  /** When the sun crosses the meridian on the equator's side: solar noon. */
  readonly transitAt: Instant | null;
  readonly sunsetAt: Instant | null;
  readonly daylightMs: number;
}

/** Centre of the sun when its upper edge is seen on the horizon: half its width, and refraction. */
export const riseElevationDeg = -0.8333;

/** Height of the sun above where it rises, in degrees. */
type Height = (at: Instant) => number;

/** A stretch of the day in which the sun only climbs or only sinks. */
interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * Sunrise, noon and sunset of a local day: when the sun's centre, without refraction, stands 0.8333°
 * below the horizon, found with the solar position algorithm to a tenth of a second. Real air moves
 * sunrise by some ten seconds at mid latitudes, and by minutes near the poles.
 *
 * @example
 * const from = instant(Date.parse('2025-01-01T00:00:00+08:00'));
 * const day = { from, to: instant(from + dayMs) };
 * sunEvents(day, { latitude: 34.82, longitude: 114.82 }).sunriseAt // 07:28:15 of Chinese time
 */
export function sunEvents(day: LocalDay, place: GeoPosition): SunEvents {
  const track = sunTrack(instant(day.from - dayMs), instant(day.to + dayMs));
  const observer = observerAt(place);
  const height: Height = (at) =>
    90 - topocentricSun(track(at), observer).zenithDeg - riseElevationDeg;
  const noon = crossingOfMeridian(track, day, place.longitude);
  const midnight = crossingOfMeridian(track, day, place.longitude + 180);
  const turns = [noon, midnight].filter((at) => at !== null).sort((a, b) => a - b);
  const stretches = [day.from, ...turns].map((from, part) => ({
    from,
    to: turns[part] ?? day.to,
  }));
  const sunriseAt = crossingIn(stretches, (at) => -height(at));
  const sunsetAt = crossingIn(stretches, height);
  return {
    state: stateOf(sunriseAt ?? sunsetAt, height(day.from)),
    sunriseAt,
    transitAt: noon,
    sunsetAt,
    daylightMs: daylightMs(day, sunriseAt, sunsetAt, height(day.from) > 0),
  };
}

function stateOf(event: Instant | null, heightDeg: number): SunEvents['state'] {
  if (event !== null) return 'normal';
  return heightDeg > 0 ? 'polar_day' : 'polar_night';
}

function daylightMs(
  day: LocalDay,
  sunriseAt: Instant | null,
  sunsetAt: Instant | null,
  upAtFirst: boolean,
): number {
  const ends = (sunsetAt ?? day.to) - (sunriseAt ?? day.from);
  if (sunriseAt === null && sunsetAt === null) return upAtFirst ? ends : 0;
  // A day that begins and ends in the light has its night between sunset and sunrise.
  return ends < 0 ? ends + (day.to - day.from) : ends;
}

/** When the sun stands over a meridian within the day; null on a day that just misses it. */
function crossingOfMeridian(track: SunTrack, day: LocalDay, longitude: number): Instant | null {
  let at = (day.from + day.to) / 2;
  // The hour angle grows almost evenly: each step is a thousand times closer than the one before.
  for (let step = 0; step < 4; step += 1) {
    const { siderealTimeDeg, rightAscensionDeg } = track(instant(at));
    at -= (wrap180(siderealTimeDeg + longitude - rightAscensionDeg) / 360) * dayMs;
  }
  return at >= day.from && at < day.to ? instant(Math.round(at)) : null;
}

const precisionMs = 100;

/** The moment at which a height falls through zero, by halving the stretch that it falls in. */
function crossingIn(stretches: readonly Stretch[], height: Height): Instant | null {
  const stretch = stretches.find(({ from, to }) => height(from) > 0 && height(to) <= 0);
  if (stretch === undefined) return null;
  let { from, to } = stretch;
  while (to - from > precisionMs) {
    const middle = instant((from + to) / 2);
    if (height(middle) > 0) from = middle;
    else to = middle;
  }
  return instant(Math.round(to));
}
