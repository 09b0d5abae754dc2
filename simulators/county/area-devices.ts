/** What is connected in an area, and how large it is. */
import { type Extra, extras, kvaPerHousehold } from './area-extras.ts';
import type { PlannedArea, PlannedDevice } from './county-plan.ts';
import { chosen, drawOf, wholeOf } from './draws.ts';
import type { VillagePart } from './villages.ts';

export interface AreaSite {
  readonly part: VillagePart;
  readonly area: PlannedArea;
  readonly own: ReadonlySet<Extra>;
  /** The cooperative that owns its roofs and batteries; null where each household owns its own. */
  readonly cooperativeId: string | null;
  /** Roofs or boxes that report as one device. */
  readonly fleet: number;
  readonly seed: number;
}

/** Households behind one box of meters, and what is planned for the box: 1.25 kW each (assumption). */
const householdsPerBox = 24;
const boxKw = 30;
/** Share of the areas whose boxes have meters with a firmware of their own (assumption). */
const shellyShare = 0.2;

/** A farmhouse roof of 80 to 250 m² carries 15 to 45 kW; most take 20 to 30 (assumption). */
const roofSizesKw = [
  { choice: 15, weight: 1 },
  { choice: 20, weight: 2 },
  { choice: 25, weight: 3 },
  { choice: 30, weight: 3 },
  { choice: 40, weight: 1 },
  { choice: 45, weight: 1 },
] as const;
const usualRoofKw = 25;
/**
 * All roofs as a share of what the transformer has for houses. In most areas it is below a half; in
 * a few the roofs are more than the transformer carries at noon, the trouble of every such county
 * (assumption: the square of a draw gives a mean of 0.53).
 */
const roofShareMin = 0.1;
const roofShareMax = 1.4;

/** All devices of an area, its meter first. */
export function devicesOfArea(site: AreaSite): PlannedDevice[] {
  const { area, part, own } = site;
  return [
    { id: `${area.id}-meter`, name: `${part.name}总表`, kind: 'transformer_meter', node: area.id },
    roofs(site),
    boxes(site),
    ...extras.flatMap((extra) => (own.has(extra) ? extraDevices[extra](site) : [])),
  ];
}

function roofs(site: AreaSite): PlannedDevice {
  const { area, part, fleet, seed } = site;
  const roofKw = chosen(drawOf(seed, `roof ${area.id}`), roofSizesKw) ?? usualRoofKw;
  const draw = drawOf(seed, `roof share ${area.id}`);
  const share = roofShareMin + (roofShareMax - roofShareMin) * draw ** 2;
  const count = Math.max(1, Math.round((share * kvaPerHousehold * part.households) / roofKw));
  const { devices, ratingKw } = together(count, fleet, roofKw);
  return { ...numbered(site, 'pv', ['pv', '光伏'], devices), ...owned(site), ratingKw };
}

function boxes(site: AreaSite): PlannedDevice {
  const count = Math.max(1, Math.round(site.part.households / householdsPerBox));
  const { devices, ratingKw } = together(count, site.fleet, boxKw);
  const hasShelly = drawOf(site.seed, `meters ${site.area.id}`) < shellyShare;
  const speech = hasShelly ? { profile: 'shelly-3em' } : {};
  return { ...numbered(site, 'load', ['load', '表箱'], devices), ratingKw, ...speech };
}

/** Equal devices that stand for `count` things, at most `fleet` of them each. */
function together(count: number, fleet: number, eachKw: number) {
  const devices = Math.ceil(count / fleet);
  return { devices, ratingKw: Math.round((10 * eachKw * count) / devices) / 10 };
}

function owned({ cooperativeId }: AreaSite): { readonly cooperative?: string } {
  return cooperativeId === null ? {} : { cooperative: cooperativeId };
}

type IdAndName = readonly [id: string, name: string];

function single(
  { area, part }: AreaSite,
  kind: PlannedDevice['kind'],
  [id, name]: IdAndName,
): PlannedDevice {
  return { id: `${area.id}-${id}`, name: `${part.name}${name}`, kind, node: area.id };
}

function numbered(
  site: AreaSite,
  kind: PlannedDevice['kind'],
  [id, name]: IdAndName,
  count: number,
): PlannedDevice {
  if (count === 1) return single(site, kind, [id, name]);
  return { ...single(site, kind, [`${id}-{n}`, `${name} {n}`]), count };
}

/** A socket at home, one in the village street, one at a road. */
const chargerSizesKw = [
  { choice: 7, weight: 2 },
  { choice: 30, weight: 3 },
  { choice: 60, weight: 1 },
] as const;
const usualChargerKw = 30;

/** Sizes that are usual in villages of the plain (assumptions). */
const extraDevices: Readonly<Record<Extra, (site: AreaSite) => PlannedDevice[]>> = {
  battery: (site) => {
    const ratingKw = site.area.ratingKva >= 630 ? 200 : 100;
    return [{ ...single(site, 'battery', ['battery', '储能']), ...owned(site), ratingKw }];
  },
  chargers: (site) => {
    const draw = drawOf(site.seed, `charger ${site.area.id}`);
    const ratingKw = chosen(draw, chargerSizesKw) ?? usualChargerKw;
    return [{ ...numbered(site, 'ev_charger', ['ev', '充电桩'], 2), ratingKw }];
  },
  heatStation: (site) => [
    { ...numbered(site, 'heat_pump', ['heat-pump', '地热站热泵'], 2), ratingKw: 80 },
    {
      ...single(site, 'heat_store', ['heat-store', '地热站蓄热水箱']),
      ratingKw: 300,
      profile: 'flat-gateway',
    },
  ],
  biogas: (site) => [{ ...single(site, 'biogas', ['biogas', '沼气发电']), ratingKw: 150 }],
  wells: (site) => {
    const count = wholeOf(drawOf(site.seed, `wells ${site.area.id}`), 2, 4);
    return [{ ...numbered(site, 'load', ['pump', '机井'], count), ratingKw: 15 }];
  },
  workshop: (site) => [{ ...single(site, 'load', ['workshop', '木材加工厂']), ratingKw: 60 }],
  greenhouse: (site) => [{ ...single(site, 'load', ['greenhouse', '大棚']), ratingKw: 40 }],
  school: (site) => [{ ...single(site, 'load', ['school', '学校']), ratingKw: 40 }],
  park: (site) => [{ ...single(site, 'load', ['park', '绿电产业园']), ratingKw: 500 }],
};
