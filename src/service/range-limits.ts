import type { Resolution } from '../contract/http.ts';
import { dayMs, hourMs, instant, minuteMs, slotStartOf } from '../domain/instant.ts';
import type { RequestFault, TableQuery } from './application.ts';

/** Longest range of one answer about a device, in ms. Longer ones are asked for in pieces. */
export const readingsRangeMsMax: Readonly<Record<Resolution, number>> = {
  raw: 7 * dayMs,
  '1m': 7 * dayMs,
  '15m': 92 * dayMs,
  '1h': 400 * dayMs,
  '1d': 3_660 * dayMs,
};

/** Longest range of one answer about a node. Minutes are made from raw readings of every device. */
export const curveRangeMsMax: Readonly<Record<Resolution, number>> = {
  ...readingsRangeMsMax,
  raw: 0,
  '1m': 6 * hourMs,
};

export function rangeFault(
  { from, to, resolution }: TableQuery,
  limits: Readonly<Record<Resolution, number>>,
): RequestFault | null {
  if (limits[resolution] === 0) {
    return {
      code: 'resolution_not_available',
      detail: `There is no ${resolution} curve; ask for 1m, 15m, 1h or 1d.`,
    };
  }
  if (to <= from) return { code: 'range_empty', detail: '`to` must be after `from`.' };
  if (to - from <= limits[resolution]) return null;
  const most = lengthText(limits[resolution]);
  return {
    code: 'range_too_long',
    detail: `At resolution ${resolution} one answer covers at most ${most}; ask in pieces.`,
  };
}

const wholeSlotMs: Readonly<Partial<Record<Resolution, number>>> = { '1m': minuteMs, '1h': hourMs };

/** Widened to whole slots where these are made on the way, so that none is made of a part of its readings. */
export function onWholeSlots<Query extends TableQuery>(query: Query): Query {
  const slotMs = wholeSlotMs[query.resolution];
  if (slotMs === undefined) return query;
  const to = instant(Math.ceil(query.to / slotMs) * slotMs);
  return { ...query, from: slotStartOf(query.from, slotMs), to };
}

/** The length of a range in words. */
export function lengthText(ms: number): string {
  const hours = ms / hourMs;
  return hours < 48 ? `${hours} hours` : `${hours / 24} days`;
}
