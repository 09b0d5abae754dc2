import { dayStartOf } from '../../domain/calendar.ts';
import {
  type ForecastHorizon,
  type ForecastInput,
  type ForecastRun,
  keptLevels,
  type NodeForecast,
} from '../../domain/forecast.ts';
import { dayMs, type Instant, instant, quarterMs } from '../../domain/instant.ts';
import { invariant } from '../../domain/outcome.ts';
import type { ColdForecast } from '../../forecast/cold-start/cold-forecast.ts';
import type { SeriesFrame, SpecialDays } from '../../forecast/frame/series-frame.ts';
import type { Directory } from '../directory.ts';
import type {
  ForecastStore,
  GroupModelStore,
  SlotReader,
  WeatherRunStore,
} from '../forecast-ports.ts';
import type { Clock } from '../ports.ts';
import type { ForecastEngine, ServingModel, TreeWork } from './engine.ts';
import { foresightOf, issueSpans } from './foresight.ts';
import {
  type CommonFrame,
  commonFrame,
  frameOf,
  neighboursOf,
  siteOf,
} from './frame-of-history.ts';
import { GroupHistory, pastSlots } from './group-history.ts';
import { type Horizon, horizonAt } from './horizons.ts';
import {
  type DeviceGroup,
  deviceGroups,
  groupsOf,
  type NodeSeries,
  nodeSeries,
  type PartTree,
  partTrees,
} from './node-series.ts';

/** Weeks of history that forecasts look at: as far back as any feature of a recipe does. */
export const historyDays = 42;
/** Past days whose errors tell how groups err together. */
const errorDays = 30;
/** Groups of one call of the engine, so that neither thread holds much at once. */
const framesPerCall = 64;

export interface ForecastCycleDeps {
  readonly readings: SlotReader;
  readonly weather: WeatherRunStore;
  readonly forecasts: ForecastStore;
  readonly models: Pick<GroupModelStore, 'packed' | 'contest'>;
  readonly directory: Directory;
  readonly engine: ForecastEngine;
  readonly timeZone: string;
  readonly specialDays: SpecialDays;
  readonly clock: Clock;
}

/** Everything that is known when a run is issued. */
interface Ground {
  readonly horizon: Horizon;
  readonly common: CommonFrame;
  readonly trees: readonly PartTree[];
  readonly inputs: ForecastInput[];
}

/** Forecasts every node and cooperative, and keeps what was issued. */
export class ForecastCycle {
  readonly #deps: ForecastCycleDeps;
  readonly #history: GroupHistory;
  readonly #waiting = new Map<ForecastHorizon, Promise<ForecastRun>>();
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(deps: ForecastCycleDeps) {
    this.#deps = deps;
    this.#history = new GroupHistory(deps.readings);
  }

  /**
   * Forecasts with what is known at `now`, and keeps it. One run is made at a time: the other horizon
   * waits for it, and a call for a horizon that is asked for already gets that run.
   *
   * @throws whatever the stores or the engine fail with; nothing of the run is kept then.
   */
  run(horizon: ForecastHorizon, now: Instant): Promise<ForecastRun> {
    const asked = this.#waiting.get(horizon);
    if (asked !== undefined) return asked;
    const run = this.#last.then(() => this.#issue(horizon, now));
    const ended = run.then(
      () => this.#waiting.delete(horizon),
      () => this.#waiting.delete(horizon),
    );
    this.#last = ended;
    this.#waiting.set(horizon, run);
    return run;
  }

  /** Gives up a run that is under way: it is rejected, and nothing of it is kept. */
  stop(): void {
    this.#isStopped = true;
  }

  async #issue(horizon: ForecastHorizon, now: Instant): Promise<ForecastRun> {
    const { clock, directory, forecasts } = this.#deps;
    const groups = deviceGroups(directory.devices(), now);
    const ground = this.#groundAt(horizon, now, partTrees(directory.topology, groups));
    const frames = await this.#framesOf(groups, ground, { again: horizon === 'day_ahead' });
    const learned = new LearnedAt(this.#deps.models, horizon, now);
    const leaves = await this.#predict(groups, frames, { ...ground, learned });
    const nodes = await this.#nodeForecasts(leaves, ground, now);
    const newest = newestReading(frames);
    const readings = newest === null ? [] : [{ name: 'readings', availableAt: newest }];
    const run: ForecastRun = {
      id: `${horizon}-${new Date(now).toISOString()}`,
      ...{ horizon, issuedAt: now, computedAt: clock.now() },
      inputs: [...readings, ...ground.inputs, ...learned.inputs],
    };
    forecasts.add(run, nodes);
    return run;
  }

  #groundAt(kind: ForecastHorizon, now: Instant, trees: readonly PartTree[]): Ground {
    const { timeZone, specialDays, weather } = this.#deps;
    const horizon = horizonAt(kind, now, timeZone);
    const { start, end, knownTo } = horizon;
    const from = instant(pastSlots(knownTo, historyDays).from);
    const slots = { from, slotMs: quarterMs, count: Math.round((end - from) / quarterMs) };
    const spans = issueSpans(kind, { from, start, end, now }, { timeZone, slotMs: quarterMs });
    const { columns, newest } = foresightOf(weather, slots, { spans, now });
    const common = commonFrame({ from, to: end }, columns, { timeZone, specialDays });
    const inputs =
      newest === null
        ? []
        : [{ name: `weather:${newest.sourceId}`, availableAt: newest.receivedAt }];
    return { horizon, common, trees, inputs };
  }

  /** Frames of the groups, in their order. */
  async #framesOf(
    groups: readonly DeviceGroup[],
    { horizon, common }: Ground,
    { again }: { again: boolean },
  ): Promise<SeriesFrame[]> {
    const { topology } = this.#deps.directory;
    const slots = pastSlots(horizon.knownTo, historyDays);
    this.#history.keepOnly(groups);
    const frames: SeriesFrame[] = [];
    for (const group of groups) {
      if (this.#isStopped) throw new Error('forecasting has ended');
      // One read after the other: the store serves its writers in between.
      const powerKw = await this.#history.read(group, slots, { again });
      frames.push(frameOf(group, { powerKw, site: siteOf(topology, group.nodeId) }, common));
    }
    return frames;
  }

  async #predict(
    groups: readonly DeviceGroup[],
    frames: readonly SeriesFrame[],
    { horizon, common, learned }: Ground & { readonly learned: LearnedAt },
  ): Promise<ReadonlyMap<string, ColdForecast>> {
    const slotOf = (at: Instant): number => Math.round((at - common.slots.from) / quarterMs);
    const origin = {
      knownThrough: slotOf(horizon.knownTo) - 1,
      start: slotOf(horizon.start),
      end: slotOf(horizon.end),
    };
    const forecasts = new Map<string, ColdForecast>();
    const kinds = Map.groupBy(groups.keys(), (place) => groups[place]?.deviceKind);
    for (const places of kinds.values()) {
      const ofKind = places.flatMap((place) => frames[place] ?? []);
      const neighbours = neighboursOf(ofKind, common);
      for (let first = 0; first < ofKind.length; first += framesPerCall) {
        const batch = ofKind.slice(first, first + framesPerCall);
        const models = batch.map(({ id }) => learned.of(id));
        const predicted = await this.#deps.engine.predict({
          ...{ frames: batch, neighbours, origin, levels: keptLevels, errorDays, models },
          horizon: learned.horizon,
          // Models of days ahead speak of whole days.
          learnedFrom: learned.horizon === 'day_ahead' ? slotOf(horizon.tomorrow) : origin.start,
        });
        for (const [place, { id }] of batch.entries()) {
          const forecast = predicted[place];
          invariant(forecast !== undefined, `the engine answers for ${id}`);
          forecasts.set(id, forecast);
        }
      }
    }
    return forecasts;
  }

  async #nodeForecasts(
    leaves: ReadonlyMap<string, ColdForecast>,
    { trees, horizon }: Ground,
    now: Instant,
  ): Promise<NodeForecast[]> {
    const { directory, engine, timeZone } = this.#deps;
    const series = nodeSeries(directory.topology, trees);
    const count = Math.round((horizon.end - horizon.start) / quarterMs);
    const curves = await engine.addUp({
      trees: trees.map((tree) => treeWork(tree, leaves)),
      ...{ slots: count, levels: keptLevels, errorDays },
      series: series.map(({ parts }) => parts),
      // The same all day, so that bands do not tremble from issue to issue.
      seed: Math.floor(dayStartOf(now, timeZone) / dayMs),
    });
    const slots = { from: horizon.start, slotMs: quarterMs, count };
    return series.map((one, place) => ({
      nodeId: one.nodeId,
      kind: one.kind,
      model: modelOf(one, { trees, leaves }),
      curves: { slots, levels: keptLevels, values: curves[place] ?? new Float64Array() },
    }));
  }
}

function treeWork(
  { parentOf, groups }: PartTree,
  leaves: ReadonlyMap<string, ColdForecast>,
): TreeWork {
  const forecasts = groups.flatMap(({ id }) => leaves.get(id) ?? []);
  return {
    parentOf,
    curves: forecasts.map(({ values }) => values),
    errors: forecasts.map(({ errors }) => errors),
    lowest: forecasts.map(({ lowest }) => lowest),
    capacities: groups.map(({ capacityKw }) => capacityKw),
  };
}

/** The model of all groups that a series is made of, where it is one; else `sum`. */
function modelOf(
  series: NodeSeries,
  { trees, leaves }: { trees: readonly PartTree[]; leaves: ReadonlyMap<string, ColdForecast> },
): string {
  const models = new Set(groupsOf(series, trees).map(({ id }) => leaves.get(id)?.model ?? ''));
  const [only = 'sum'] = models;
  return models.size === 1 ? only : 'sum';
}

/** The models that serve at the time of issue. They are read as they are needed: a county's are large. */
class LearnedAt {
  readonly horizon: ForecastHorizon;
  readonly #models: ForecastCycleDeps['models'];
  readonly #now: Instant;
  #newestAt: Instant | null = null;

  constructor(models: ForecastCycleDeps['models'], horizon: ForecastHorizon, now: Instant) {
    this.#models = models;
    this.horizon = horizon;
    this.#now = now;
  }

  of(groupId: string): ServingModel | null {
    const series = { groupId, horizon: this.horizon };
    const kept = this.#models.contest(series, this.#now);
    if (kept === null || kept.contest.serving.trainedAt === null) return null;
    const { trainedAt, drift } = kept.contest.serving;
    const packed = this.#models.packed(series, trainedAt);
    if (packed === null) return null;
    this.#newestAt = instant(Math.max(this.#newestAt ?? 0, kept.decidedAt));
    return { packed, drift };
  }

  /** The models that were asked for so far, by the newest of them. */
  get inputs(): ForecastInput[] {
    return this.#newestAt === null ? [] : [{ name: 'models', availableAt: this.#newestAt }];
  }
}

/** End of the newest slot that any group was measured in: then its readings were all there. */
function newestReading(frames: readonly SeriesFrame[]): Instant | null {
  const ends = frames.flatMap(({ target, slots }) => {
    const slot = target.findLastIndex((value) => !Number.isNaN(value));
    return slot < 0 ? [] : [slots.from + (slot + 1) * slots.slotMs];
  });
  return ends.length === 0 ? null : instant(Math.max(...ends));
}
