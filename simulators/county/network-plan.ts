/** Substations and feeders over the areas. */
import type { PlannedArea, PlannedFeeder, PlannedSubstation } from './county-plan.ts';
import type { CountySize } from './county-size.ts';
import type { Township } from './place-names.ts';

/** A township, and the substation that feeds it. */
export interface Host {
  readonly township: Township;
  readonly substationId: string;
}

/** The substation of several townships is named after the first of them. */
export function hostsOf(places: readonly Township[], townshipsPerSubstation: number): Host[] {
  return places.map((township, index) => {
    const first = places[index - (index % townshipsPerSubstation)] ?? township;
    return { township, substationId: `${first.id}-substation` };
  });
}

/** The lines of a township, numbered where there are several. */
export function feedersOf(
  { township, substationId }: Host,
  areaCount: number,
  areasPerFeederMax: number,
): PlannedFeeder[] {
  const count = Math.ceil(areaCount / areasPerFeederMax);
  return Array.from({ length: count }, (_, index) => {
    const number = count === 1 ? '' : String(index + 1);
    return {
      id: `${township.id}-line${number}`,
      name: `${township.name}${number}线`,
      nameEn: `${township.nameEn} line ${number}`.trim(),
      parent: substationId,
    };
  });
}

/** Of the transformers below a substation, so much is drawn at one time (assumption). */
const coincidenceRatio = 0.7;
/** A substation of the country has at least two small transformers (assumption). */
const smallestKva = 10_000;
/** Sizes of transformers of 35 and 110 kV, and two or three of the largest (GB/T 6451-2015), in kVA. */
const sizesKva = [
  10_000, 16_000, 20_000, 31_500, 40_000, 50_000, 63_000, 80_000, 100_000, 126_000, 189_000,
] as const;
const largestKva = 189_000;

export function substationKvaFor(powerKva: number): number {
  return sizesKva.find((size) => size >= Math.max(smallestKva, powerKva)) ?? largestKva;
}

interface Line {
  readonly host: Host;
  readonly areas: readonly PlannedArea[];
}

/** The substations of the townships, large enough for their areas and for the wind beside them. */
export function substationsOf(lines: readonly Line[], { wind }: CountySize): PlannedSubstation[] {
  const ids = [...new Set(lines.map(({ host }) => host.substationId))];
  const windKva = wind.ownSubstations ? 0 : wind.turbinesPerFarm * wind.turbineKw;
  return ids.map((id) => {
    const own = lines.filter(({ host }) => host.substationId === id);
    const places = own.map(({ host }) => host.township);
    const areaKva = own
      .flatMap(({ areas }) => areas)
      .reduce((sum, area) => sum + area.ratingKva, 0);
    return {
      id,
      name: `${places[0]?.name ?? ''}变`,
      nameEn: `${places[0]?.nameEn ?? ''} substation`,
      latitude: meanOf(places.map(({ latitude }) => latitude)),
      longitude: meanOf(places.map(({ longitude }) => longitude)),
      ratingKva: substationKvaFor(coincidenceRatio * areaKva + windKva),
    };
  });
}

function meanOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.round(mean * 1e3) / 1e3;
}
