import type { Building, HeatEmitter } from '../../../../src/physics/heat/building.ts';
import { stepControlledZone } from '../../../../src/physics/heat/controlled-zone.ts';
import { type Finding, type PeerCheck, Worst } from '../../peer-check.ts';
import type { PeerFolder } from '../../peer-folder.ts';

const parameterFile = 'heat/parameters.json';
const buildingFile = 'heat/building_5r1c_year.csv';

interface ZoneParameters {
  readonly zone: Readonly<Record<string, number>>;
  readonly initial_t_mass_c: number;
  readonly time_step_s: number;
  readonly coefficients: Readonly<Record<string, number>>;
}

function zoneOf({ zone, coefficients }: ZoneParameters): Building {
  const of = (record: Readonly<Record<string, number>>, name: string): number =>
    record[name] ?? Number.NaN;
  const innerAreaM2 = of(zone, 'total_internal_area');
  return {
    opaqueWPerK: of(coefficients, 'h_tr_em'),
    windowWPerK: of(coefficients, 'h_tr_w'),
    ventilationWPerK: of(coefficients, 'h_ve'),
    massToSurfaceWPerK: of(coefficients, 'h_tr_ms'),
    surfaceToAirWPerK: of(coefficients, 'h_tr_is'),
    capacityJPerK: of(coefficients, 'c_m_j_per_k'),
    massAreaRatio: of(coefficients, 'mass_area') / innerAreaM2,
    innerAreaM2,
  };
}

const zoneColumns = [
  ['hvac_w', 'powerW', '0.01 W'],
  ['t_mass', 'massTempC', '0.001 K'],
  ['t_surface', 'surfaceTempC', '0.001 K'],
  ['t_air', 'airTempC', '0.001 K'],
] as const;

/** The mass carries the year: each hour begins with our own temperature, not with the peer's. */
function zoneFindings(folder: PeerFolder, emitter: HeatEmitter): Finding[] {
  const table = folder.table(buildingFile);
  const parameters = folder.json<{ building_5r1c: ZoneParameters }>(parameterFile).building_5r1c;
  const { zone, initial_t_mass_c, time_step_s } = parameters;
  const floorM2 = zone.floor_area ?? Number.NaN;
  const control = {
    heatingTempC: zone.t_set_heating ?? Number.NaN,
    coolingTempC: zone.t_set_cooling ?? Number.NaN,
    heatingWMax: (zone.max_heating_energy_per_floor_area ?? Number.NaN) * floorM2,
    coolingWMin: (zone.max_cooling_energy_per_floor_area ?? Number.NaN) * floorM2,
    emitter,
  };
  const building = zoneOf(parameters);
  const worst = zoneColumns.map(() => new Worst());
  let massTempC = initial_t_mass_c;
  for (let row = 0; row < table.rows; row += 1) {
    const around = {
      outdoorTempC: table.number(row, 't_out'),
      internalGainsW: table.number(row, 'internal_gains_w'),
      solarGainsW: table.number(row, 'solar_gains_w'),
    };
    const step = stepControlledZone(building, massTempC, around, control, time_step_s / 3_600);
    zoneColumns.forEach(([column, name], place) => {
      worst[place]?.add(step[name], table.number(row, `${emitter}_${column}`));
    });
    massTempC = step.massTempC;
  }
  return zoneColumns.map(([column, , words], place) =>
    (worst[place] ?? new Worst()).finding(
      buildingFile,
      `${emitter}_${column}`,
      folder.tolerance(buildingFile, words),
    ),
  );
}

export const buildingCheck: PeerCheck = {
  answers: [buildingFile],
  inputs: [parameterFile],
  run: (folder) => [...zoneFindings(folder, 'air'), ...zoneFindings(folder, 'floor')],
};
