import { cosDeg } from '../../src/physics/angle.ts';
import type { CountySize } from './county-size.ts';
import { drawOf, wholeOf } from './draws.ts';
import { type Township, townships, type VillageName, villageNamesOf } from './place-names.ts';

/** What one transformer of a village serves, before anything is connected to it. */
export interface VillagePart {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly township: Township;
  readonly households: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** Administrative villages of the plain have 200 to 600 households: 450 of them make Lankao's 180,000. */
const householdsMin = 200;
const householdsMax = 600;
/** A 400 kVA transformer at 2 kVA a household. */
const householdsPerTransformerMax = 200;

/** Villages lie within this distance of their township; transformers of one village near together. */
const townshipRadiusKm = 3.5;
const villageRadiusKm = 0.4;
const kmPerDegree = 111.32;

/** The parts of all villages, township by township. */
export function villageParts(size: CountySize, seed: number): VillagePart[] {
  const places = townships.slice(0, size.townships);
  return places.flatMap((township, index) => partsOfTownship(township, index, size, seed));
}

function partsOfTownship(
  township: Township,
  index: number,
  { extent, townships: among }: CountySize,
  seed: number,
): VillagePart[] {
  const names = villageNamesOf(township, seed);
  if ('villages' in extent) {
    const own = names.slice(0, shareOf(extent.villages, index, among));
    return own.flatMap((name) => partsOfVillage(township, name, seed));
  }
  const wanted = shareOf(extent.areas, index, among);
  const parts: VillagePart[] = [];
  for (const name of names) {
    if (parts.length >= wanted) break;
    parts.push(...partsOfVillage(township, name, seed));
  }
  return parts.slice(0, wanted);
}

/** Whole parts of a total, as equal as can be; the first ones are the larger. */
function shareOf(total: number, index: number, among: number): number {
  return Math.floor(total / among) + (index < total % among ? 1 : 0);
}

function partsOfVillage(township: Township, village: VillageName, seed: number): VillagePart[] {
  const id = `${township.id}-${village.id}`;
  const households = wholeOf(drawOf(seed, `households ${id}`), householdsMin, householdsMax);
  const count = Math.ceil(households / householdsPerTransformerMax);
  const centre = scattered(township, townshipRadiusKm, { seed, what: `village ${id}` });
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const partId = count === 1 ? id : `${id}-${number}`;
    return {
      id: partId,
      name: `${township.name}${village.name}${count === 1 ? '' : `${number}号`}`,
      nameEn: `${township.nameEn} ${village.nameEn}${count === 1 ? '' : ` ${number}`}`,
      township,
      households: shareOf(households, index, count),
      ...scattered(centre, villageRadiusKm, { seed, what: `place ${partId}` }),
    };
  });
}

interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Somewhere within the radius, every spot of the circle as likely as another. */
export function scattered(
  centre: Position,
  radiusKm: number,
  { seed, what }: { readonly seed: number; readonly what: string },
): Position {
  const distanceKm = radiusKm * Math.sqrt(drawOf(seed, `${what} distance`));
  const bearingDeg = 360 * drawOf(seed, `${what} bearing`);
  const northKm = distanceKm * cosDeg(bearingDeg);
  const eastKm = distanceKm * cosDeg(bearingDeg - 90);
  return {
    latitude: degrees(centre.latitude + northKm / kmPerDegree),
    longitude: degrees(centre.longitude + eastKm / (kmPerDegree * cosDeg(centre.latitude))),
  };
}

function degrees(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
