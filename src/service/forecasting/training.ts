import {
  dayMs,
  hourMs,
  type Instant,
  instant,
  quarterMs,
  slotStartOf,
} from '../../domain/instant.ts';
import type { SeriesFrame, SpecialDays } from '../../forecast/frame/series-frame.ts';
import type { Directory } from '../directory.ts';
import type { GroupModelStore, SlotReader, WeatherRunStore } from '../forecast-ports.ts';
import type { Clock, Log } from '../ports.ts';
import type { ForecastTrainer } from './engine.ts';
import { foresightOf, issueSpans } from './foresight.ts';
import { type CommonFrame, commonFrame, frameOf, siteOf } from './frame-of-history.ts';
import { GroupHistory, pastSlots } from './group-history.ts';
import { type DeviceGroup, deviceGroups } from './node-series.ts';

/** More than a year, so that the season before is in it. */
const historyDays = 400;
/** Days with measurements from which on a group is learned; until then it is forecast cold. */
const knownDaysMin = 28;
const slotsPerDay = dayMs / quarterMs;
/** A model serves for a week, and is learned again in the same night of the next. */
const refitMs = 6.5 * dayMs;
/** How long one session lasts at most; the groups that have waited longest come first. */
const sessionMs = 4 * hourMs;
/** Models are kept this long, so that a forecast can be made again as it was issued. */
const keptMs = 30 * dayMs;

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

/** Learns the groups' days ahead from their own histories, one after the other. */
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

  /** Learns as many groups as there is time for; answers how many. One that fails is told and left out. */
  async run(now: Instant, trainer: ForecastTrainer): Promise<number> {
    const { models, clock, log } = this.#deps;
    const common = this.#commonAt(now);
    let learned = 0;
    for (const group of this.#due(now)) {
      if (this.#isStopped || clock.now() - now > sessionMs) break;
      try {
        if (await this.#learn(group, common, trainer)) learned += 1;
      } catch (error) {
        if (this.#isStopped) break;
        log.warn({ err: error, group: group.id }, 'A group was not learned; its last model stays.');
      }
    }
    models.deleteBefore(instant(now - keptMs));
    return learned;
  }

  /** Groups without a model or with an old one, those that have waited longest first. */
  #due(now: Instant): DeviceGroup[] {
    const { directory, models } = this.#deps;
    const trainedAt = models.trainedAt();
    const age = ({ id }: DeviceGroup): number => now - (trainedAt.get(id) ?? 0);
    return deviceGroups(directory.devices(), now)
      .filter((group) => age(group) > refitMs)
      .sort((a, b) => age(b) - age(a));
  }

  #commonAt(now: Instant): CommonFrame {
    const { weather, timeZone, specialDays } = this.#deps;
    const end = slotStartOf(now, quarterMs);
    const slots = pastSlots(end, historyDays);
    const times = { from: instant(slots.from), start: end, end, now };
    const spans = issueSpans('day_ahead', times, { timeZone, slotMs: quarterMs });
    const { columns } = foresightOf(weather, slots, { spans, now });
    return commonFrame({ from: slots.from, to: end }, columns, { timeZone, specialDays });
  }

  async #learn(
    group: DeviceGroup,
    common: CommonFrame,
    trainer: ForecastTrainer,
  ): Promise<boolean> {
    const { readings, models, directory, clock } = this.#deps;
    // Not kept in memory: so much history is only needed at night, one group at a time.
    const powerKw = await new GroupHistory(readings).read(group, common.slots, { again: true });
    if (powerKw.filter(Number.isFinite).length < knownDaysMin * slotsPerDay) return false;
    const site = siteOf(directory.topology, group.nodeId);
    const frame = frameOf(group, { powerKw, site }, common);
    const model = await trainer.train(sinceFirstKnown(frame));
    // What was never tried on days left out, as where most of the history is not believed, is no better
    // than the forecast without it.
    if (!Number.isFinite(model.card.validationLoss)) return false;
    models.add({ groupId: group.id, trainedAt: clock.now(), model });
    return true;
  }
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
