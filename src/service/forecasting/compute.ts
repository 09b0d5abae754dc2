/** What an engine computes, whatever thread it runs in. */
import { type ColdForecast, coldForecast } from '../../forecast/cold-start/cold-forecast.ts';
import { openView } from '../../forecast/frame/known-view.ts';
import type { SeriesFrame, SiteFacts } from '../../forecast/frame/series-frame.ts';
import { drawFirst, seededRandom } from '../../forecast/learn/random.ts';
import { type SunTable, sunTableOf } from '../../forecast/recipes/sun-table.ts';
import { pastDaysMin, ranksOfFactor, ranksOfPast } from '../../forecast/reconcile/joint-ranks.ts';
import { quantilesOfSample } from '../../forecast/reconcile/quantile-curve.ts';
import {
  coherentScenarios,
  type RanksOfSlot,
  type SlotScenarios,
} from '../../forecast/reconcile/reconcile.ts';
import type { AddUpWork, PredictWork, TreeWork } from './engine.ts';
import { type LearnedModel, learnedForecasting } from './group-models.ts';

/** Scenarios while the past does not tell how errors hang together. */
const factorScenarios = 100;
/** Places this near share the table of the sun: it stands 12 s of time apart at most. */
const placesPerDegree = 20;

/** Forecasts of groups, each from its frame as it was known at the origin; `modelOf` unpacks. */
export function predictGroups(
  work: PredictWork,
  modelOf: (group: number) => LearnedModel | null,
): ColdForecast[] {
  const { frames, origin } = work;
  const neighbours = openView(work.neighbours);
  neighbours.moveTo(origin);
  const suns = new Map<string, SunTable | undefined>();
  return frames.map((frame, group) => {
    const view = openView(frame);
    view.moveTo(origin);
    const site = roundedSite(frame.site);
    const place = `${site.latDeg}/${site.lonDeg}`;
    if (frame.kind === 'pv' && !suns.has(place)) {
      suns.set(place, sunTableOf({ slots: frame.slots, site }));
    }
    const cold = coldForecast({ view, neighbours, sun: suns.get(place) }, work);
    return withLearned(cold, { frame, model: modelOf(group), work });
  });
}

/** The rest of today follows what holds now; what models are for follows the group's own, if it has one. */
function withLearned(
  cold: ColdForecast,
  { frame, model, work }: { frame: SeriesFrame; model: LearnedModel | null; work: PredictWork },
): ColdForecast {
  const { origin, learnedFrom, levels, horizon } = work;
  if (model === null || learnedFrom >= origin.end) return cold;
  const forecasting = learnedForecasting(model, frame, horizon);
  const learned = forecasting?.predict({ ...origin, start: learnedFrom });
  if (learned === undefined || learned.some(Number.isNaN)) return cold;
  const values = cold.values.slice();
  values.set(learned, (learnedFrom - origin.start) * levels.length);
  return { ...cold, model: 'learned', values };
}

function roundedSite({ latDeg, lonDeg }: SiteFacts): SiteFacts {
  if (latDeg === undefined || lonDeg === undefined) return {};
  const rounded = (degrees: number): number =>
    Math.round(degrees * placesPerDegree) / placesPerDegree;
  return { latDeg: rounded(latDeg), lonDeg: rounded(lonDeg) };
}

/** Curves that add up: all kinds are drawn together, and sums are taken scenario by scenario. */
export function addUpCurves(work: AddUpWork): Float64Array[] {
  const { slots, levels, series } = work;
  const scenarios = isPastEnough(work) ? work.errorDays : factorScenarios;
  const trees = work.trees.map((tree, index) => scenariosOf(tree, { work, index, scenarios }));
  const curves = series.map(() => new Float64Array(slots * levels.length));
  const sample = new Float64Array(scenarios);
  for (let slot = 0; slot < slots; slot += 1) {
    const drawn = trees.map((tree) => tree.next().value as SlotScenarios);
    for (const [index, parts] of series.entries()) {
      sample.fill(0);
      for (const part of parts) addPart(sample, drawn[part.tree] as SlotScenarios, part);
      const out = curves[index] as Float64Array;
      quantilesOfSample(sample, { levels, first: slot * levels.length, out });
    }
  }
  return curves;
}

function addPart(
  sample: Float64Array,
  { values, scenarios }: SlotScenarios,
  { place, sign }: { place: number; sign: 1 | -1 },
): void {
  for (let scenario = 0; scenario < scenarios; scenario += 1) {
    const value = values[place * scenarios + scenario] as number;
    sample[scenario] = (sample[scenario] as number) + sign * value;
  }
}

/** Whether some group has errors of enough past days. */
function isPastEnough({ trees, errorDays }: AddUpWork): boolean {
  return trees.some(({ errors }) =>
    errors.some((leaf) => leaf.subarray(0, errorDays).filter(isKnown).length >= pastDaysMin),
  );
}

function isKnown(value: number): boolean {
  return !Number.isNaN(value);
}

function scenariosOf(
  { parentOf, curves, errors, lowest, capacities }: TreeWork,
  { work, index, scenarios }: { work: AddUpWork; index: number; scenarios: number },
): Generator<SlotScenarios> {
  const nodes = parentOf.length - curves.length;
  const own = [...Array.from({ length: nodes }, () => null), ...curves];
  const bound = (of: readonly number[]) =>
    Float64Array.from(own, (_, entry) => of[entry - nodes] ?? 0);
  const tree = {
    ...{ parentOf, slots: work.slots, levels: work.levels, values: own },
    ...{ lowest: bound(lowest), highest: bound(capacities) },
  };
  const ranksOfSlot = isPastEnough(work)
    ? pastRanks(errors, scenarios)
    : factorRanks(curves.length, scenarios, seededRandom(work.seed + index));
  return coherentScenarios(tree, { scenarios, ranksOfSlot });
}

function pastRanks(leaves: readonly Float32Array[], days: number): RanksOfSlot {
  const errors = new Float32Array(leaves.length * days);
  return (slot) => {
    for (const [leaf, all] of leaves.entries()) {
      errors.set(all.subarray(slot * days, (slot + 1) * days), leaf * days);
    }
    return ranksOfPast({ leaves: leaves.length, days, errors });
  };
}

/** The factor of one kind says nothing of the others': its scenarios are put in an order of their own. */
function factorRanks(leaves: number, scenarios: number, random: () => number): RanksOfSlot {
  const ordered = ranksOfFactor(leaves, scenarios, random);
  const order = Int32Array.from({ length: scenarios }, (_, scenario) => scenario);
  drawFirst(order, scenarios, random);
  const ranks = ordered.map((_, at) => {
    const scenario = at % scenarios;
    return ordered[at - scenario + (order[scenario] as number)] as number;
  });
  return () => ranks;
}
