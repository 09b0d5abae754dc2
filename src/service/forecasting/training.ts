import { dayBoundaries, dayStartOf } from '../../domain/calendar.ts';
import { type ForecastHorizon, forecastHorizons } from '../../domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../domain/instant.ts';
import { type Origin, originsIn } from '../../forecast/frame/origins.ts';
import type { SeriesFrame, SpecialDays } from '../../forecast/frame/series-frame.ts';
import {
  afterDays,
  type Contest,
  contestantsOf,
  decided,
  hasDrifted,
  isRefitDue,
  newContest,
  withChallenger,
  withoutChallenger,
} from '../../forecast/watch/contest.ts';
import type { Directory } from '../directory.ts';
import type {
  GroupModelStore,
  LearnedSeries,
  SlotReader,
  WeatherRunStore,
} from '../forecast-ports.ts';
import type { Clock, Log } from '../ports.ts';
import type { ForecastTrainer, ServingModel } from './engine.ts';
import { foresightOf, learningSpans } from './foresight.ts';
import { type CommonFrame, commonFrame, frameOf, siteOf } from './frame-of-history.ts';
import { GroupHistory, pastSlots } from './group-history.ts';
import { learningRules } from './horizons.ts';
import { type DeviceGroup, deviceGroups } from './node-series.ts';

/** More than a year, so that the season before is in it. */
const historyDays = 400;
/** What a forecast looks back at, before the days that are followed. */
const lookBackDays = 42;
/** Days without a session that are made up for; what lies before is not compared. */
const followedDaysMax = 14;
/** Days with measurements from which on a group is learned; until then it is forecast cold. */
const knownDaysMin = 28;
const slotsPerDay = dayMs / quarterMs;
/** How long one session lasts at most; what drifted comes first, then what has waited longest. */
const sessionMs = 4 * hourMs;
/** Models are kept this long, so that a forecast can be made again as it was issued. */
const keptMs = 45 * dayMs;

interface TrainingDeps {
  readonly readings: SlotReader;
  readonly weather: WeatherRunStore;
  readonly models: GroupModelStore;
  readonly directory: Directory;
  readonly timeZone: string;
  readonly specialDays: SpecialDays;
  readonly clock: Clock;
  readonly log: Log;
}

/** A group under the rule of one horizon. */
interface Pupil extends LearnedSeries {
  readonly group: DeviceGroup;
}

/** A pupil whose turn it is to be learned. */
interface Due extends Pupil {
  readonly contest: Contest;
}

/** What all groups share in a session, by horizon. */
type Commons = Readonly<Record<ForecastHorizon, CommonFrame>>;

/**
 * Follows how models did on the days that are over, lets the better one serve, and learns new ones
 * from the groups' own histories, one after the other.
 */
export class Training {
  readonly #deps: TrainingDeps;
  #isStopped = false;

  constructor(deps: TrainingDeps) {
    this.#deps = deps;
  }

  /** Ends the session after the group that is being learned. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Learns as many models as there is time for; answers how many. One that fails is told and left out. */
  async run(now: Instant, trainer: ForecastTrainer): Promise<number> {
    const { models, directory } = this.#deps;
    const pupils = deviceGroups(directory.devices(), now).flatMap((group) =>
      forecastHorizons.map((horizon): Pupil => ({ group, groupId: group.id, horizon })),
    );
    const due: Due[] = [];
    const today = dayStartOf(now, this.#deps.timeZone);
    const followed = this.#commonsAt(today, lookBackDays + followedDaysMax);
    await this.#forEach(pupils, now, async (pupil) => {
      const contest = await this.#follow(
        pupil,
        { common: followed[pupil.horizon], today },
        trainer,
      );
      if (isRefitDue(contest, now)) due.push({ ...pupil, contest });
    });
    let learned = 0;
    const common = due.length === 0 ? followed : this.#commonsAt(today, historyDays);
    await this.#forEach(due.sort(byNeed), now, async (pupil) => {
      if (await this.#learn(pupil, common[pupil.horizon], trainer)) learned += 1;
    });
    models.deleteBefore(instant(now - keptMs));
    return learned;
  }

  /** One after the other, as long as the session lasts. */
  async #forEach<One extends Pupil>(
    pupils: readonly One[],
    now: Instant,
    teach: (pupil: One) => Promise<void>,
  ): Promise<void> {
    const { clock, log } = this.#deps;
    for (const pupil of pupils) {
      if (this.#isStopped || clock.now() - now > sessionMs) return;
      try {
        await teach(pupil);
      } catch (error) {
        if (this.#isStopped) return;
        const { groupId, horizon } = pupil;
        log.warn(
          { err: error, group: groupId, horizon },
          'A group was not learned; its forecasts stay as they were.',
        );
      }
    }
  }

  #commonsAt(end: Instant, days: number): Commons {
    const { weather, timeZone, specialDays } = this.#deps;
    const slots = pastSlots(end, days);
    const range = { from: instant(slots.from), to: end };
    const commonOf = (horizon: ForecastHorizon): CommonFrame => {
      const spans = learningSpans(horizon, range, { timeZone, slotMs: quarterMs });
      const { columns } = foresightOf(weather, slots, { spans, now: end });
      return commonFrame({ from: slots.from, to: end }, columns, { timeZone, specialDays });
    };
    return { day_ahead: commonOf('day_ahead'), ultra_short: commonOf('ultra_short') };
  }

  /** The contest of a group as it stands after the days that are over; it is kept where it moved. */
  async #follow(
    pupil: Pupil,
    { common, today }: { common: CommonFrame; today: Instant },
    trainer: ForecastTrainer,
  ): Promise<Contest> {
    const { models, clock } = this.#deps;
    const kept = models.contest(pupil, clock.now())?.contest ?? newContest(today);
    // Before anything is learned there is nothing to compare.
    const isAlone = contestantsOf(kept).every(({ trainedAt }) => trainedAt === null);
    const days = isAlone ? [] : this.#daysSince(kept.followedTo, { common, today }, pupil);
    if (days.length === 0) return kept;
    const frame = await this.#frameOf(pupil.group, common);
    const contestants = contestantsOf(kept).map((one): ServingModel | null => {
      const { trainedAt, drift } = one;
      const packed = trainedAt === null ? null : models.packed(pupil, trainedAt);
      return packed === null ? null : { packed, drift };
    });
    const { horizon } = pupil;
    const followed = await trainer.follow({ frame, horizon, days, contestants });
    const contest = decided(afterDays(kept, { to: today, followed }), clock.now());
    models.addContest(pupil, clock.now(), contest);
    return contest;
  }

  /** The origins of each local day from `since` on. */
  #daysSince(
    since: Instant,
    { common, today }: { common: CommonFrame; today: Instant },
    { horizon }: Pupil,
  ): Origin[][] {
    const { timeZone } = this.#deps;
    const from = instant(Math.max(since, today - followedDaysMax * dayMs));
    const slotOf = (at: number): number => Math.round((at - common.slots.from) / quarterMs);
    const days = dayBoundaries({ from, to: today }, timeZone);
    return days.slice(0, -1).map((day, place) => {
      const span = { start: slotOf(day), end: slotOf(days[place + 1] ?? today) };
      return originsIn(common, learningRules[horizon], span);
    });
  }

  async #learn(
    { contest, ...pupil }: Due,
    common: CommonFrame,
    trainer: ForecastTrainer,
  ): Promise<boolean> {
    const { models, clock } = this.#deps;
    const frame = await this.#frameOf(pupil.group, common);
    if (frame.target.filter(Number.isFinite).length < knownDaysMin * slotsPerDay) return false;
    const model = await trainer.train({ frame: sinceFirstKnown(frame), horizon: pupil.horizon });
    const at = clock.now();
    // What was never tried on days left out, as where most of the history is not believed, is no better
    // than the forecast without it.
    const isTried = Number.isFinite(model.card.validationLoss);
    if (isTried) models.add(pupil, at, model);
    const followedTo = instant(common.slots.from + common.slots.count * quarterMs);
    const next = isTried ? withChallenger(contest, at) : withoutChallenger(contest, at);
    models.addContest(pupil, at, { ...next, followedTo });
    return isTried;
  }

  async #frameOf(group: DeviceGroup, common: CommonFrame): Promise<SeriesFrame> {
    const { readings, directory } = this.#deps;
    // Not kept in memory: so much history is only needed at night, one group at a time.
    const powerKw = await new GroupHistory(readings).read(group, common.slots, { again: true });
    return frameOf(group, { powerKw, site: siteOf(directory.topology, group.nodeId) }, common);
  }
}

/** Whose errors have grown, then those that have waited longest. */
function byNeed(a: Due, b: Due): number {
  const drifted = Number(hasDrifted(b.contest)) - Number(hasDrifted(a.contest));
  return drifted !== 0 ? drifted : (a.contest.learnedAt ?? 0) - (b.contest.learnedAt ?? 0);
}

/** The frame without the days before anything was measured. */
function sinceFirstKnown(frame: SeriesFrame): SeriesFrame {
  const known = frame.target.findIndex((value) => !Number.isNaN(value));
  const first = Math.floor(known / slotsPerDay) * slotsPerDay;
  const { slots, foreseen } = frame;
  return {
    ...frame,
    slots: { ...slots, from: slots.from + first * slots.slotMs, count: slots.count - first },
    localOffsetsMs: frame.localOffsetsMs.slice(first),
    target: frame.target.slice(first),
    foreseen: new Map([...foreseen].map(([name, values]) => [name, values.slice(first)])),
  };
}
