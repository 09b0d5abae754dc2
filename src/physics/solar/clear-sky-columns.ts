import { dayMs, instant } from '../../domain/instant.ts';
import { absoluteAirMass, relativeAirMass } from './air-mass.ts';
import type { ClearSkySite } from './clear-sky.ts';
import { extraterrestrialWm2 } from './extraterrestrial.ts';
import type { Moments, SunColumns } from './sun-columns.ts';

/** Irradiance at each moment. */
export interface SkyColumns {
  readonly ghiWm2: Float64Array;
  readonly dniWm2: Float64Array;
  readonly dhiWm2: Float64Array;
  readonly extraWm2: Float64Array;
}

/**
 * Irradiance under a cloudless sky for many moments: what `clearSky` says, with what a site keeps
 * worked out beforehand, and nothing allocated in the loop.
 *
 * @example clearSkyColumns(moments, sunColumns(moments, observer, air), site).ghiWm2[12]
 */
export function clearSkyColumns(moments: Moments, sun: SunColumns, site: ClearSkySite): SkyColumns {
  const terms = siteTerms(site);
  const sky = darkColumns(moments.rows);
  let day = Number.NaN;
  let extraWm2 = 0;
  for (let row = 0; row < moments.rows; row += 1) {
    const at = instant(moments.from + row * moments.stepMs);
    if (Math.floor(at / dayMs) !== day) {
      day = Math.floor(at / dayMs);
      extraWm2 = extraterrestrialWm2(at);
    }
    sky.extraWm2[row] = extraWm2;
    const up = sun.up[row] ?? 0;
    if (!(up > 0)) continue;
    const relative = relativeAirMass(sun.apparentZenithDeg[row] ?? 0);
    const airMass = absoluteAirMass(relative, site.pressureHpa);
    const ghi = terms.globalRatio * extraWm2 * up * Math.exp(-terms.globalDepth * airMass);
    const beam = terms.beamRatio * extraWm2 * Math.exp(-terms.beamDepth * airMass);
    const dni = Math.min(beam, (ghi * terms.beamShareMax) / up);
    sky.ghiWm2[row] = ghi;
    sky.dniWm2[row] = dni;
    sky.dhiWm2[row] = ghi - dni * up;
  }
  return sky;
}

function darkColumns(rows: number): SkyColumns {
  return {
    ghiWm2: new Float64Array(rows),
    dniWm2: new Float64Array(rows),
    dhiWm2: new Float64Array(rows),
    extraWm2: new Float64Array(rows),
  };
}

/** The parts of Ineichen and Perez (2002) that do not change with the sun; see `clearSky`. */
function siteTerms({ altitudeM, linkeTurbidity }: ClearSkySite) {
  const fh1 = Math.exp(-altitudeM / 8000);
  const fh2 = Math.exp(-altitudeM / 1250);
  const haze = linkeTurbidity - 1;
  return {
    globalRatio: 0.0000509 * altitudeM + 0.868,
    globalDepth: (0.0000392 * altitudeM + 0.0387) * (fh1 + fh2 * haze),
    beamRatio: 0.664 + 0.163 / fh1,
    beamDepth: 0.09 * haze,
    beamShareMax: Math.max(0, 1 - (0.1 - 0.2 * Math.exp(-linkeTurbidity)) / (0.1 + 0.882 / fh1)),
  };
}
