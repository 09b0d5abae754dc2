import { dayMs, type Instant } from '../../domain/instant.ts';
import { cosDeg } from '../angle.ts';

/** Irradiance in W/m²: global and diffuse on the horizontal, beam on a plane that faces the sun. */
export interface Irradiance {
  readonly ghiWm2: number;
  readonly dniWm2: number;
  readonly dhiWm2: number;
}

const solarConstantWm2 = 1366.1;

/** Day of the year from 1, in UTC. */
export function dayOfYear(at: Instant): number {
  return Math.floor((at - Date.UTC(yearOf(at), 0)) / dayMs) + 1;
}

function yearOf(at: Instant): number {
  const guess = 1970 + Math.floor(at / (365.2425 * dayMs));
  if (at < Date.UTC(guess, 0)) return guess - 1;
  return at < Date.UTC(guess + 1, 0) ? guess : guess + 1;
}

/** Beam irradiance outside the air in W/m²: Spencer, Search 2 (1971) 172, within 0.01 %. */
export function extraterrestrialWm2(at: Instant): number {
  const angle = (2 * Math.PI * (dayOfYear(at) - 1)) / 365;
  const ratio =
    1.00011 +
    0.034221 * Math.cos(angle) +
    0.00128 * Math.sin(angle) +
    0.000719 * Math.cos(2 * angle) +
    0.000077 * Math.sin(2 * angle);
  return solarConstantWm2 * ratio;
}

/**
 * Length of the sun's way through the air relative to the vertical at sea level: Kasten and Young,
 * Applied Optics 28 (1989) 4735, from the apparent zenith; below the horizon NaN.
 */
export function relativeAirMass(apparentZenithDeg: number): number {
  if (apparentZenithDeg > 90) return Number.NaN;
  return 1 / (cosDeg(apparentZenithDeg) + 0.50572 * (6.07995 + 90 - apparentZenithDeg) ** -1.6364);
}

export interface ClearSkySite {
  readonly altitudeM: number;
  readonly pressureHpa: number;
  /** Haze of the air: about 2 very clear, 3 clear, 5 hazy, 7 polluted. */
  readonly linkeTurbidity: number;
}

/**
 * Irradiance under a cloudless sky: Ineichen and Perez, Solar Energy 73 (2002) 151–157, without the
 * later enhancement. For turbidity 2–7 and altitudes up to about 3,000 m; zero below the horizon.
 */
export function clearSky(
  apparentZenithDeg: number,
  extraWm2: number,
  site: ClearSkySite,
): Irradiance {
  const cosZenith = cosDeg(apparentZenithDeg);
  if (!(cosZenith > 0)) return { ghiWm2: 0, dniWm2: 0, dhiWm2: 0 };
  const airMass = relativeAirMass(apparentZenithDeg) * (site.pressureHpa / 1013.25);
  const { altitudeM, linkeTurbidity } = site;
  const fh1 = Math.exp(-altitudeM / 8000);
  const fh2 = Math.exp(-altitudeM / 1250);
  const cg1 = 0.0000509 * altitudeM + 0.868;
  const cg2 = 0.0000392 * altitudeM + 0.0387;
  const ghiWm2 =
    cg1 * extraWm2 * cosZenith * Math.exp(-cg2 * airMass * (fh1 + fh2 * (linkeTurbidity - 1)));
  const beam = extraWm2 * (0.664 + 0.163 / fh1) * Math.exp(-0.09 * airMass * (linkeTurbidity - 1));
  const beamShareMax =
    (1 - (0.1 - 0.2 * Math.exp(-linkeTurbidity)) / (0.1 + 0.882 / fh1)) / cosZenith;
  const dniWm2 = Math.min(beam, ghiWm2 * Math.max(0, beamShareMax));
  return { ghiWm2, dniWm2, dhiWm2: ghiWm2 - dniWm2 * cosZenith };
}
