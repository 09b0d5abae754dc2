import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Resolution } from '../../../../../src/contract/http.ts';
import type { Answer } from '../../api/http.ts';
import { readCurve } from '../../api/routes.ts';
import { type QueryHandle, useQuery } from '../../api/use-query.ts';
import { type Range, slotMsOf } from '../../curve/range.ts';
import { type Slot, slotsOf } from '../../curve/slots.ts';
import { minuteMs } from '../../format/time.ts';
import { clockNow, serviceNow } from '../../state/clock.ts';
import { gaps } from '../../state/live.ts';

export interface CurveWanted {
  readonly nodeId: string;
  readonly range: Range;
  readonly resolution: Exclude<Resolution, 'raw'>;
}

/** Tells one curve from another. */
export function curveKey({ nodeId, range, resolution }: CurveWanted): string {
  return `${nodeId} ${range.from} ${range.to} ${resolution}`;
}

/** A curve as it was read, with the range that it was read for. */
export interface CurveData extends CurveWanted {
  readonly slots: readonly Slot[];
  readonly fineSlots: readonly Slot[];
  readonly readAt: number;
}

/** The service rolls a slot up a little after its end; the curve is read again this long after. */
const afterSlotMs = 8_000;
/** A curve that includes the present is read again this often. */
const rereadMs = minuteMs;

/** Minutes of the running slot; without them the slot's own row is drawn, so a failure is no fault. */
async function readFine(
  nodeId: string,
  options: { range: Range; slotMs: number; now: number; signal: AbortSignal },
): Promise<Slot[]> {
  const { range, slotMs, now, signal } = options;
  const from = Math.floor(now / slotMs) * slotMs;
  if (slotMs !== slotMsOf['15m'] || now < range.from || now >= range.to || now <= from) return [];
  const answer = await readCurve(nodeId, { from, to: now, resolution: '1m' }, signal);
  return answer.ok ? slotsOf(answer.value, '1m') : [];
}

async function read(
  { nodeId, range, resolution }: CurveWanted,
  signal: AbortSignal,
): Promise<Answer<CurveData>> {
  const now = serviceNow();
  const slotMs = slotMsOf[resolution];
  const [answer, fineSlots] = await Promise.all([
    readCurve(nodeId, { from: range.from, to: range.to, resolution }, signal),
    readFine(nodeId, { range, slotMs, now, signal }),
  ]);
  if (!answer.ok) return answer;
  const slots = slotsOf(answer.value, resolution);
  return { ok: true, value: { nodeId, range, resolution, slots, fineSlots, readAt: now } };
}

/** Reads again as slots close, while the range holds the present, and after a gap in the live stream. */
export function useReread(range: Range, reload: () => void): void {
  const beat = useRef('');
  const latest = useRef({ range, reload });
  latest.current = { range, reload };
  useSignalEffect(() => {
    const now = clockNow.value;
    const { from, to } = latest.current.range;
    const isRunning = now >= from && now < to + rereadMs;
    const next = `${gaps.value} ${isRunning ? Math.floor((now - afterSlotMs) / rereadMs) : ''}`;
    const isFirst = beat.current === '';
    if (next === beat.current) return;
    beat.current = next;
    if (!isFirst) latest.current.reload();
  });
}

/** The curve of a node over a range, kept up to date. */
export function useCurve(wanted: CurveWanted): QueryHandle<CurveData> {
  const query = useQuery(curveKey(wanted), (signal) => read(wanted, signal), { keep: true });
  useReread(wanted.range, query.reload);
  return query;
}
