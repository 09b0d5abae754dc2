import { cosDeg, sinDeg } from '../angle.ts';
import type { SkyColumns } from './clear-sky-columns.ts';
import { type Plane, skyViewRatio } from './plane.ts';
import { cosZenithMin } from './sky-diffuse.ts';
import type { SunColumns } from './sun-columns.ts';

/**
 * Irradiance on a plane in W/m² at each moment, after Hay and Davies: what `planeIrradianceWm2` says,
 * written into `poaWm2` with nothing allocated in the loop.
 *
 * @example planeColumn({ plane, albedoRatio: 0.2 }, sun, sky, new Float64Array(8760))
 */
export function planeColumn(
  roof: { readonly plane: Plane; readonly albedoRatio: number },
  sun: SunColumns,
  sky: SkyColumns,
  poaWm2: Float64Array,
): Float64Array {
  const { tiltDeg, azimuthDeg } = roof.plane;
  const upward = cosDeg(tiltDeg);
  const northward = sinDeg(tiltDeg) * cosDeg(azimuthDeg);
  const eastward = sinDeg(tiltDeg) * sinDeg(azimuthDeg);
  const skyView = skyViewRatio(roof.plane);
  const groundRatio = roof.albedoRatio * (1 - skyView);
  for (let row = 0; row < poaWm2.length; row += 1) {
    const up = sun.up[row] ?? 0;
    const dni = sky.dniWm2[row] ?? 0;
    const facing = Math.max(
      0,
      upward * up + northward * (sun.north[row] ?? 0) + eastward * (sun.east[row] ?? 0),
    );
    const aroundSun = dni / (sky.extraWm2[row] ?? 1);
    const elsewhere = Math.max(0, (1 - aroundSun) * skyView);
    const skyRatio = elsewhere + (aroundSun * facing) / Math.max(up, cosZenithMin);
    poaWm2[row] =
      dni * facing + (sky.dhiWm2[row] ?? 0) * skyRatio + (sky.ghiWm2[row] ?? 0) * groundRatio;
  }
  return poaWm2;
}
