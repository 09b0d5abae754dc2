import type { PlannedDevice, PlannedSubstation } from './county-plan.ts';
import type { WindFarms } from './county-size.ts';
import { type Host, substationKvaFor } from './network-plan.ts';
import { scattered } from './villages.ts';

/** A farm stands at most this far from the township that it is named after. */
const farmRadiusKm = 6;

export interface PlannedFarms {
  /** Collector substations of large farms. */
  readonly substations: readonly PlannedSubstation[];
  readonly devices: readonly PlannedDevice[];
}

/** Wind farms beside townships that lie apart; small ones hang on the substation of theirs. */
export function windFarmsOf(wind: WindFarms, hosts: readonly Host[], seed: number): PlannedFarms {
  const stride = Math.max(1, Math.floor(hosts.length / wind.farms));
  const farms = hosts
    .filter((_, index) => index % stride === 0)
    .slice(0, wind.farms)
    .map((host) => farmBeside(host, wind, seed));
  return {
    substations: wind.ownSubstations ? farms.map(({ substation }) => substation) : [],
    devices: farms.map(({ turbines }) => turbines),
  };
}

function farmBeside(
  { township, substationId }: Host,
  { turbinesPerFarm, turbineKw, ownSubstations }: WindFarms,
  seed: number,
): { readonly substation: PlannedSubstation; readonly turbines: PlannedDevice } {
  const id = `${township.id}-wind`;
  const substation = {
    id: `${id}-substation`,
    name: `${township.name}风电升压站`,
    nameEn: `${township.nameEn} wind substation`,
    ...scattered(township, farmRadiusKm, { seed, what: id }),
    ratingKva: substationKvaFor(turbinesPerFarm * turbineKw),
  };
  const turbines: PlannedDevice = {
    id: `${id}-{n}`,
    name: `${township.name}风机 {n}`,
    kind: 'wind',
    node: ownSubstations ? substation.id : substationId,
    ratingKw: turbineKw,
    count: turbinesPerFarm,
  };
  return { substation, turbines };
}
