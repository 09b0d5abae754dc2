import { devicesOfArea } from './area-devices.ts';
import { type Extra, extrasOf, transformerKvaFor } from './area-extras.ts';
import { cooperativeIdOf, cooperativeOf } from './cooperatives.ts';
import type {
  CountyPlan,
  PlannedArea,
  PlannedDevice,
  PlannedFeeder,
  PlannedSubstation,
} from './county-plan.ts';
import type { CountySize } from './county-size.ts';
import { drawOf } from './draws.ts';
import { feedersOf, type Host, hostsOf, substationsOf } from './network-plan.ts';
import { townships } from './place-names.ts';
import { type VillagePart, villageParts } from './villages.ts';
import { windFarmsOf } from './wind-farms.ts';

export interface GenerateOptions {
  readonly size: CountySize;
  readonly seed: number;
}

const county = {
  id: 'lankao',
  name: '兰考县',
  nameEn: 'Lankao County',
  latitude: 34.82,
  longitude: 114.82,
} as const;

/** Roofs and batteries of so many areas belong to the cooperative of their township (assumption). */
const cooperativeRatio = 0.5;
/** Largest rating that a configuration takes, in kW. */
const ratingKwMax = 1e6;

interface Site {
  readonly part: VillagePart;
  readonly area: PlannedArea;
  readonly own: ReadonlySet<Extra>;
}

/** A county of that size: the same seed gives the same county, device by device. */
export function generateCounty({ size, seed }: GenerateOptions): CountyPlan {
  const parts = villageParts(size, seed);
  const places = townships.filter((township) => parts.some((part) => part.township === township));
  const hosts = hostsOf(places, size.townshipsPerSubstation);
  const extras = extrasOf(
    parts.map(({ id }) => id),
    seed,
  );
  const lines = hosts.map((host) => {
    const own = parts.filter((part) => part.township === host.township);
    return lineUp(host, own, extras, size.areasPerFeederMax);
  });
  const sites = lines.flatMap((line) => line.sites);
  const farms = windFarmsOf(size.wind, hosts, seed);
  const substations = [...substationsOf(lines, size), ...farms.substations];
  return {
    county,
    substations,
    feeders: lines.flatMap(({ feeders }) => feeders),
    areas: sites.map(({ area }) => area),
    cooperatives: places.map((township) => cooperativeOf(township, seed)),
    reportIntervalS: size.reportIntervalS,
    devices: [
      ...countyDevices(
        substations,
        lines.flatMap(({ feeders }) => feeders),
      ),
      ...farms.devices,
      ...sites.flatMap((site) => {
        const { township } = site.part;
        const isOwned = drawOf(seed, `cooperative ${site.area.id}`) < cooperativeRatio;
        const cooperativeId = isOwned ? cooperativeIdOf(township) : null;
        return devicesOfArea({ ...site, cooperativeId, fleet: size.fleet, seed });
      }),
    ],
  };
}

/** The feeders of a township with its areas on them, neighbours in the list on one feeder. */
function lineUp(
  host: Host,
  parts: readonly VillagePart[],
  extras: ReadonlyMap<string, ReadonlySet<Extra>>,
  areasPerFeederMax: number,
) {
  const feeders = feedersOf(host, parts.length, areasPerFeederMax);
  const sites = parts.map((part, index): Site => {
    const own = extras.get(part.id) ?? new Set();
    const feeder = feeders[Math.floor((index * feeders.length) / parts.length)];
    const area: PlannedArea = {
      id: part.id,
      name: `${part.name}台区`,
      nameEn: part.nameEn,
      parent: feeder?.id ?? '',
      ratingKva: transformerKvaFor(part.households, own),
      latitude: part.latitude,
      longitude: part.longitude,
    };
    return { part, area, own };
  });
  return { host, feeders, sites, areas: sites.map(({ area }) => area) };
}

/** What a line of 10 kV carries: 380 A in aluminium of 120 mm², as Chinese handbooks state it. */
const feederKva = 6_500;

/**
 * A meter at the county's gate, at every substation and at the head of every feeder; a weather
 * station at the first two.
 */
function countyDevices(
  substations: readonly PlannedSubstation[],
  feeders: readonly PlannedFeeder[],
): PlannedDevice[] {
  const allKva = substations.reduce((sum, { ratingKva }) => sum + ratingKva, 0);
  return [
    {
      ...{ id: `${county.id}-pcc`, name: '县级关口表', kind: 'pcc_meter', node: county.id },
      ratingKw: Math.min(ratingKwMax, allKva),
    },
    { id: `${county.id}-weather`, name: '县城气象站', kind: 'weather_station', node: county.id },
    ...substations.flatMap(({ id, name }): PlannedDevice[] => [
      { id: `${id}-pcc`, name: `${name}关口表`, kind: 'pcc_meter', node: id },
      { id: `${id}-weather`, name: `${name}气象站`, kind: 'weather_station', node: id },
    ]),
    ...feeders.map(
      ({ id, name }): PlannedDevice => ({
        ...{ id: `${id}-meter`, name: `${name}出口表`, kind: 'pcc_meter', node: id },
        ratingKw: feederKva,
      }),
    ),
  ];
}
