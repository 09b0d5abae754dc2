import { curveColumns } from '../contract/http.ts';
import type { ForecastScoreView } from '../contract/http-forecast.ts';
import { dayStartOf } from '../domain/calendar.ts';
import { type ForecastHorizon, type ForecastKind, keptLevels } from '../domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs, slotStartOf } from '../domain/instant.ts';
import { succeed } from '../domain/outcome.ts';
import { expandLevels } from '../forecast/learn/pinball.ts';
import type { AccuracyRuleSets } from '../forecast/score/accuracy-rules.ts';
import { type JudgedSlot, scoreForecast } from '../forecast/score/forecast-score.ts';
import type { Asked, Cell, Scope } from './application.ts';
import { curveRows, storedSums } from './curves.ts';
import type { CurveMembers, Directory } from './directory.ts';
import type { ForecastStore, KeptForecast, SlotReader } from './forecast-ports.ts';
import type { Clock } from './ports.ts';
import { curveRangeMsMax, rangeFault } from './range-limits.ts';
import { unknownNode } from './request-faults.ts';

export interface ScoreQuestion {
  readonly kind: ForecastKind;
  readonly horizon: ForecastHorizon;
  readonly from: Instant;
  readonly to: Instant;
}

export interface ForecastScoresDeps {
  readonly forecasts: ForecastStore;
  readonly readings: SlotReader;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly accuracyRules: AccuracyRuleSets;
}

/** Slots measured less than this do not count. */
const completenessMin = 0.5;
/** Steps of the fourth hour, counted from 1. */
const fourthHour = { first: 13, last: 16 } as const;

/**
 * Columns of a curve that make up what is forecast. The exchange is forecast before storage and biogas,
 * which follow orders: what they gave to the node is what the meter would have shown more without them.
 */
const columnsOfKind = {
  load: ['loadPowerKw', 'evPowerKw'],
  pv: ['pvPowerKw'],
  wind: ['windPowerKw'],
  heat: ['heatPumpPowerKw'],
  net: ['pccPowerKw', 'batteryPowerKw', 'biogasPowerKw'],
} as const satisfies Record<ForecastKind, readonly (typeof curveColumns)[number][]>;

/** How good the forecasts of a node were, once it was measured what they forecast. */
export async function forecastScore(
  scope: Scope,
  id: string,
  { question, deps }: { readonly question: ScoreQuestion; readonly deps: ForecastScoresDeps },
): Promise<Asked<ForecastScoreView>> {
  const { directory, clock } = deps;
  const mayFollow = scope.cooperativeId === null || scope.cooperativeId === id;
  const members = mayFollow ? directory.curveMembers(id) : null;
  if (members === null) return unknownNode(id);
  const fault = rangeFault({ ...question, resolution: '15m' }, curveRangeMsMax);
  if (fault !== null) return { ok: false, fault };
  const { kind, horizon, from } = question;
  // A slot that is under way has not been measured yet.
  const to = instant(Math.max(from, Math.min(question.to, slotStartOf(clock.now(), quarterMs))));
  const measured = await measuredIn(members, { kind, from, to }, deps.readings);
  const query = { nodeId: id, kind, horizon, from, to, knownAt: clock.now() };
  const kept = deps.forecasts.covering(query);
  const slots = judgedSlots(kept, measured, { ...question, to, timeZone: deps.timeZone });
  const capacityKw = capacityOf(members, kind, measured);
  const rules = kind === 'pv' ? deps.accuracyRules.pv : deps.accuracyRules.others;
  const counted = rules.leavesNightOut ? slots.filter((slot) => !slot.isNight) : slots;
  const score = scoreForecast(capacityKw === null ? [] : counted, {
    levels: keptLevels,
    capacityKw: capacityKw ?? 1,
  });
  return succeed({
    ...{ node: id, kind, horizon, capacityKw },
    ...{ from: isoOf(from), to: isoOf(to) },
    ...score,
    byLead: [...score.byLead],
    calibration: score.slots === 0 ? [] : [...score.calibration],
    worstDays: [...score.worstDays],
    excludedSlots: measured.excluded,
    ruleSet: { id: rules.id, name: rules.name, date: rules.date },
    requiredPct: horizon === 'day_ahead' ? rules.dayAheadPct : rules.fourthHourPct,
    skillAgainst: horizon === 'day_ahead' ? 'same_slot_of_last_known_day' : 'last_known_slot',
  });
}

interface Measured {
  readonly kwBySlot: ReadonlyMap<number, number>;
  /** Slots of the range without complete data. */
  readonly excluded: number;
}

/** Also of the days before the range, from which plain forecasts are made. */
async function measuredIn(
  members: CurveMembers,
  { kind, from, to }: { kind: ForecastKind; from: Instant; to: Instant },
  store: SlotReader,
): Promise<Measured> {
  const range = { from: instant(from - 3 * dayMs), to };
  const rows = await curveRows(members, range, storedSums(store, '15m'));
  const places = columnsOfKind[kind].map((column) => curveColumns.indexOf(column));
  const completeness = curveColumns.indexOf('completeness');
  const exchange = curveColumns.indexOf('pccPowerKw');
  const kwBySlot = new Map<number, number>();
  for (const row of rows) {
    if (Number(row[completeness]) < completenessMin) continue;
    if (kind === 'net' && typeof row[exchange] !== 'number') continue;
    const kw = sumOf(places.map((place) => row[place] ?? null));
    if (kw !== null) kwBySlot.set(Date.parse(String(row[0])), kw);
  }
  const inRange = [...kwBySlot.keys()].filter((at) => at >= from).length;
  return { kwBySlot, excluded: Math.ceil((to - from) / quarterMs) - inRange };
}

/** Null where none of the parts is measured. */
function sumOf(cells: readonly Cell[]): number | null {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  return numbers.length === 0 ? null : numbers.reduce((sum, kw) => sum + kw, 0);
}

/** Ratings of plants; what uses power has none that means anything, and takes the most it used. */
function capacityOf(
  { parts }: CurveMembers,
  kind: ForecastKind,
  { kwBySlot }: Measured,
): number | null {
  const capacityKw =
    kind === 'pv' || kind === 'wind'
      ? parts
          .filter((device) => device.kind === kind && device.retiredAt === null)
          .reduce((sum, { ratingKw }) => sum + (ratingKw ?? 0), 0)
      : [...kwBySlot.values()].reduce((most, kw) => Math.max(most, Math.abs(kw)), 0);
  return capacityKw > 0 ? capacityKw : null;
}

interface ScoredSlot extends JudgedSlot {
  readonly isNight: boolean;
}

interface Judging extends ScoreQuestion {
  readonly timeZone: string;
}

/** Every slot of every forecast that has been measured since. */
function judgedSlots(
  kept: readonly KeptForecast[],
  measured: Measured,
  judging: Judging,
): ScoredSlot[] {
  const dayOf = dayNames(judging.timeZone);
  const newest = newestOfDayBefore(kept, judging, dayOf);
  return kept.flatMap(({ run, forecast }) => {
    const { slots, levels, values } = forecast.curves;
    const quantiles = expandLevels(values, levels, keptLevels);
    const width = keptLevels.length;
    return Array.from({ length: slots.count }, (_, slot): ScoredSlot | null => {
      const at = slots.from + slot * slots.slotMs;
      const actualKw = measured.kwBySlot.get(at);
      if (at < judging.from || at >= judging.to || actualKw === undefined) return null;
      const own = quantiles.subarray(slot * width, (slot + 1) * width);
      const isFourthHour = slot + 1 >= fourthHour.first && slot + 1 <= fourthHour.last;
      return {
        day: dayOf(at).name,
        leadH: (at - run.issuedAt) / hourMs,
        isJudged: judging.horizon === 'day_ahead' ? newest.get(at) === run.id : isFourthHour,
        actualKw,
        quantiles: own,
        referenceKw: referenceOf(run.issuedAt, at, { measured, judging }),
        isNight: own[0] === own[width - 1],
      };
    }).filter((slot) => slot !== null);
  });
}

/** Run by slot: the newest that was issued before the day of the slot began. */
function newestOfDayBefore(
  kept: readonly KeptForecast[],
  { horizon }: Judging,
  dayOf: (at: number) => { readonly start: number },
): Map<number, string> {
  const newest = new Map<number, string>();
  if (horizon !== 'day_ahead') return newest;
  for (const { run, forecast } of kept) {
    const { from, slotMs, count } = forecast.curves.slots;
    for (let at = from; at < from + count * slotMs; at += slotMs) {
      if (run.issuedAt < dayOf(at).start) newest.set(at, run.id);
    }
  }
  return newest;
}

/** Day-ahead the same slot of the last day that was known; else the last slot that was known. */
function referenceOf(
  issuedAt: Instant,
  at: number,
  { measured, judging }: { readonly measured: Measured; readonly judging: Judging },
): number {
  const lastKnown = slotStartOf(issuedAt, quarterMs) - quarterMs;
  const days = Math.max(1, Math.ceil((at - lastKnown) / dayMs));
  const before = judging.horizon === 'day_ahead' ? at - days * dayMs : lastKnown;
  return measured.kwBySlot.get(before) ?? Number.NaN;
}

/** Local days by slot, looked up once a day. */
function dayNames(timeZone: string): (at: number) => { name: string; start: number } {
  const days = new Map<number, { name: string; start: number }>();
  return (at) => {
    const hour = Math.floor(at / hourMs);
    const known = days.get(hour);
    if (known !== undefined) return known;
    const start = dayStartOf(instant(at), timeZone);
    const name = Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toString();
    days.set(hour, { name, start });
    return { name, start };
  };
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
