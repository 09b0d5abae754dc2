import { dayMs, minuteMs } from '../../domain/instant.ts';
import type { OriginRule } from '../../forecast/frame/origins.ts';
import { DataFault } from './data-fault.ts';
import type { TrackEntry } from './protocol-schema.ts';

interface Labels {
  readonly stepMin: number;
  readonly labelsEnd: boolean;
}

const dayMin = dayMs / minuteMs;

/** When a track issues its forecasts. Throws `DataFault` that names the key whose words it does not know. */
export function originRuleOf(track: TrackEntry, labels: Labels): OriginRule {
  const { issue } = track;
  if (issue === 'windowStart') return { every: 'window' };
  if (issue === 'everyHour') return hourlyRule(track, labels);
  const told = /^(\d{2}):(\d{2}) (?:on|of) D(?:-(\d+))?$/.exec(issue);
  if (told === null) {
    throw faultOf(track, 'issue', issue, 'windowStart, everyHour, 12:00 on D-1 or 00:00 of D');
  }
  const [, hour, minute, days = '0'] = told;
  const issueMin = 60 * Number(hour) + Number(minute);
  checkWholeDay(track, labels);
  return {
    every: 'day',
    issueMin: knownMin(track, labels, issueMin),
    daysAhead: Number(days),
  };
}

function hourlyRule(track: TrackEntry, { stepMin }: Labels): OriginRule {
  const { steps, knownThrough = 'slot of issue' } = track;
  if (knownThrough !== 'slot of issue') {
    throw faultOf(track, 'knownThrough', knownThrough, 'slot of issue');
  }
  if (steps === undefined) throw faultOf(track, 'steps', 'nothing', 'how many follow each issue');
  const slots = 60 / stepMin;
  if (Number.isInteger(slots)) return { every: 'slots', slots, steps };
  throw faultOf(track, 'issue', `everyHour for steps of ${stepMin} min`, 'steps that fill an hour');
}

function checkWholeDay(track: TrackEntry, { stepMin }: Labels): void {
  const { steps } = track;
  if (steps === undefined || steps * stepMin === dayMin) return;
  throw faultOf(track, 'steps', String(steps), `${dayMin / stepMin}, the slots of a day`);
}

/**
 * Minute of the day up to which slots were over and may be known: what `knownThrough` says, and
 * never later than the issue. As a label it names the slot that begins there, or ends there.
 */
function knownMin(track: TrackEntry, { stepMin, labelsEnd }: Labels, issueMin: number): number {
  const { knownThrough } = track;
  if (knownThrough === undefined || knownThrough === 'the last slot before noon') {
    return Math.min(issueMin, knownThrough === undefined ? issueMin : dayMin / 2);
  }
  const told = /^(\d{2}):(\d{2})$/.exec(knownThrough);
  if (told === null) {
    throw faultOf(track, 'knownThrough', knownThrough, 'HH:MM or the last slot before noon');
  }
  const labelMin = 60 * Number(told[1]) + Number(told[2]);
  const endMin = (Math.floor(labelMin / stepMin) + (labelsEnd ? 0 : 1)) * stepMin;
  return endMin > issueMin ? endMin - dayMin : endMin;
}

function faultOf({ name }: TrackEntry, key: string, found: string, wanted: string): DataFault {
  return new DataFault(
    `protocol.json: track ${name}: ${key}: this is ${found}; what can be run is ${wanted}`,
  );
}
