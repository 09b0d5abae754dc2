/** Which areas have more than houses and roofs, and how large their transformers are. */
import { quotaOf } from './draws.ts';

/** Plants that some areas have besides houses and roofs. */
export const extras = [
  'battery',
  'chargers',
  'heatStation',
  'biogas',
  'wells',
  'workshop',
  'greenhouse',
  'school',
  'park',
] as const;
export type Extra = (typeof extras)[number];

/**
 * Share of the areas with each, at least one of them, and the power that its transformer must carry
 * for it (assumptions).
 */
const extraFigures: Readonly<Record<Extra, { readonly share: number; readonly demandKw: number }>> =
  {
    battery: { share: 1 / 3, demandKw: 0 },
    chargers: { share: 0.25, demandKw: 60 },
    heatStation: { share: 1 / 8, demandKw: 160 },
    biogas: { share: 1 / 12, demandKw: 0 },
    wells: { share: 0.25, demandKw: 30 },
    workshop: { share: 1 / 6, demandKw: 45 },
    greenhouse: { share: 1 / 12, demandKw: 30 },
    school: { share: 1 / 12, demandKw: 30 },
    park: { share: 1 / 100, demandKw: 400 },
  };

export type ExtrasByArea = ReadonlyMap<string, ReadonlySet<Extra>>;

/** Which areas have which plants. */
export function extrasOf(areaIds: readonly string[], seed: number): ExtrasByArea {
  const holders = extras.map((extra) => ({
    extra,
    ids: quotaOf(areaIds, { share: extraFigures[extra].share, seed, what: extra }),
  }));
  return new Map(
    areaIds.map((id) => [
      id,
      new Set(holders.filter(({ ids }) => ids.has(id)).map(({ extra }) => extra)),
    ]),
  );
}

/** Sizes of distribution transformers that are built (GB/T 6451-2015), in kVA. */
const transformerSizesKva = [100, 160, 200, 250, 315, 400, 500, 630, 800, 1_000, 1_250] as const;
const largestTransformerKva = 1_250;
/**
 * Planned for a household in the country, in kVA: the goal for 2020 of the national action plan for
 * distribution networks (NEA 2015).
 */
export const kvaPerHousehold = 2;

export function transformerKvaFor(households: number, own: ReadonlySet<Extra>): number {
  let demandKva = kvaPerHousehold * households;
  for (const extra of own) demandKva += extraFigures[extra].demandKw;
  return transformerSizesKva.find((size) => size >= demandKva) ?? largestTransformerKva;
}
