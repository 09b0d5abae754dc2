import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { DemandHistory } from './demand-history.ts';
import type { FeatureGroup } from './feature-group.ts';
import { slotsPerDayOf } from './generation-history.ts';
import { type TemperatureC, type Temperatures, trailingMean } from './outdoor-temperature.ts';

/** Below and above these outdoor temperatures buildings are heated and cooled; °C, usual limits. */
const heatingLimitsC = [15, 5] as const;
const coolingLimitsC = [18, 24] as const;
/** Hours over which buildings and ground keep the temperature of before. */
const memoriesHours = [3, 6, 12, 24, 48, 72, 168] as const;
const lagsHours = [1, 2, 4, 12] as const;
/** Station features that are written at most; the first stations, in the order of their columns. */
const stationsMax = 32;

/** Named values of one slot. */
type Values = Readonly<Record<string, (slot: number) => number>>;

/** How outdoor temperature bears on heating and cooling: degrees below and above limits, and curved. */
function demandOf(name: string, read: TemperatureC): Values {
  const below = heatingLimitsC.map(
    (limit) => [`${name}Below${limit}`, (slot: number) => Math.max(0, limit - read(slot))] as const,
  );
  const above = coolingLimitsC.map(
    (limit) => [`${name}Above${limit}`, (slot: number) => Math.max(0, read(slot) - limit)] as const,
  );
  return {
    [name]: read,
    [`${name}Square`]: (slot) => read(slot) ** 2 / 10,
    [`${name}Cube`]: (slot) => read(slot) ** 3 / 100,
    ...Object.fromEntries([...below, ...above]),
  };
}

/** Outdoor temperature of a slot: as it is, curved, hours before, and over the time that buildings remember. */
export function temperatureFeatures(
  { meanC, stations }: Temperatures,
  facts: KnownView['facts'],
): FeatureGroup {
  const hourSlots = Math.max(1, Math.round(hourMs / facts.slots.slotMs));
  const over = (hours: number) =>
    trailingMean(meanC, { slots: hours * hourSlots, count: facts.slots.count });
  const plain: Values = {
    ...demandOf('tempC', meanC),
    ...demandOf('tempDayMeanC', over(24)),
    ...Object.fromEntries([
      ...memoriesHours.map((hours) => [`tempMean${hours}hC`, over(hours)] as const),
      ...lagsHours.map(
        (hours) =>
          [`tempLag${hours}hC`, (slot: number) => meanC(slot - hours * hourSlots)] as const,
      ),
      ...stations
        .slice(0, stationsMax)
        .map(
          (read, place) =>
            [`station${place}C`, (slot: number) => read(slot) - meanC(slot)] as const,
        ),
    ]),
  };
  const names = Object.keys(plain);
  const read = Object.values(plain);
  return {
    names,
    linear: names,
    write: (_origin, slot, into, from) => {
      for (let place = 0; place < read.length; place += 1) {
        into[from + place] = read[place]?.(slot) ?? Number.NaN;
      }
    },
  };
}

/** How foreseen outdoor temperature differs from that of the days whose demand the history shows. */
export function temperatureChangeFeatures(
  { meanC }: Temperatures,
  facts: KnownView['facts'],
  history: DemandHistory,
): FeatureGroup {
  const perDay = slotsPerDayOf(facts);
  const dayMean = trailingMean(meanC, { slots: perDay, count: facts.slots.count });
  const compared = Object.entries({
    ...demandOf('tempC', meanC),
    ...demandOf('tempDayMeanC', dayMean),
  });
  const changes = compared.flatMap(([name]) => [`${name}SinceLastDay`, `${name}SinceAlike`]);
  const known = Object.entries(demandOf('knownDayMeanC', dayMean));
  const knownNames = known.flatMap(([name]) => [name, `${name}DayChange`]);
  return {
    names: [...changes, ...knownNames],
    linear: [...changes, ...knownNames],
    write: (origin, slot, into, from) => {
      const references = history.references(origin, slot);
      let place = from;
      for (const [, column] of compared) {
        for (const reference of references) {
          into[place] = column(slot) - column(reference);
          place += 1;
        }
      }
      for (const [, column] of known) {
        const now = column(origin.knownThrough);
        into[place] = now;
        into[place + 1] = now - column(origin.knownThrough - perDay);
        place += 2;
      }
    },
  };
}

/**
 * Outdoor temperature measured up to the issue: its last hours and day, how they differ from the days
 * before, and from when the demand that the history shows was used.
 */
export function measuredTemperatureFeatures(
  { meanC }: Temperatures,
  facts: KnownView['facts'],
  history: DemandHistory,
): FeatureGroup {
  const perDay = slotsPerDayOf(facts);
  const hourSlots = Math.max(1, Math.round(hourMs / facts.slots.slotMs));
  const over = (hours: number) =>
    trailingMean(meanC, { slots: hours * hourSlots, count: facts.slots.count });
  const [recent, day, threeDays, week] = [over(3), over(24), over(72), over(168)];
  const names = [
    'lastHoursC',
    'lastDayC',
    'lastThreeDaysC',
    'lastWeekC',
    'lastDayChangeC',
    'lastHoursChangeC',
    'dayMeanThenC',
    'dayMeanSinceC',
  ];
  return {
    names,
    linear: names,
    write: (origin, slot, into, from) => {
      const { knownThrough } = origin;
      const now = day(knownThrough);
      const [, alike] = history.references(origin, slot);
      into[from] = recent(knownThrough);
      into[from + 1] = now;
      into[from + 2] = threeDays(knownThrough);
      into[from + 3] = week(knownThrough);
      into[from + 4] = now - day(knownThrough - perDay);
      into[from + 5] = recent(knownThrough) - recent(knownThrough - perDay);
      into[from + 6] = day(alike);
      into[from + 7] = now - day(alike);
    },
  };
}
