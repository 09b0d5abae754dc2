import { cosDeg } from '../angle.ts';
import { absoluteAirMass, relativeAirMass } from './air-mass.ts';
import { darkness, type Irradiance } from './irradiance.ts';

export interface ClearSkySite {
  readonly altitudeM: number;
  readonly pressureHpa: number;
  /** Haze of the air: about 2 very clear, 3 clear, 5 hazy, 7 polluted. */
  readonly linkeTurbidity: number;
}

/**
 * Irradiance under a cloudless sky: Ineichen and Perez, Solar Energy 73 (2002) 151–157. For
 * turbidity 2–7 and altitudes up to about 3,000 m; zero below the horizon.
 *
 * @param options.enhanced - with the later factor exp(0.01·m^1.8) of Perez et al., Solar Energy 73
 * (2002) 307–317, which lifts the global irradiance of a low sun.
 * @example
 * const site = { altitudeM: 70, pressureHpa: 1004.87, linkeTurbidity: 3 };
 * clearSky(57.716, 1414, site).ghiWm2 // 527.6
 */
export function clearSky(
  apparentZenithDeg: number,
  extraWm2: number,
  site: ClearSkySite,
  options: { readonly enhanced: boolean } = { enhanced: false },
): Irradiance {
  const cosZenith = cosDeg(apparentZenithDeg);
  if (!(cosZenith > 0)) return darkness;
  const { altitudeM, linkeTurbidity } = site;
  const airMass = absoluteAirMass(relativeAirMass(apparentZenithDeg), site.pressureHpa);
  const fh1 = Math.exp(-altitudeM / 8000);
  const fh2 = Math.exp(-altitudeM / 1250);
  const cg1 = 0.0000509 * altitudeM + 0.868;
  const cg2 = 0.0000392 * altitudeM + 0.0387;
  const enhancement = options.enhanced ? 0.01 * airMass ** 1.8 : 0;
  const attenuation = cg2 * airMass * (fh1 + fh2 * (linkeTurbidity - 1));
  const ghiWm2 = cg1 * extraWm2 * cosZenith * Math.exp(enhancement - attenuation);
  const beam = extraWm2 * (0.664 + 0.163 / fh1) * Math.exp(-0.09 * airMass * (linkeTurbidity - 1));
  const beamShareMax =
    (1 - (0.1 - 0.2 * Math.exp(-linkeTurbidity)) / (0.1 + 0.882 / fh1)) / cosZenith;
  const dniWm2 = Math.min(beam, ghiWm2 * Math.max(0, beamShareMax));
  return { ghiWm2, dniWm2, dhiWm2: ghiWm2 - dniWm2 * cosZenith };
}
