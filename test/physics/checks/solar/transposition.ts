import { relativeAirMass } from '../../../../src/physics/solar/air-mass.ts';
import { perezSkyWm2 } from '../../../../src/physics/solar/perez.ts';
import { perezDriesseSkyWm2 } from '../../../../src/physics/solar/perez-driesse.ts';
import { incidenceDeg } from '../../../../src/physics/solar/plane.ts';
import {
  hayDaviesSkyWm2,
  isotropicSkyWm2,
  klucherSkyWm2,
  reindlSkyWm2,
} from '../../../../src/physics/solar/sky-diffuse.ts';
import {
  type PlaneOverGround,
  planeIrradiance,
  planeIrradianceWm2,
} from '../../../../src/physics/solar/transposition.ts';
import type { CsvTable } from '../../csv-table.ts';
import { columnFinding, type Finding, type PeerCheck, Worst } from '../../peer-check.ts';

const file = 'solar/transposition.csv';
const usual = '0.001 W/m2';
const perez = 'perez 0.01 W/m2';

export const transpositionCheck: PeerCheck = {
  answers: [file],
  inputs: [],
  run(folder) {
    const table = folder.table(file);
    const of = (
      column: string,
      tolerance: string,
      ours: (view: PlaneOverGround) => number,
    ): Finding => {
      const worst = new Worst();
      for (let row = 0; row < table.rows; row += 1) {
        const theirs = table.number(row, column);
        // Without diffuse irradiance the peer's Perez is empty and counts as none.
        worst.add(
          ours(viewIn(table, row)),
          Number.isNaN(theirs) && column === 'sky_perez' ? 0 : theirs,
        );
      }
      return worst.finding(file, column, folder.tolerance(file, tolerance));
    };
    return [
      of('aoi', 'aoi 1e-5 deg', (view) => incidenceDeg(view.plane, view.sun)),
      of('poa_direct', usual, (view) => planeIrradiance(view).beamWm2),
      of('poa_ground', usual, (view) => planeIrradiance(view).groundWm2),
      of('sky_isotropic', usual, isotropicSkyWm2),
      of('sky_klucher', usual, klucherSkyWm2),
      of('sky_haydavies', usual, hayDaviesSkyWm2),
      of('sky_reindl', usual, reindlSkyWm2),
      of('sky_perez', perez, perezSkyWm2),
      of('sky_perez_driesse', perez, perezDriesseSkyWm2),
      of('poa_global_isotropic', usual, (view) => planeIrradianceWm2(view, isotropicSkyWm2)),
      of('poa_global_haydavies', usual, (view) => planeIrradianceWm2(view)),
      of('poa_global_perez', perez, (view) => planeIrradianceWm2(view, perezSkyWm2)),
      columnFinding(folder, file, {
        column: 'airmass_relative',
        tolerance: usual,
        ours: (row) => relativeAirMass(table.number(row, 'zenith_apparent')),
      }),
    ];
  },
};

function viewIn(table: CsvTable, row: number): PlaneOverGround {
  const number = (column: string): number => table.number(row, column);
  return {
    plane: { tiltDeg: number('surface_tilt'), azimuthDeg: number('surface_azimuth') },
    sun: { zenithDeg: number('zenith_apparent'), azimuthDeg: number('azimuth') },
    sky: { ghiWm2: number('ghi'), dniWm2: number('dni'), dhiWm2: number('dhi') },
    extraWm2: number('dni_extra'),
    albedoRatio: number('albedo'),
  };
}
