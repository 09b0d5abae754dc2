import { dayMs, hourMs, type Instant, instant } from '../../src/domain/instant.ts';
import type { ScenarioKind } from '../faults/fault-kinds.ts';
import type { ScenarioEntry, ScriptTime } from '../faults/script.ts';

/** Something that befalls the county, with its times worked out. */
export interface TimedScenario {
  readonly kind: ScenarioKind;
  /** Where it happens; null for all of the county. */
  readonly nodes: ReadonlySet<string> | null;
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  /** 1 is what is usual for such an event. */
  readonly strength: number;
}

/** How long an event lasts whose end is not stated. */
export const usualLengthMs: Readonly<Record<ScenarioKind, number>> = {
  storm_day: 18 * hourMs,
  cloud_front: hourMs,
  cold_spell: 5 * dayMs,
  spring_festival: 7 * dayMs,
  heat_pump_failure: 2 * dayMs,
  feeder_outage: 3 * hourMs,
};

/** The events of a script; times that are no instants count from the begin of the simulation. */
export function timedScenarios(
  entries: readonly ScenarioEntry[],
  beginAt: Instant,
): TimedScenario[] {
  return entries.map(({ scenario: kind, nodes, from, to, strength }) => {
    const start = instantOf(from, beginAt);
    return {
      kind,
      nodes: nodes === null ? null : new Set(nodes),
      from: start,
      to: to === null ? instant(start + usualLengthMs[kind]) : instantOf(to, beginAt),
      strength,
    };
  });
}

function instantOf(time: ScriptTime, beginAt: Instant): Instant {
  return instant(time.type === 'at' ? time.epochMs : beginAt + time.ms);
}

export function isOn({ from, to }: TimedScenario, at: Instant): boolean {
  return at >= from && at < to;
}

/** How much of an event is there, 0–1: it comes and goes within `edgeMs`, or a third of its length. */
export function risen({ from, to }: TimedScenario, at: number, edgeMs: number): number {
  const edge = Math.min(edgeMs, (to - from) / 3);
  const share = Math.min((at - from) / edge, (to - at) / edge, 1);
  return share <= 0 ? 0 : (1 - Math.cos(Math.PI * share)) / 2;
}
