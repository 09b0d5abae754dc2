import { dayMs, hourMs, type Instant, instant } from '../../src/domain/instant.ts';
import { drawOf } from '../county/draws.ts';
import type { ScenarioKind } from '../faults/fault-kinds.ts';
import type { ScenarioEntry } from '../faults/script.ts';
import { localMoment } from '../models/calendar.ts';

export interface EventRate {
  readonly seed: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly timeZone: string;
  /** Mean number of events in 30 days. */
  readonly perMonth: number;
  /** Feeders that an outage can meet. */
  readonly feederIds: readonly string[];
}

const eventsMax = 1_000;
const monthMs = 30 * dayMs;
/** Events that any month may have; a cold spell only the heating season, with a pump that fails in it. */
const anySeason = ['storm_day', 'cloud_front', 'feeder_outage'] as const;
const heatingMonths: ReadonlySet<number> = new Set([11, 12, 1, 2, 3]);
const pumpsFailAfterMs = 30 * hourMs;
/** Of the heat pumps, so many fail together (assumption). */
const failingRatio = 0.3;

/** Events by chance, each of its usual strength and length. Festivals come by the calendar alone. */
export function seededScenarios(rate: EventRate): ScenarioEntry[] {
  const { seed, from, to, perMonth } = rate;
  const count = Math.min(eventsMax, Math.round(((to - from) / monthMs) * perMonth));
  return Array.from({ length: count }, (_, number) => {
    const draw = (what: string): number => drawOf(seed, `event ${number} ${what}`);
    return eventOf(draw, instant(from + Math.round(draw('time') * (to - from))), rate);
  }).flat();
}

function eventOf(
  draw: (what: string) => number,
  at: Instant,
  { timeZone, feederIds }: EventRate,
): ScenarioEntry[] {
  const isCold = heatingMonths.has(localMoment(at, timeZone).month);
  const kinds: readonly ScenarioKind[] = isCold ? [...anySeason, 'cold_spell'] : anySeason;
  const kind = kinds[Math.floor(draw('kind') * kinds.length)] ?? 'cloud_front';
  if (kind === 'cold_spell') {
    const pumps = entryOf('heat_pump_failure', instant(at + pumpsFailAfterMs));
    return [entryOf(kind, at), { ...pumps, strength: failingRatio }];
  }
  if (kind !== 'feeder_outage') return [entryOf(kind, at)];
  const feederId = feederIds[Math.floor(draw('place') * feederIds.length)];
  return feederId === undefined ? [] : [{ ...entryOf(kind, at), nodes: [feederId] }];
}

function entryOf(scenario: ScenarioKind, at: Instant): ScenarioEntry {
  return { scenario, nodes: null, from: { type: 'at', epochMs: at }, to: null, strength: 1 };
}
